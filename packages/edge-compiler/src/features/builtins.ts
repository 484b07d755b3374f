// Every built-in of the behaviour specification as data: present in which runtime, absent in both, documented or not.
// Longer than 400 lines would be justified: it is a table.

import { type Evidence, inRuntimes, type Support, type SupportByRuntime } from './runtime.js';

/** One name that code may use. */
export interface Builtin {
  /** `global`, a namespace or constructor for statics (`Object`), or a prototype (`String.prototype`). */
  readonly owner: string;
  readonly name: string;
  readonly support: SupportByRuntime;
  readonly source: string;
  readonly evidence: Evidence;
  /** What to write instead, as one imperative sentence. */
  readonly help?: string;
  /** `buildFunction` brings a small replacement along, in the runtimes that lack the name. */
  readonly polyfill?: boolean;
}

interface Group {
  readonly owner: string;
  readonly names: string;
  readonly v1: Support;
  readonly v2: Support;
  readonly section?: string;
  readonly evidence?: Evidence;
  readonly help?: string;
  readonly polyfill?: boolean;
}

const groups: readonly Group[] = [
  // Globals
  {
    owner: 'global',
    names:
      'Object Function String Number Boolean Array Math Date RegExp JSON Promise ArrayBuffer Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array',
    v1: 'documented',
    v2: 'documented',
  },
  {
    owner: 'global',
    names:
      'globalThis decodeURI decodeURIComponent encodeURI encodeURIComponent isFinite isNaN parseFloat parseInt NaN Infinity undefined console require',
    v1: 'documented',
    v2: 'documented',
  },
  {
    owner: 'global',
    names: 'Error EvalError InternalError RangeError ReferenceError SyntaxError TypeError URIError',
    v1: 'documented',
    v2: 'documented',
  },
  { owner: 'global', names: 'MemoryError', v1: 'documented', v2: 'works', evidence: 'engine' },
  { owner: 'global', names: 'AggregateError', v1: 'refused', v2: 'works', evidence: 'engine' },
  { owner: 'global', names: 'Symbol', v1: 'works', v2: 'documented', evidence: 'engine' },
  { owner: 'global', names: 'TextEncoder TextDecoder', v1: 'works', v2: 'documented', evidence: 'engine' },
  { owner: 'global', names: 'arguments', v1: 'works', v2: 'documented', evidence: 'engine' },
  {
    owner: 'global',
    names: 'atob btoa',
    v1: 'refused',
    v2: 'documented',
    help: "use `String.bytesFrom(text, 'base64')` and `text.toString('base64')`",
  },
  { owner: 'global', names: 'DataView', v1: 'refused', v2: 'documented' },
  {
    owner: 'global',
    names: 'Buffer',
    v1: 'refused',
    v2: 'documented',
    help: 'use `String.bytesFrom`, or choose runtime cloudfront-js-2.0',
  },
  {
    owner: 'global',
    names: 'global',
    v1: 'refused',
    v2: 'works',
    evidence: 'field',
    help: 'write `globalThis`',
  },
  {
    owner: 'global',
    names: 'eval',
    v1: 'refused',
    v2: 'refused',
    section: '1.5',
    evidence: 'aws',
    help: 'write the code out',
  },
  {
    owner: 'global',
    names: 'setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate',
    v1: 'refused',
    v2: 'refused',
    section: '1.5',
    evidence: 'aws',
    help: 'remove it: the function must run to completion at once',
  },
  {
    owner: 'global',
    names: 'process',
    v1: 'refused',
    v2: 'refused',
    section: '1.5',
    evidence: 'aws',
    help: 'substitute the value at build time with `define`, or read it from the key value store',
  },
  {
    owner: 'global',
    names: 'njs ngx',
    v1: 'refused',
    v2: 'refused',
    section: '1.5',
    help: 'remove it: CloudFront does not offer it',
  },
  {
    owner: 'global',
    names: 'Map Set WeakMap WeakSet',
    v1: 'refused',
    v2: 'refused',
    help: 'use a plain object, or build the function with `edgewire build`',
    polyfill: true,
  },
  {
    owner: 'global',
    names: 'WeakRef FinalizationRegistry',
    v1: 'refused',
    v2: 'refused',
    help: 'keep a plain reference',
  },
  {
    owner: 'global',
    names: 'Proxy Reflect Iterator',
    v1: 'refused',
    v2: 'refused',
    help: 'work on the object itself',
  },
  {
    owner: 'global',
    names: 'BigInt BigInt64Array BigUint64Array',
    v1: 'refused',
    v2: 'refused',
    help: 'use numbers or strings',
  },
  { owner: 'global', names: 'Intl', v1: 'refused', v2: 'refused', help: 'format the value by hand' },
  {
    owner: 'global',
    names: 'URL URLSearchParams',
    v1: 'refused',
    v2: 'refused',
    help: 'read `event.request.uri` and `event.request.querystring`, which are parsed already',
  },
  {
    owner: 'global',
    names: 'fetch XMLHttpRequest WebSocket Headers Request Response AbortController FormData Blob',
    v1: 'refused',
    v2: 'refused',
    help: 'remove it: a CloudFront function has no network; use Lambda@Edge',
  },
  {
    owner: 'global',
    names: 'structuredClone',
    v1: 'refused',
    v2: 'refused',
    help: 'write `JSON.parse(JSON.stringify(value))`',
  },
  {
    owner: 'global',
    names: 'queueMicrotask',
    v1: 'refused',
    v2: 'refused',
    help: 'call the function directly',
  },
  {
    owner: 'global',
    names: 'performance',
    v1: 'refused',
    v2: 'refused',
    help: 'remove it: the clock stands still during a run',
  },
  {
    owner: 'global',
    names: 'crypto',
    v1: 'refused',
    v2: 'refused',
    help: "write `var crypto = require('crypto')`; WebCrypto does not exist",
  },
  {
    owner: 'global',
    names: 'module exports __dirname __filename',
    v1: 'refused',
    v2: 'refused',
    help: 'declare `function handler(event)` at the top level',
  },
  { owner: 'global', names: 'SharedArrayBuffer Atomics WebAssembly', v1: 'refused', v2: 'refused' },
  {
    owner: 'global',
    names: 'escape unescape',
    v1: 'refused',
    v2: 'refused',
    help: 'use `encodeURIComponent` and `decodeURIComponent`',
  },
  {
    owner: 'global',
    names: 'window self document navigator location',
    v1: 'refused',
    v2: 'refused',
    help: 'remove it: there is no browser',
  },
  // Object
  {
    owner: 'Object',
    names:
      'create defineProperties defineProperty freeze getOwnPropertyDescriptor getOwnPropertyNames getPrototypeOf isExtensible isFrozen isSealed keys preventExtensions seal assign is setPrototypeOf entries values',
    v1: 'documented',
    v2: 'documented',
  },
  { owner: 'Object', names: 'getOwnPropertySymbols', v1: 'works', v2: 'works', evidence: 'engine' },
  { owner: 'Object', names: 'getOwnPropertyDescriptors', v1: 'works', v2: 'documented', evidence: 'engine' },
  {
    owner: 'Object',
    names: 'fromEntries hasOwn groupBy',
    v1: 'refused',
    v2: 'refused',
    polyfill: true,
    help: 'write a loop, or build the function with `edgewire build`',
  },
  {
    owner: 'Object.prototype',
    names: 'hasOwnProperty isPrototypeOf propertyIsEnumerable toString valueOf constructor __proto__',
    v1: 'documented',
    v2: 'documented',
  },
  {
    owner: 'Object.prototype',
    names: 'toLocaleString __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__',
    v1: 'refused',
    v2: 'refused',
  },
  {
    owner: 'Function.prototype',
    names: 'apply bind call length prototype',
    v1: 'documented',
    v2: 'documented',
  },
  { owner: 'Function.prototype', names: 'name', v1: 'refused', v2: 'works', evidence: 'engine' },
  // String
  { owner: 'String', names: 'fromCharCode fromCodePoint', v1: 'documented', v2: 'documented' },
  {
    owner: 'String',
    names: 'bytesFrom',
    v1: 'documented',
    v2: 'refused',
    evidence: 'aws',
    help: 'use `Buffer.from`',
  },
  { owner: 'String', names: 'raw', v1: 'refused', v2: 'refused', help: 'escape the text by hand' },
  {
    owner: 'String.prototype',
    names:
      'charAt concat indexOf lastIndexOf match replace search slice split substr substring toLowerCase trim toUpperCase codePointAt endsWith includes repeat startsWith padStart padEnd trimStart trimEnd length toString valueOf',
    v1: 'documented',
    v2: 'documented',
  },
  { owner: 'String.prototype', names: 'charCodeAt', v1: 'works', v2: 'works', evidence: 'engine' },
  {
    owner: 'String.prototype',
    names: 'fromBytes fromUTF8 toBytes toUTF8',
    v1: 'documented',
    v2: 'refused',
    evidence: 'aws',
    section: '1.11',
    help: 'use `Buffer`, `TextEncoder` or `atob`',
  },
  {
    owner: 'String.prototype',
    names: 'replaceAll',
    v1: 'refused',
    v2: 'documented',
    polyfill: true,
    help: 'write `split(text).join(other)`',
  },
  {
    owner: 'String.prototype',
    names: 'at matchAll',
    v1: 'refused',
    v2: 'refused',
    evidence: 'field',
    polyfill: true,
    help: 'use `charAt`, or `exec` in a loop',
  },
  {
    owner: 'String.prototype',
    names: 'trimLeft trimRight',
    v1: 'refused',
    v2: 'refused',
    polyfill: true,
    help: 'write `trimStart` or `trimEnd`',
  },
  {
    owner: 'String.prototype',
    names: 'localeCompare normalize toLocaleLowerCase toLocaleUpperCase isWellFormed toWellFormed anchor',
    v1: 'refused',
    v2: 'refused',
    help: 'compare with `<`, or change case with `toLowerCase`',
  },
  // Number, Math, Date, JSON, RegExp
  {
    owner: 'Number',
    names:
      'isFinite isInteger isNaN isSafeInteger parseFloat parseInt EPSILON MAX_SAFE_INTEGER MIN_SAFE_INTEGER MAX_VALUE MIN_VALUE NaN NEGATIVE_INFINITY POSITIVE_INFINITY',
    v1: 'documented',
    v2: 'documented',
  },
  {
    owner: 'Number.prototype',
    names: 'toExponential toFixed toPrecision toString valueOf',
    v1: 'documented',
    v2: 'documented',
  },
  {
    owner: 'Number.prototype',
    names: 'toLocaleString',
    v1: 'refused',
    v2: 'refused',
    help: 'format the number with `toFixed`',
  },
  {
    owner: 'Math',
    names:
      'abs acos asin atan atan2 ceil cos exp floor log max min pow random round sin sqrt tan acosh asinh atanh cbrt clz32 cosh expm1 fround hypot imul log10 log1p log2 sign sinh tanh trunc E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2',
    v1: 'documented',
    v2: 'documented',
  },
  { owner: 'Date', names: 'now parse UTC', v1: 'documented', v2: 'documented' },
  {
    owner: 'Date.prototype',
    names:
      'getDate getDay getFullYear getHours getMilliseconds getMinutes getMonth getSeconds getTime getTimezoneOffset getUTCDate getUTCDay getUTCFullYear getUTCHours getUTCMilliseconds getUTCMinutes getUTCMonth getUTCSeconds setDate setFullYear setHours setMilliseconds setMinutes setMonth setSeconds setTime setUTCDate setUTCFullYear setUTCHours setUTCMilliseconds setUTCMinutes setUTCMonth setUTCSeconds toDateString toISOString toJSON toString toTimeString toUTCString valueOf toLocaleDateString toLocaleString toLocaleTimeString',
    v1: 'documented',
    v2: 'documented',
  },
  {
    owner: 'Date.prototype',
    names: 'getYear setYear toGMTString',
    v1: 'refused',
    v2: 'refused',
    evidence: 'engine',
    help: 'use `getFullYear` or `toUTCString`',
  },
  { owner: 'JSON', names: 'parse stringify', v1: 'documented', v2: 'documented' },
  {
    owner: 'RegExp.prototype',
    names: 'exec test toString lastIndex global ignoreCase multiline source',
    v1: 'documented',
    v2: 'documented',
  },
  { owner: 'RegExp.prototype', names: 'flags sticky', v1: 'refused', v2: 'documented', evidence: 'aws' },
  { owner: 'RegExp.prototype', names: 'dotAll unicode hasIndices compile', v1: 'refused', v2: 'refused' },
  // Arrays
  { owner: 'Array', names: 'isArray of', v1: 'documented', v2: 'documented' },
  {
    owner: 'Array',
    names: 'from',
    v1: 'refused',
    v2: 'works',
    evidence: 'field',
    polyfill: true,
    help: 'write `[].slice.call(value)`',
  },
  { owner: 'Array', names: 'fromAsync', v1: 'refused', v2: 'refused' },
  {
    owner: 'Array.prototype',
    names:
      'concat every filter forEach indexOf join lastIndexOf map pop push reduce reduceRight reverse shift slice some sort splice unshift copyWithin fill find findIndex includes length toString',
    v1: 'documented',
    v2: 'documented',
  },
  {
    owner: 'Array.prototype',
    names: 'entries keys values',
    v1: 'refused',
    v2: 'works',
    evidence: 'engine',
    polyfill: true,
    help: 'count with an index',
  },
  {
    owner: 'Array.prototype',
    names: 'flat flatMap at findLast findLastIndex toSorted toReversed toSpliced with',
    v1: 'refused',
    v2: 'refused',
    evidence: 'field',
    polyfill: true,
    help: 'write it with `concat`, `slice` or a loop, or build the function with `edgewire build`',
  },
  { owner: 'Array.prototype', names: 'toLocaleString', v1: 'refused', v2: 'refused' },
  { owner: 'TypedArray', names: 'from of', v1: 'refused', v2: 'documented' },
  {
    owner: 'TypedArray.prototype',
    names: 'copyWithin fill join set slice subarray toString length buffer byteLength byteOffset',
    v1: 'documented',
    v2: 'documented',
  },
  {
    owner: 'TypedArray.prototype',
    names:
      'every filter find findIndex forEach includes indexOf lastIndexOf map reduce reduceRight reverse some sort',
    v1: 'refused',
    v2: 'documented',
  },
  {
    owner: 'TypedArray.prototype',
    names: 'at findLast findLastIndex toSorted toReversed with toLocaleString',
    v1: 'refused',
    v2: 'refused',
  },
  { owner: 'ArrayBuffer', names: 'isView', v1: 'documented', v2: 'documented' },
  { owner: 'ArrayBuffer.prototype', names: 'slice byteLength', v1: 'documented', v2: 'documented' },
  {
    owner: 'DataView.prototype',
    names:
      'getInt8 getUint8 getInt16 getUint16 getInt32 getUint32 getFloat32 getFloat64 setInt8 setUint8 setInt16 setUint16 setInt32 setUint32 setFloat32 setFloat64 buffer byteLength byteOffset',
    v1: 'refused',
    v2: 'documented',
  },
  // Promise, Symbol, text
  { owner: 'Promise', names: 'resolve reject', v1: 'documented', v2: 'documented' },
  {
    owner: 'Promise',
    names: 'all allSettled any race',
    v1: 'refused',
    v2: 'documented',
    help: 'chain the promises one after the other',
  },
  { owner: 'Promise', names: 'withResolvers try', v1: 'refused', v2: 'refused', help: 'write `new Promise`' },
  { owner: 'Promise.prototype', names: 'then catch finally', v1: 'documented', v2: 'documented' },
  { owner: 'Symbol', names: 'for keyFor', v1: 'works', v2: 'documented', evidence: 'engine' },
  {
    owner: 'Symbol',
    names: 'iterator toStringTag toPrimitive hasInstance',
    v1: 'works',
    v2: 'works',
    evidence: 'engine',
  },
  {
    owner: 'Symbol',
    names: 'asyncIterator dispose asyncDispose',
    v1: 'partly',
    v2: 'partly',
    evidence: 'engine',
  },
  {
    owner: 'TextEncoder.prototype',
    names: 'encode encodeInto encoding',
    v1: 'works',
    v2: 'documented',
    evidence: 'engine',
  },
  {
    owner: 'TextDecoder.prototype',
    names: 'decode encoding fatal ignoreBOM',
    v1: 'works',
    v2: 'documented',
    evidence: 'engine',
  },
  { owner: 'Error.prototype', names: 'name message stack toString', v1: 'documented', v2: 'documented' },
  {
    owner: 'Error.prototype',
    names: 'cause',
    v1: 'refused',
    v2: 'refused',
    help: 'put the cause into the message',
  },
  {
    owner: 'Error',
    names: 'captureStackTrace stackTraceLimit',
    v1: 'refused',
    v2: 'refused',
    help: 'remove it',
  },
  // Buffer
  {
    owner: 'Buffer',
    names: 'alloc allocUnsafe byteLength compare concat from isBuffer isEncoding',
    v1: 'refused',
    v2: 'documented',
    section: '1.12',
    evidence: 'aws',
  },
  {
    owner: 'Buffer.prototype',
    names:
      'compare copy equals fill includes indexOf lastIndexOf readInt8 readUInt8 readInt16BE readInt16LE readInt32BE readInt32LE readUInt16BE readUInt16LE readUInt32BE readUInt32LE readIntBE readIntLE readUIntBE readUIntLE readFloatBE readFloatLE readDoubleBE readDoubleLE write writeInt8 writeUInt8 writeInt16BE writeInt16LE writeInt32BE writeInt32LE writeUInt16BE writeUInt16LE writeUInt32BE writeUInt32LE writeIntBE writeIntLE writeUIntBE writeUIntLE writeFloatBE writeFloatLE writeDoubleBE writeDoubleLE subarray swap16 swap32 swap64 toJSON toString buffer byteOffset length',
    v1: 'refused',
    v2: 'documented',
    section: '1.12',
    evidence: 'aws',
  },
  {
    owner: 'Buffer.prototype',
    names: 'slice',
    v1: 'refused',
    v2: 'works',
    section: '1.12',
    evidence: 'engine',
  },
  {
    owner: 'Buffer.prototype',
    names: 'readBigInt64BE readBigInt64LE readBigUInt64BE readBigUInt64LE writeBigInt64BE writeBigInt64LE',
    v1: 'refused',
    v2: 'refused',
    section: '1.12',
    evidence: 'engine',
  },
  // console
  { owner: 'console', names: 'log', v1: 'documented', v2: 'documented', section: '1.8', evidence: 'aws' },
  {
    owner: 'console',
    names: 'error warn info debug trace table dir assert count group groupEnd time timeEnd',
    v1: 'refused',
    v2: 'refused',
    section: '1.8',
    evidence: 'engine',
    help: 'write `console.log`',
  },
];

function isAbsent(support: Support): boolean {
  return support === 'refused';
}

/** One row a name, in the order of the tables. @source spec/cloudfront.md 1.5, 1.6, 1.8, 1.11, 1.12 */
export const builtins: readonly Builtin[] = groups.flatMap((group) =>
  group.names.split(' ').map((name) => ({
    owner: group.owner,
    name,
    support: inRuntimes(group.v1, group.v2),
    source: `spec/cloudfront.md ${group.section ?? '1.6'}`,
    evidence: group.evidence ?? (isAbsent(group.v1) && isAbsent(group.v2) ? 'engine' : 'aws'),
    ...(group.help === undefined ? {} : { help: group.help }),
    ...(group.polyfill === undefined ? {} : { polyfill: group.polyfill }),
  })),
);

const byKey = new Map(builtins.map((row) => [`${row.owner}.${row.name}`, row]));

/** @returns The row of `owner.name`, such as `Array.prototype` and `flat`, or `undefined`. */
export function findBuiltin(owner: string, name: string): Builtin | undefined {
  return byKey.get(`${owner}.${name}`);
}

/** @returns All rows of a member name on any prototype. */
export function prototypeMembers(name: string): Builtin[] {
  return builtins.filter((row) => row.name === name && row.owner.endsWith('.prototype'));
}
