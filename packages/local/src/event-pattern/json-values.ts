// What a pattern sees of a JSON value.

/** A JSON leaf. */
export type Scalar = string | number | boolean | null;

/**
 * Values of a JSON body: arrays on the way give each element.
 *
 * @returns `undefined` when the body is not a JSON object, which no body policy accepts.
 */
export function bodyValues(text: string): ((path: readonly string[]) => readonly Scalar[]) | undefined {
  const body = parseJson(text);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  return (path) => valuesBelow(body, path);
}

function valuesBelow(value: unknown, path: readonly string[]): readonly Scalar[] {
  if (Array.isArray(value)) return value.flatMap((element) => valuesBelow(element, path));
  const [key, ...rest] = path;
  if (key === undefined) return isScalar(value) ? [value] : [];
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return [];
  return valuesBelow((value as Record<string, unknown>)[key], rest);
}

/** Whether a JSON value is a leaf. */
export function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** The parsed text, or `undefined` when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is a normal message; the caller treats it as such.
    return undefined;
  }
}
