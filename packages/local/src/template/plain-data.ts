// Questions about plain template data, whose shape nobody guarantees.

/** A map of a template. Keys are the user's: look them up with `Object.hasOwn` or `Object.entries`. */
export type PlainMap = Readonly<Record<string, unknown>>;

export function isMap(value: unknown): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text, number or boolean: what CloudFormation turns into text where it wants text. */
export function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** The own value of a key, or `undefined`; never one of `Object.prototype`. */
export function valueAt(map: unknown, key: string): unknown {
  return isMap(map) && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Names a value's shape for a message: `a list`, `a map`, `text "abc"`, `number 5`. */
export function describeShape(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'an empty value';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a map';
  const text = String(value);
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return typeof value === 'string' ? `text "${shown}"` : `${typeof value} ${shown}`;
}
