// The built-ins that CloudFront's engine has: every other own property of these objects is removed from the contained
// engine. Own names of an engine near to CloudFront's, corrected by spec/cloudfront.md 1.6 and 8.

/** Space-separated own property names by path. */
export type KeptNames = Readonly<Record<string, string>>;

const functionNames = 'length name prototype';
const errorPrototype = 'constructor message name stack toString';
const errors =
  'Error EvalError InternalError MemoryError RangeError ReferenceError SyntaxError TypeError URIError';
const typedArrays =
  'Float32Array Float64Array Int16Array Int32Array Int8Array Uint16Array Uint32Array Uint8Array Uint8ClampedArray';

const globals =
  `Array ArrayBuffer Boolean Date Function Infinity JSON Math NaN Number Object Promise RegExp String Symbol ` +
  `TextDecoder TextEncoder console decodeURI decodeURIComponent encodeURI encodeURIComponent eval globalThis ` +
  `isFinite isNaN parseFloat parseInt require undefined ${errors} ${typedArrays}`;

const common: KeptNames = {
  Object: `assign create defineProperties defineProperty entries freeze getOwnPropertyDescriptor getOwnPropertyNames getOwnPropertySymbols getPrototypeOf is isExtensible isFrozen isSealed keys preventExtensions seal setPrototypeOf values ${functionNames}`,
  'Object.prototype':
    '__proto__ constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toString valueOf',
  'Function.prototype': 'apply bind call constructor length name toString',
  Boolean: functionNames,
  'Boolean.prototype': 'constructor toString valueOf',
  Number: `EPSILON MAX_SAFE_INTEGER MAX_VALUE MIN_SAFE_INTEGER MIN_VALUE NEGATIVE_INFINITY NaN POSITIVE_INFINITY isFinite isInteger isNaN isSafeInteger parseFloat parseInt ${functionNames}`,
  'Number.prototype': 'constructor toExponential toFixed toPrecision toString valueOf',
  Math: 'E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2 abs acos acosh asin asinh atan atan2 atanh cbrt ceil clz32 cos cosh exp expm1 floor fround hypot imul log log10 log1p log2 max min pow random round sign sin sinh sqrt tan tanh trunc',
  JSON: 'parse stringify',
  Date: `UTC now parse ${functionNames}`,
  'Date.prototype':
    'constructor getDate getDay getFullYear getHours getMilliseconds getMinutes getMonth getSeconds getTime getTimezoneOffset getUTCDate getUTCDay getUTCFullYear getUTCHours getUTCMilliseconds getUTCMinutes getUTCMonth getUTCSeconds setDate setFullYear setHours setMilliseconds setMinutes setMonth setSeconds setTime setUTCDate setUTCFullYear setUTCHours setUTCMilliseconds setUTCMinutes setUTCMonth setUTCSeconds toDateString toISOString toJSON toLocaleDateString toLocaleString toLocaleTimeString toString toTimeString toUTCString valueOf',
  ArrayBuffer: `isView ${functionNames}`,
  'ArrayBuffer.prototype': 'byteLength constructor slice',
  'Promise.prototype': 'catch constructor finally then',
  'Symbol.prototype': 'constructor description toString valueOf',
  // V8 records no stack without its limit, and positions come from stacks.
  Error: `${functionNames} stackTraceLimit`,
  'Error.prototype': errorPrototype,
};

const strings =
  'charAt charCodeAt codePointAt concat constructor endsWith includes indexOf lastIndexOf length match padEnd padStart repeat replace search slice split startsWith substr substring toLowerCase toString toUpperCase trim trimEnd trimStart valueOf';
const arrays =
  'concat constructor copyWithin every fill filter find findIndex forEach includes indexOf join lastIndexOf length map pop push reduce reduceRight reverse shift slice some sort splice toString unshift';
const typed =
  'buffer byteLength byteOffset constructor copyWithin fill join length set slice subarray toString';
const symbols =
  'hasInstance isConcatSpreadable iterator match matchAll replace search species split toPrimitive toStringTag unscopables';

const first: KeptNames = {
  ...common,
  globalThis: globals,
  String: `bytesFrom fromCharCode fromCodePoint ${functionNames}`,
  'String.prototype': `${strings} fromBytes fromUTF8 toBytes toUTF8`,
  Array: `isArray of ${functionNames}`,
  'Array.prototype': arrays,
  RegExp: functionNames,
  'RegExp.prototype': 'constructor exec global ignoreCase lastIndex multiline source test toString',
  TypedArray: functionNames,
  'TypedArray.prototype': typed,
  Promise: `reject resolve ${functionNames}`,
  Symbol: `${symbols} ${functionNames}`,
};

const second: KeptNames = {
  ...common,
  globalThis: `${globals} AggregateError Buffer DataView atob btoa global`,
  Object: `${common.Object} getOwnPropertyDescriptors`,
  String: `fromCharCode fromCodePoint ${functionNames}`,
  'String.prototype': `${strings} replaceAll`,
  Array: `from isArray of ${functionNames}`,
  'Array.prototype': `${arrays} entries keys values`,
  RegExp: functionNames,
  'RegExp.prototype':
    'constructor exec flags global ignoreCase lastIndex multiline source sticky test toString',
  TypedArray: `from of ${functionNames}`,
  'TypedArray.prototype': `${typed} entries every filter find findIndex forEach includes indexOf keys lastIndexOf map reduce reduceRight reverse some sort values`,
  'DataView.prototype':
    'buffer byteLength byteOffset constructor getFloat32 getFloat64 getInt16 getInt32 getInt8 getUint16 getUint32 getUint8 setFloat32 setFloat64 setInt16 setInt32 setInt8 setUint16 setUint32 setUint8',
  Promise: `all allSettled any race reject resolve ${functionNames}`,
  Symbol: `for keyFor asyncIterator ${symbols} ${functionNames}`,
};

/** What stays, for runtime 1.0 or 2.0. @source spec/cloudfront.md 1.6; evidence: built-in probes */
export function keptBuiltIns(version: 1 | 2): KeptNames {
  return version === 1 ? first : second;
}
