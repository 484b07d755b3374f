// What a filter policy sees of message attributes.

import { isScalar, parseJson, type Scalar } from '../event-pattern/json-values.js';
import type { MessageAttribute } from './model.js';

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
