// The cost meter inside the realm: counters that instrumented code calls, and wrappers that count the sizes of what
// built-ins work on. Positions of the counters are those of compute/counters.ts.

import type { Realm } from './realm.js';

/** Runs inside the engine, after everything else: see realm.ts. */
export function installMeter(realm: Realm): void {
  const counters: number[] = [];
  for (let index = 0; index < 27; index++) counters.push(0);
  realm.compute = counters;
  const add = (position: number, amount: number) => {
    counters[position] = (counters[position] ?? 0) + amount;
  };
  const apply = Function.prototype.call.bind(Function.prototype.apply) as unknown as (
    target: unknown,
    self: unknown,
    args: unknown[],
  ) => unknown;

  realm.define(
    globalThis,
    '$t',
    (nodes: number, calls: number, members: number, made: number, awaits: number, computed: number) => {
      add(0, nodes);
      add(1, calls);
      add(2, members);
      add(3, made);
      add(4, awaits);
      add(26, computed);
    },
  );
  realm.define(globalThis, '$s', (value: unknown) => {
    if (typeof value === 'string') {
      add(5, value.length);
      add(23, 1);
    }
    return value;
  });

  type Tally = (self: unknown, args: readonly unknown[], result: unknown) => void;
  const sizeOf = (value: unknown): number => {
    if (typeof value === 'string') return value.length;
    if (value === null || typeof value !== 'object') return 0;
    const { length } = value as { length?: unknown };
    return typeof length === 'number' ? length : 0;
  };
  const callbackMethods =
    ' then catch finally forEach map filter reduce reduceRight some every find findIndex sort replace replaceAll from parse stringify ';
  // The wrappers are made with the very built-ins that they wrap.
  realm.depth++;
  const wrap = (target: object, names: string, tally: Tally) => {
    names.split(' ').forEach((name) => {
      const native: unknown = (target as Record<string, unknown>)[name];
      if (typeof native !== 'function') return;
      const isCallback = callbackMethods.indexOf(` ${name} `) !== -1;
      const counted = function (this: unknown, ...args: unknown[]): unknown {
        if (realm.depth > 0) return apply(native, this, args);
        // What a callback does counts, although the built-in around it has its own price.
        const given: unknown[] = [];
        for (let index = 0; index < args.length; index++) {
          const arg = args[index];
          given[index] = isCallback && typeof arg === 'function' ? visible(arg) : arg;
        }
        realm.depth++;
        let result: unknown;
        try {
          result = apply(native, this, given);
        } finally {
          realm.depth--;
        }
        tally(this, args, result);
        return result;
      };
      realm.define(target, name, realm.named(name, native.length, counted));
    });
  };
  const visible = (callback: unknown) =>
    function (this: unknown, ...args: unknown[]): unknown {
      const { depth } = realm;
      realm.depth = 0;
      try {
        return apply(callback, this, args);
      } finally {
        realm.depth = depth;
      }
    };

  const quick: Tally = () => add(6, 1);
  const scanned: Tally = (self, _args, result) => {
    add(6, 1);
    add(7, sizeOf(self) + (typeof result === 'string' ? result.length : 0));
    if (Array.isArray(result)) add(11, result.length);
  };
  const nativeMatch = String.prototype.match;
  const matched: Tally = (self, args, result) => {
    const isPattern = args[0] instanceof RegExp;
    if (!isPattern) {
      scanned(self, args, result);
      return;
    }
    const pattern = args[0] as RegExp;
    // A global pattern goes on after each match.
    const found = pattern.global ? apply(nativeMatch, self, [pattern]) : null;
    const runs = 1 + (Array.isArray(found) ? found.length : Array.isArray(result) ? result.length : 0);
    add(8, runs);
    add(9, runs * sizeOf(self));
  };
  wrap(String.prototype, 'charAt charCodeAt codePointAt startsWith endsWith concat', quick);
  wrap(
    String.prototype,
    'includes indexOf lastIndexOf padEnd padStart repeat slice substr substring toLowerCase toUpperCase trim trimEnd trimStart toBytes fromBytes toUTF8 fromUTF8',
    scanned,
  );
  wrap(String.prototype, 'match replace replaceAll search split', matched);
  wrap(RegExp.prototype, 'exec test', (_self, args) => {
    add(8, 1);
    add(9, sizeOf(args[0]));
  });
  wrap(Array.prototype, 'push pop', () => add(10, 1));
  wrap(Array.prototype, 'every filter find findIndex forEach map reduce reduceRight some', (self) => {
    add(10, 1);
    add(11, sizeOf(self));
  });
  wrap(
    Array.prototype,
    'concat copyWithin fill includes indexOf join lastIndexOf reverse shift slice splice unshift',
    (self, _args, result) => {
      add(10, 1);
      add(22, sizeOf(self));
      if (typeof result === 'string') add(5, result.length);
    },
  );
  wrap(Array.prototype, 'sort', (self) => {
    const size = sizeOf(self);
    add(10, 1);
    add(12, size < 2 ? size : size * Math.log2(size));
  });
  wrap(Promise.prototype, 'then catch finally', () => add(4, 1));
  // Values of a tree, itself included.
  const valuesIn = (value: unknown): number => {
    if (value === null || typeof value !== 'object') return 1;
    const members = Object.keys(value);
    let sum = 1;
    for (let index = 0; index < members.length; index++)
      sum += valuesIn((value as Record<string, unknown>)[members[index] as string]);
    return sum;
  };
  wrap(JSON, 'parse', (_self, args, result) => {
    add(13, sizeOf(args[0]));
    realm.depth++;
    add(24, valuesIn(result));
    realm.depth--;
  });
  // What was printed is as large as what it reads as; names and signs between values tell how many there are.
  wrap(JSON, 'stringify', (_self, _args, result) => {
    add(14, sizeOf(result));
    if (typeof result !== 'string') return;
    let values = 1;
    for (let index = 0; index < result.length; index++) {
      const sign = result[index];
      if (sign === ',' || sign === '{' || sign === '[') values++;
    }
    add(25, values);
  });
  // What the realm does for a hash is not the function's; the hash itself is priced by its blocks.
  const free: Tally = () => undefined;
  const crypto = realm.modules.crypto as Record<'createHash' | 'createHmac', (...given: string[]) => object>;
  wrap(Object.getPrototypeOf(crypto.createHash('md5')), 'update digest', free);
  wrap(Object.getPrototypeOf(crypto.createHmac('md5', '')), 'update digest', free);
  wrap(crypto, 'createHash createHmac', free);
  const { host } = realm;
  realm.host = {
    hash: (algorithm, key, data) => {
      add(15, 1);
      // Whole blocks, in units of MD5's; a key costs two more, and the second digest.
      const blocks = Math.ceil((data.length + 9) / 64) + (key === undefined ? 0 : 3);
      add(16, blocks * (algorithm === 'md5' ? 1 : algorithm === 'sha1' ? 1.6 : 2.4));
      return host.hash(algorithm, key, data);
    },
    store: (key) => host.store(key),
  };
  const coded: Tally = (self, args, result) => {
    add(17, 1);
    add(18, Math.max(sizeOf(args[0]), sizeOf(result), sizeOf(self)));
  };
  const scope = globalThis as unknown as Record<string, object & { prototype: object }>;
  wrap(globalThis, 'atob btoa', coded);
  if (scope.Buffer !== undefined) {
    wrap(scope.Buffer, 'from alloc concat byteLength', coded);
    wrap(scope.Buffer.prototype, 'toString write fill indexOf includes equals compare copy toJSON', coded);
  }
  if (scope.TextEncoder !== undefined) wrap(scope.TextEncoder.prototype, 'encode', coded);
  if (scope.TextDecoder !== undefined) wrap(scope.TextDecoder.prototype, 'decode', coded);
  const located: Tally = (_self, args, result) => add(19, Math.max(sizeOf(args[0]), sizeOf(result)));
  wrap(globalThis, 'encodeURIComponent decodeURIComponent encodeURI decodeURI', located);
  wrap(realm.modules.querystring as object, 'parse decode stringify encode escape unescape', located);
  wrap(
    Object,
    'keys values entries assign create defineProperty freeze getOwnPropertyNames',
    (_self, args, result) => {
      add(20, 1);
      add(21, Array.isArray(result) ? result.length : args.length);
    },
  );
  realm.depth--;
}
