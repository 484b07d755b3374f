// Rewrites error texts of the contained engine, and of V8 for the debugging driver, into those that users of
// CloudFront see. Texts are `Name: message`.

/** Patterns are regular expression sources; replacements use `$1`. @source spec/cloudfront.md 8.2; evidence 2.4 */
export const errorTexts: readonly (readonly [pattern: string, replacement: string])[] = [
  // QuickJS
  [
    "^TypeError: cannot read property '([^]*)' of (undefined|null)$",
    'TypeError: cannot get property "$1" of $2',
  ],
  [
    "^TypeError: cannot set property '[^]*' of (undefined|null)$",
    'TypeError: property set on primitive $1 type',
  ],
  ['^TypeError: cannot read properties of (undefined|null)$', 'TypeError: cannot get property of $1'],
  ['^TypeError: not a function$', 'TypeError: (intermediate value) is not a function'],
  ['^TypeError: not a constructor$', 'TypeError: (intermediate value) is not a constructor'],
  ["^ReferenceError: '?([\\w$]+)'? is not defined$", 'ReferenceError: "$1" is not defined'],
  [
    '^ReferenceError: (?:[\\w$]+ is not initialized|lexical variable is not initialized)$',
    'ReferenceError: cannot access variable before initialization',
  ],
  ["^TypeError: '([^']*)' is read-only$", 'TypeError: Cannot assign to read-only property "$1" of object'],
  ['^TypeError: object is not extensible$', 'TypeError: Cannot add property, object is not extensible'],
  [
    "^TypeError: could not delete property(?: '([^']*)')?$",
    'TypeError: Cannot delete property "$1" of object',
  ],
  ['^URIError: [^]*$', 'URIError: malformed URI'],
  [
    '^(?:Internal|Range)Error: (?:stack overflow|Maximum call stack size exceeded)$',
    'RangeError: Maximum call stack size exceeded',
  ],
  [
    '^TypeError: (?:circular reference|Converting circular structure to JSON[^]*)$',
    'TypeError: Nested too deep or a cyclic structure',
  ],
  ['^InternalError: out of memory$', 'MemoryError'],
  ['^RangeError: (?:invalid repeat count|Invalid count value: [^]*)$', 'RangeError'],
  [
    '^(?:RangeError|InternalError): (?:invalid string length|string too long|Invalid string length)$',
    'RangeError: invalid string length',
  ],
  ['^RangeError: invalid array length$', 'RangeError: Invalid array length'],
  [
    '^SyntaxError: (?:Unexpected end of JSON input|unexpected end of input)[^]*$',
    'SyntaxError: Unexpected end of input',
  ],
  ['^SyntaxError: [^]*in JSON at position (\\d+)[^]*$', 'SyntaxError: Unexpected token at position $1'],
  ["^TypeError: (?:invalid )?'in' operand[^]*$", 'TypeError: property "in" on primitive type'],
  ["^TypeError: invalid 'instanceof' right operand$", 'TypeError: right argument is not callable'],
  ['^TypeError: cannot convert symbol to string$', 'TypeError: Cannot convert a Symbol value to a string'],
  ['^RangeError: invalid number of digits$', 'RangeError: digits argument must be between 0 and 100'],
  ['^TypeError: empty array$', 'TypeError: Reduce of empty object with no initial value'],
  ['^RangeError: Date value is NaN$', 'RangeError: Invalid time value'],
  [
    '^TypeError: (?:Cannot convert undefined or null to object|null or undefined are forbidden)$',
    'TypeError: cannot convert null or undefined to object',
  ],
  ['^TypeError: must be called with new$', 'TypeError: the Promise constructor must be called with new'],
  [
    '^TypeError: object prototype may only be an Object or null$',
    'TypeError: prototype may only be an object or null',
  ],
  ['^RangeError: (?:invalid code point|toString\\(\\) radix argument[^]*)$', 'RangeError'],
  ['^RangeError: invalid array index$', 'RangeError: invalid index'],
  // V8
  [
    "^TypeError: Cannot read properties of (undefined|null) \\(reading '([^]*)'\\)$",
    'TypeError: cannot get property "$2" of $1',
  ],
  [
    "^TypeError: Cannot set properties of (undefined|null) \\(setting '[^]*'\\)$",
    'TypeError: property set on primitive $1 type',
  ],
  [
    "^TypeError: Cannot assign to read only property '([^']*)' of object [^]*$",
    'TypeError: Cannot assign to read-only property "$1" of object',
  ],
  [
    '^TypeError: Cannot add property ([^,]*), object is not extensible$',
    'TypeError: Cannot add property "$1", object is not extensible',
  ],
  ['^TypeError: Assignment to constant variable\\.$', 'TypeError: assignment to constant variable'],
  [
    "^ReferenceError: Cannot access '[^']*' before initialization$",
    'ReferenceError: cannot access variable before initialization',
  ],
  [
    '^TypeError: (?:[\\w$.]*\\.)([\\w$]+) is not a function$',
    'TypeError: (intermediate value)["$1"] is not a function',
  ],
];

const compiled = errorTexts.map(([pattern, replacement]) => ({ pattern: new RegExp(pattern), replacement }));

/** Rewrites `Name: message`. Never throws; an unknown text stays. */
export function rewriteErrorText(text: string): string {
  for (const { pattern, replacement } of compiled)
    if (pattern.test(text)) return text.replace(pattern, replacement);
  return text;
}
