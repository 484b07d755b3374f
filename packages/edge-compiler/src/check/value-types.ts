// The types of values that the checker tells apart, and what well-known calls return.

/** `unknown` means: say nothing. */
export type ValueType =
  | 'string'
  | 'number'
  | 'boolean'
  | 'null'
  | 'undefined'
  | 'array'
  | 'object'
  | 'function'
  | 'regexp'
  | 'date'
  | 'error'
  | 'promise'
  | 'typed-array'
  | 'array-buffer'
  | 'data-view'
  | 'buffer'
  | 'hash'
  | 'store'
  | 'unknown';

/** The prototype whose members a value of this type has, as the built-in table names it. */
export const prototypeOf: Readonly<Partial<Record<ValueType, string>>> = {
  string: 'String.prototype',
  number: 'Number.prototype',
  array: 'Array.prototype',
  function: 'Function.prototype',
  regexp: 'RegExp.prototype',
  date: 'Date.prototype',
  error: 'Error.prototype',
  promise: 'Promise.prototype',
  'typed-array': 'TypedArray.prototype',
  'array-buffer': 'ArrayBuffer.prototype',
  'data-view': 'DataView.prototype',
  buffer: 'Buffer.prototype',
};

function results(type: ValueType, names: string): Record<string, ValueType> {
  return Object.fromEntries(names.split(' ').map((name) => [name, type]));
}

function methods(owner: ValueType, type: ValueType, names: string): Record<string, ValueType> {
  return Object.fromEntries(names.split(' ').map((name) => [`${owner}#${name}`, type]));
}

/** Results by `Owner.method`, `type#method`, `new Constructor`, `module name.method` or global function. */
export const methodResults: Readonly<Record<string, ValueType>> = {
  ...results(
    'string',
    'String decodeURIComponent encodeURIComponent decodeURI encodeURI atob btoa JSON.stringify',
  ),
  ...results('string', 'String.fromCharCode String.fromCodePoint String.bytesFrom Date'),
  ...results(
    'number',
    'Number parseInt parseFloat Date.now Date.parse Date.UTC Math.abs Math.floor Math.ceil',
  ),
  ...results('number', 'Math.round Math.trunc Math.max Math.min Math.random Math.pow Math.sqrt'),
  ...results(
    'array',
    'Array Array.of Array.from Object.keys Object.values Object.entries Object.getOwnPropertyNames',
  ),
  ...results('boolean', 'Boolean isNaN isFinite Array.isArray Number.isInteger Number.isFinite Number.isNaN'),
  ...results(
    'promise',
    'Promise.resolve Promise.reject Promise.all Promise.race Promise.any Promise.allSettled',
  ),
  ...results('buffer', 'Buffer.from Buffer.alloc Buffer.allocUnsafe Buffer.concat'),
  'new Date': 'date',
  'new RegExp': 'regexp',
  'new Array': 'array',
  'new Promise': 'promise',
  'new ArrayBuffer': 'array-buffer',
  'new DataView': 'data-view',
  'new Object': 'object',
  ...Object.fromEntries(
    'Error TypeError RangeError SyntaxError ReferenceError EvalError URIError'.split(' ').flatMap((name) => [
      [name, 'error' as const],
      [`new ${name}`, 'error' as const],
    ]),
  ),
  ...Object.fromEntries(
    'Int8 Uint8 Uint8Clamped Int16 Uint16 Int32 Uint32 Float32 Float64'
      .split(' ')
      .map((name) => [`new ${name}Array`, 'typed-array' as const]),
  ),
  'module crypto.createHash': 'hash',
  'module crypto.createHmac': 'hash',
  'module querystring.parse': 'object',
  'module querystring.decode': 'object',
  'module querystring.stringify': 'string',
  'module querystring.escape': 'string',
  'module querystring.unescape': 'string',
  'module cloudfront.kvs': 'store',
  ...methods('hash', 'hash', 'update'),
  ...methods('store', 'promise', 'get exists meta count'),
  ...methods(
    'string',
    'string',
    'charAt concat replace replaceAll slice substr substring toLowerCase toUpperCase trim trimStart trimEnd repeat padStart padEnd toString',
  ),
  ...methods('string', 'array', 'split'),
  ...methods('string', 'number', 'indexOf lastIndexOf charCodeAt codePointAt search'),
  ...methods('string', 'boolean', 'includes startsWith endsWith'),
  ...methods(
    'array',
    'array',
    'concat filter map slice splice reverse sort fill copyWithin flat flatMap toSorted toReversed toSpliced',
  ),
  ...methods('array', 'string', 'join toString'),
  ...methods('array', 'number', 'indexOf lastIndexOf push unshift findIndex'),
  ...methods('array', 'boolean', 'includes every some'),
  ...methods('number', 'string', 'toString toFixed toPrecision toExponential'),
  ...methods('date', 'string', 'toISOString toUTCString toString toJSON toDateString'),
  ...methods('date', 'number', 'getTime getFullYear getUTCFullYear valueOf'),
  ...methods('regexp', 'boolean', 'test'),
  ...methods('promise', 'promise', 'then catch finally'),
  ...methods('buffer', 'string', 'toString'),
  ...methods('buffer', 'buffer', 'subarray slice'),
};
