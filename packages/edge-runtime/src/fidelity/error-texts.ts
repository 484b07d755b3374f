// Rewrites the contained engine's error texts into those users see from CloudFront.
// Source: spec/cloudfront.md 8.2; evidence: error texts of both engines.

const rewrites: readonly (readonly [RegExp, string])[] = [
  [
    /^TypeError: cannot read property '([^']*)' of (undefined|null)$/,
    'TypeError: cannot get property "$1" of $2',
  ],
  [
    /^TypeError: cannot set property '([^']*)' of (undefined|null)$/,
    'TypeError: property set on primitive $2 type',
  ],
  [/^TypeError: not a function$/, 'TypeError: (intermediate value) is not a function'],
  [/^ReferenceError: '?([\w$]+)'? is not defined$/, 'ReferenceError: "$1" is not defined'],
  [/^TypeError: '([^']*)' is read-only$/, 'TypeError: Cannot assign to read-only property "$1" of object'],
  [/^TypeError: object is not extensible$/, 'TypeError: Cannot add property, object is not extensible'],
  [/^URIError: .*$/, 'URIError: malformed URI'],
  [/^InternalError: stack overflow$/, 'RangeError: Maximum call stack size exceeded'],
  [/^RangeError: Maximum call stack size exceeded$/, 'RangeError: Maximum call stack size exceeded'],
  [/^TypeError: circular reference$/, 'TypeError: Nested too deep or a cyclic structure'],
  [/^InternalError: out of memory$/, 'MemoryError'],
  [/^InternalError: interrupted$/, 'Error: the function exceeded its time limit'],
];

/** @param text - `ErrorName: message` as the contained engine says it. */
export function rewriteErrorText(text: string): string {
  for (const [pattern, replacement] of rewrites)
    if (pattern.test(text)) return text.replace(pattern, replacement);
  return text;
}
