// What a filter policy sees of a message, by scope.

import type { MessageAttribute } from './model.js';

type Scalar = string | number | boolean | null;

/** Values of message attributes: numbers as numbers, each element of a `String.Array`. */
export function attributeValues(
  attributes: Readonly<Record<string, MessageAttribute>>,
): (path: readonly string[]) => readonly Scalar[] {
  return (path) => {
    const attribute = path.length === 1 ? attributes[path[0] ?? ''] : undefined;
    if (attribute === undefined) return [];
    if (attribute.Type.startsWith('Number')) return [Number(attribute.Value)];
    if (attribute.Type.startsWith('String.Array')) {
      const list = parseJson(attribute.Value);
      return Array.isArray(list) ? list.filter(isScalar) : [attribute.Value];
    }
    return [attribute.Value];
  };
}

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

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is a normal message; the caller treats it as such.
    return undefined;
  }
}
