// Literals that only Lambda@Edge takes.

import type { AnyNode } from 'acorn';
import { propertyName } from '../check/event-maps.js';
import type { NodeOf } from '../tree/walk.js';

/** A literal of header arrays alone. */
export function isHeaderMap(node: NodeOf<'ObjectExpression'>): boolean {
  return (
    node.properties.length > 0 &&
    node.properties.every(
      (property) => property.type === 'Property' && headerItems(property.value) !== undefined,
    )
  );
}

/** The items of `[{ key, value }, ...]`. */
export function headerItems(value: AnyNode): NodeOf<'ObjectExpression'>[] | undefined {
  if (value.type !== 'ArrayExpression' || value.elements.length === 0) return undefined;
  const items: NodeOf<'ObjectExpression'>[] = [];
  for (const element of value.elements) {
    if (element?.type !== 'ObjectExpression') return undefined;
    const names = element.properties.map((property) =>
      property.type === 'Property' ? propertyName(property) : undefined,
    );
    if (!names.includes('value') || !names.every((name) => name === 'key' || name === 'value'))
      return undefined;
    items.push(element);
  }
  return items;
}

/** A literal that Lambda@Edge takes as a response. */
export function isResponseLiteral(node: NodeOf<'ObjectExpression'>): boolean {
  const names = node.properties.map((property) =>
    property.type === 'Property' ? propertyName(property) : undefined,
  );
  return (
    names.includes('status') &&
    names.some(
      (name) => name === 'headers' || name === 'statusDescription' || name === 'body' || names.length === 1,
    )
  );
}
