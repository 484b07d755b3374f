// Differences of the language itself: names that CloudFront's engine does not have, Date, Math.random, JSON, and the
// ways to make code from text.

import type { Realm } from './realm.js';

/** Runs inside the engine, last: see realm.ts. @source spec/cloudfront.md 1.5, 1.6, 8.1 */
export function installLanguage(realm: Realm): void {
  const { config } = realm;
  const isFirst = config.version === 1;
  const scope = globalThis as unknown as Record<string, unknown>;

  // --- code from text ---------------------------------------------------------------------------------------------
  const notImplemented = () => {
    const Kind = (scope.InternalError ?? Error) as new (text: string) => Error;
    return new Kind('Not implemented');
  };
  class InternalError extends Error {}
  class MemoryError extends Error {}
  if (typeof scope.InternalError !== 'function') {
    realm.define(InternalError.prototype, 'name', 'InternalError');
    realm.define(scope, 'InternalError', InternalError);
  }
  realm.define(MemoryError.prototype, 'name', 'MemoryError');
  realm.define(scope, 'MemoryError', MemoryError);
  // No call and no `new` makes code; `instanceof Function` keeps its answer.
  function FunctionKind(this: unknown): never {
    throw notImplemented();
  }
  Object.defineProperty(FunctionKind, 'prototype', { value: Object.getPrototypeOf(() => undefined) });
  const kinds: (() => void)[] = [
    () => undefined,
    async () => undefined,
    function* () {
      yield 0;
    } as unknown as () => void,
    async function* () {
      yield 0;
    } as unknown as () => void,
  ];
  for (let index = 0; index < kinds.length; index++) {
    Object.defineProperty(Object.getPrototypeOf(kinds[index]), 'constructor', {
      value: FunctionKind,
      writable: true,
      configurable: true,
    });
  }
  realm.define(scope, 'Function', realm.named('Function', 1, FunctionKind));
  realm.define(
    scope,
    'eval',
    realm.named('eval', 1, () => {
      throw notImplemented();
    }),
  );
  realm.define(
    Object.getPrototypeOf(kinds[0]),
    'toString',
    realm.named('toString', 0, () => '[object Function]'),
  );

  // --- Date: one instant a run, fewer text forms, always UTC --------------------------------------------------------
  const NativeDate = Date;
  const nativeParse = Date.parse;
  const iso = /^([+-]\d{6}|\d{4})(-\d{2}(-\d{2})?)?(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z?)?$/;
  const rfc =
    /^([A-Z][a-z]{2},? )?(\d{1,2} [A-Z][a-z]{2} \d{1,4}|[A-Z][a-z]{2} \d{1,2} \d{1,4}) \d{2}:\d{2}:\d{2}( GMT([+-]0000)?( \([^)]*\))?)?$/;
  const parse = (value: unknown) => {
    const text = String(value);
    if (iso.test(text)) return nativeParse(/T/.test(text) && !/Z$/.test(text) ? `${text}Z` : text);
    return rfc.test(text)
      ? nativeParse(/GMT/.test(text) ? text.replace(/ \([^)]*\)$/, '') : `${text} GMT`)
      : Number.NaN;
  };
  const now = () => realm.run.nowMs;
  const FrozenDate = function (this: unknown, ...args: unknown[]): unknown {
    if (!(this instanceof FrozenDate)) return new NativeDate(now()).toString();
    if (args.length === 0) return new NativeDate(now());
    if (args.length > 1) return new NativeDate(...(args as [number, number]));
    const [only] = args;
    const primitive =
      typeof only === 'object' && only !== null
        ? only instanceof NativeDate
          ? only.getTime()
          : (only as { valueOf(): unknown }).valueOf()
        : only;
    return new NativeDate(typeof primitive === 'string' ? parse(primitive) : Number(primitive));
  } as unknown as new (
    ...args: unknown[]
  ) => Date;
  Object.defineProperty(FrozenDate, 'prototype', { value: NativeDate.prototype });
  realm.define(NativeDate.prototype, 'constructor', FrozenDate);
  realm.define(FrozenDate, 'now', realm.named('now', 0, now));
  realm.define(FrozenDate, 'parse', realm.named('parse', 1, parse));
  realm.define(FrozenDate, 'UTC', NativeDate.UTC);
  realm.define(scope, 'Date', realm.named('Date', 7, FrozenDate));
  const texts = NativeDate.prototype as unknown as Record<string, (this: Date) => string>;
  const bare = (name: string) => {
    const native = texts[name] as (this: Date) => string;
    return function (this: Date) {
      return native.call(this).replace(/ \([^)]*\)$/, '');
    };
  };
  const [toText, toTime] = [bare('toString'), bare('toTimeString')];
  const toDay = texts.toDateString as (this: Date) => string;
  const dateMethods: [string, (this: Date) => string][] = [
    ['toString', toText],
    ['toTimeString', toTime],
    ['toLocaleString', toText],
    ['toLocaleTimeString', toTime],
    ['toLocaleDateString', toDay],
  ];
  dateMethods.forEach(([name, method]) => {
    realm.define(NativeDate.prototype, name, method);
  });

  // --- Math.random: the same seed and time give the same numbers ---------------------------------------------------
  let state: number | undefined;
  realm.define(
    Math,
    'random',
    realm.named('random', 0, () => {
      state ??=
        (Math.imul(realm.run.nowMs % 4294967296, 0x9e3779b1) ^ Math.imul(realm.run.seed + 1, 0x85ebca6b)) >>>
        0;
      // mulberry32
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    }),
  );

  // --- texts without UTF-8 -----------------------------------------------------------------------------------------
  const lone = /[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g;
  const repaired = (text: string) => text.replace(lone, (pair) => (pair.length === 2 ? pair : '\ufffd'));
  const wrapEncoder = (name: 'encodeURI' | 'encodeURIComponent') => {
    const native = globalThis[name];
    realm.define(
      scope,
      name,
      realm.named(name, 1, (value: unknown) => {
        const text = String(value);
        try {
          return native(text);
        } catch {
          // Only half of a surrogate pair makes the native function throw.
          return native(repaired(text));
        }
      }),
    );
  };
  wrapEncoder('encodeURI');
  wrapEncoder('encodeURIComponent');
  const nativeStringify = JSON.stringify;
  realm.define(
    JSON,
    'stringify',
    realm.named('stringify', 3, (value: unknown, replacer?: never, space?: never) => {
      const text: string | undefined = nativeStringify(value, replacer, space);
      if (text === undefined || text.indexOf('\\ud') === -1) return text;
      return text.replace(/\\(ud[89a-f][0-9a-f]{2}|.)/g, (all, code: string) =>
        code.length === 5 ? '\ufffd' : all,
      );
    }),
  );
  const nativeJsonParse = JSON.parse;
  // Where and in which words CloudFront's engine gives up; the text is known to be broken.
  const jsonFailure = (text: string) => {
    let at = 0;
    const at1 = (message: string, position: number) => new SyntaxError(`${message} at position ${position}`);
    const blank = () => {
      while (at < text.length && ' \t\n\r'.indexOf(text[at] ?? '') !== -1) at++;
    };
    const unexpected = () => at1(at >= text.length ? 'Unexpected end of input' : 'Unexpected token', at);
    const scalar = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON strings hold none
    const string = /^"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/;
    const take = (pattern: RegExp) => {
      const found = pattern.exec(text.slice(at));
      if (found === null) throw unexpected();
      at += found[0].length;
      blank();
    };
    const list = (end: string, item: () => void) => {
      at++;
      blank();
      if (text[at] === end) at++;
      else {
        for (;;) {
          item();
          if (text[at] === end) break;
          if (text[at] !== ',') throw unexpected();
          const comma = at;
          at++;
          blank();
          if (text[at] === end) throw at1('Trailing comma', comma);
        }
        at++;
      }
      blank();
    };
    const value = (): void => {
      blank();
      const first = text[at];
      if (first === '[') list(']', value);
      else if (first === '{') {
        list('}', () => {
          take(string);
          if (text[at] !== ':') throw unexpected();
          at++;
          value();
        });
      } else take(first === '"' ? string : scalar);
    };
    value();
    return unexpected();
  };
  realm.define(
    JSON,
    'parse',
    realm.named('parse', 2, (value: unknown, reviver?: never) => {
      const text = String(value);
      try {
        return nativeJsonParse(text, reviver);
      } catch (error) {
        throw error instanceof SyntaxError ? jsonFailure(text) : error;
      }
    }),
  );

  // --- letter case -------------------------------------------------------------------------------------------------
  // CloudFront's engine has one letter for each letter, and looks at none of those around.
  const changeCase = (name: 'toUpperCase' | 'toLowerCase') => {
    const native = String.prototype[name];
    const one = (letter: string) => {
      const changed = native.call(letter);
      if (changed.length === letter.length) return changed;
      return name === 'toUpperCase' ? letter : String.fromCodePoint(changed.codePointAt(0) ?? 0);
    };
    realm.define(
      String.prototype,
      name,
      realm.named(name, 0, function (this: unknown) {
        // Refuses what is no text, too.
        const changed = native.call(this as string);
        const text = String(this);
        if (changed.length === text.length && text.indexOf('\u03a3') === -1) return changed;
        let result = '';
        for (let at = 0; at < text.length; ) {
          const letter = String.fromCodePoint(text.codePointAt(at) ?? 0);
          result += one(letter);
          at += letter.length;
        }
        return result;
      }),
    );
  };
  changeCase('toUpperCase');
  changeCase('toLowerCase');

  // --- regular expressions: flags ----------------------------------------------------------------------------------
  const NativeRegExp = RegExp;
  const badFlags = isFirst ? /[^gim]/ : /[^gimy]/;
  const CheckedRegExp = function (this: unknown, pattern: unknown, flags: unknown) {
    if (flags !== undefined && badFlags.test(String(flags))) {
      throw new SyntaxError(`Invalid RegExp flags "${String(flags)}"`);
    }
    return new NativeRegExp(pattern as string, flags as string | undefined);
  };
  Object.defineProperty(CheckedRegExp, 'prototype', { value: NativeRegExp.prototype });
  realm.define(NativeRegExp.prototype, 'constructor', CheckedRegExp);
  realm.define(scope, 'RegExp', realm.named('RegExp', 2, CheckedRegExp));
  if (isFirst) {
    // Runtime 1.0 has no `flags`, by which the contained engine's own methods know a global pattern.
    const flags = Object.getOwnPropertyDescriptor(NativeRegExp.prototype, 'flags') as PropertyDescriptor;
    const methods = ['match', 'replace', 'search'] as const;
    for (let index = 0; index < methods.length; index++) {
      const name = methods[index] as (typeof methods)[number];
      const native = String.prototype[name] as (...values: unknown[]) => unknown;
      realm.define(
        String.prototype,
        name,
        realm.named(name, native.length, function (this: string, pattern: unknown, replacement: unknown) {
          Object.defineProperty(NativeRegExp.prototype, 'flags', flags);
          try {
            return native.call(this, pattern, replacement);
          } finally {
            delete (NativeRegExp.prototype as { flags?: string }).flags;
          }
        }),
      );
    }
    const nativeSplit = String.prototype.split;
    realm.define(
      String.prototype,
      'split',
      realm.named('split', 2, function (this: string, separator: unknown, limit?: number) {
        if (!(separator instanceof RegExp)) return nativeSplit.call(this, separator as never, limit);
        // Captures are dropped.
        const text = String(this);
        const parts: string[] = [];
        const most = limit === undefined ? Number.POSITIVE_INFINITY : limit;
        const pattern = new RegExp(
          separator.source,
          `g${separator.ignoreCase ? 'i' : ''}${separator.multiline ? 'm' : ''}`,
        );
        let at = 0;
        for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
          if (found[0] === '') {
            pattern.lastIndex++;
            if (found.index === at || found.index >= text.length) continue;
          }
          parts.push(text.slice(at, found.index));
          at = found.index + found[0].length;
        }
        parts.push(text.slice(at));
        return parts.slice(0, most);
      }),
    );
  }

  // --- modules and names -------------------------------------------------------------------------------------------
  realm.define(
    scope,
    'require',
    realm.named('require', 1, (name: unknown) => {
      if (typeof name === 'string' && name in realm.modules) return realm.modules[name];
      throw new Error(`Cannot find module "${String(name)}"`);
    }),
  );
  if (!isFirst) realm.define(scope, 'global', globalThis);
  const isKept = (kept: string, name: string) => kept === name || ` ${kept} `.indexOf(` ${name} `) !== -1;
  const keep = (target: object, kept: string) => {
    Object.getOwnPropertyNames(target).forEach((name) => {
      if (isKept(kept, name)) return;
      const descriptor = Object.getOwnPropertyDescriptor(target, name);
      if (descriptor?.configurable) delete (target as Record<string, unknown>)[name];
    });
  };
  const typed = Object.getPrototypeOf(Uint8Array);
  const roots: Record<string, unknown> = { TypedArray: typed };
  Object.keys(config.keptNames).forEach((path) => {
    if (path === 'globalThis') return;
    const [root = '', ...steps] = path.split('.');
    let target: unknown = roots[root] ?? scope[root];
    steps.forEach((step) => {
      target =
        target === undefined || target === null ? undefined : (target as Record<string, unknown>)[step];
    });
    if (target !== undefined && target !== null) keep(target as object, config.keptNames[path] ?? '');
  });
  keep(globalThis, config.keptNames.globalThis ?? '');
  if (isFirst) {
    delete (Array.prototype as { [Symbol.iterator]?: unknown })[Symbol.iterator];
    delete (String.prototype as { [Symbol.iterator]?: unknown })[Symbol.iterator];
  }
}
