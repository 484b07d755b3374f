// console.log in the format of CloudFront's engine, and the 10 KB that one run may log.

import type { Realm } from './realm.js';

/** Runs inside the engine: see realm.ts. @source spec/cloudfront.md 1.8, 8.4; evidence: console.log formats */
export function installConsole(realm: Realm): void {
  const isFirst = realm.config.version === 1;
  const patterns = realm.config.errorTexts.map((row) => ({
    pattern: new RegExp(row[0]),
    replacement: row[1],
  }));
  const tagOf = Object.prototype.toString;
  const keysOf = Object.keys;
  const stringify = JSON.stringify;

  realm.errorText = (error) => {
    let text: string;
    if (typeof error === 'object' && error !== null) {
      const like = error as { name?: unknown; message?: unknown };
      const isError = error instanceof Error || (typeof like.name === 'string' && 'message' in like);
      if (isError) {
        const message = String(like.message ?? '');
        text = message === '' ? String(like.name) : `${String(like.name)}: ${message}`;
      } else text = String(error);
    } else text = String(error);
    for (let index = 0; index < patterns.length; index++) {
      const row = patterns[index];
      if (row?.pattern.test(text)) return text.replace(row.pattern, row.replacement);
    }
    return text;
  };

  const quoted = (text: string) => `'${stringify(text).slice(1, -1).replace(/\\"/g, '"')}'`;
  const dump = (value: unknown, parents: unknown[], isTop: boolean): string => {
    switch (typeof value) {
      case 'string':
        return isTop ? value : quoted(value);
      case 'number':
        return value === 0 && 1 / value < 0 ? '-0' : String(value);
      case 'function': {
        const name = isFirst ? '' : String(value.name);
        return name === '' ? '[Function]' : `[Function: ${name}]`;
      }
      case 'symbol':
        return value.toString();
      case 'object':
        break;
      default:
        return String(value);
    }
    if (value === null) return 'null';
    if (value instanceof Error) return realm.errorText(value);
    if (value instanceof RegExp) return String(value);
    if (value instanceof Date) {
      const time = value.getTime();
      return Number.isNaN(time) ? 'Invalid Date' : value.toISOString();
    }
    const wrapped = tagOf.call(value);
    if (wrapped === '[object String]' || wrapped === '[object Number]' || wrapped === '[object Boolean]') {
      const kind = wrapped.slice(8, -1);
      return `[${kind}: ${dump((value as { valueOf(): unknown }).valueOf(), [], false)}]`;
    }
    if (parents.indexOf(value) !== -1) return '[Circular]';
    const inner = parents.concat([value]);
    const members: string[] = [];
    const isList = Array.isArray(value);
    if (ArrayBuffer.isView(value) && !(wrapped === '[object DataView]')) {
      const list = value as Uint8Array;
      for (let index = 0; index < list.length; index++) members.push(dump(list[index], inner, false));
      return `${wrapped.slice(8, -1)} [${members.join(',')}]`;
    }
    if (isList) {
      let holes = 0;
      for (let index = 0; index <= value.length; index++) {
        if (index < value.length && !(index in value)) {
          holes++;
          continue;
        }
        if (holes > 0) members.push(holes === 1 ? '<empty>' : `<${holes} empty items>`);
        holes = 0;
        if (index < value.length) members.push(dump(value[index], inner, false));
      }
    }
    keysOf(value).forEach((key) => {
      if (isList && String(Number(key)) === key) return;
      const descriptor = Object.getOwnPropertyDescriptor(value, key);
      const text =
        descriptor?.get !== undefined
          ? "'[Getter]'"
          : descriptor?.set !== undefined
            ? "'[Setter]'"
            : dump(descriptor?.value, inner, false);
      members.push(`${key}:${text}`);
    });
    if (isList) return `[${members.join(',')}]`;
    const tag = wrapped.slice(8, -1);
    const prefix = tag === 'Object' || tag === 'Arguments' ? '' : `${tag} `;
    return `${prefix}{${members.join(',')}}`;
  };
  realm.format = (value) => dump(value, [], true);

  const log = (line: string) => {
    const left = realm.config.maxLogBytes - realm.logBytes;
    if (left <= 0) return;
    const bytes = realm.encodeUtf8(line);
    realm.logBytes += bytes.length;
    // A cut in the middle of a character leaves the whole characters before it.
    const kept =
      bytes.length <= left ? line : realm.decodeUtf8(bytes.subarray(0, left), false).replace(/\ufffd$/, '');
    realm.logs.push(kept);
  };
  const consoleObject = {};
  Object.defineProperty(consoleObject, Symbol.toStringTag, { value: 'Console' });
  realm.define(
    consoleObject,
    'log',
    realm.named('log', 0, function () {
      // biome-ignore lint/complexity/noArguments: a rest parameter would copy each call's arguments
      const given = arguments;
      if (!isFirst) {
        for (let index = 0; index < given.length; index++) log(realm.format(given[index]));
        return;
      }
      let line = '';
      for (let index = 0; index < given.length; index++)
        line += (index === 0 ? '' : ' ') + realm.format(given[index]);
      log(line);
    }),
  );
  realm.define(globalThis, 'console', consoleObject);
}
