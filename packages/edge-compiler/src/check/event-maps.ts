// Where a source writes headers, cookies and query parameters: assignments through the event, and object literals that
// are a request or a response.

import type { AnyNode, Node } from 'acorn';
import { type NodeOf, unwrapChain } from '../tree/walk.js';
import { returnsOf } from './returns.js';
import type { RuleContext } from './rule.js';

/** One entry that the source puts into, changes in or removes from such a map. */
export interface MapWrite {
  readonly side: 'request' | 'response';
  readonly map: 'headers' | 'cookies' | 'querystring';
  /** `undefined` for a computed name. */
  readonly name: string | undefined;
  /** The key as written, for positions and fixes. */
  readonly key: Node;
  readonly how: 'set' | 'delete' | 'change-value';
  /** What is written; absent for `delete`. */
  readonly value: AnyNode | undefined;
}

const mapNames = ['headers', 'cookies', 'querystring'] as const;

/** Every write of the source that can be seen. */
export function findMapWrites(context: RuleContext): MapWrite[] {
  const { index, facts } = context;
  const writes: MapWrite[] = [];
  for (const node of index.nodesOf('AssignmentExpression')) {
    const target = unwrapChain(node.left);
    if (target.type !== 'MemberExpression') continue;
    const path = facts.eventPath(target);
    const [side, map, name, field] = path ?? [];
    if ((side !== 'request' && side !== 'response') || !isMapName(map)) continue;
    if (path?.length === 2) writes.push(...literalEntries(side, map, node.right));
    if (path?.length === 3) {
      writes.push({ side, map, name: named(name), key: keyOf(target), how: 'set', value: node.right });
    }
    if (path?.length === 4 && field === 'value') {
      const entry = unwrapChain(target.object);
      const key = entry.type === 'MemberExpression' ? keyOf(entry) : entry;
      writes.push({ side, map, name: named(name), key, how: 'change-value', value: node.right });
    }
  }
  for (const node of index.nodesOf('UnaryExpression')) {
    if (node.operator !== 'delete') continue;
    const target = unwrapChain(node.argument);
    const path = facts.eventPath(target);
    const [side, map, name] = path ?? [];
    if ((side !== 'request' && side !== 'response') || !isMapName(map) || path?.length !== 3) continue;
    if (target.type !== 'MemberExpression') continue;
    writes.push({ side, map, name: named(name), key: keyOf(target), how: 'delete', value: undefined });
  }
  for (const { node, side } of literalMessages(context)) {
    for (const property of node.properties) {
      if (property.type !== 'Property') continue;
      const map = propertyName(property);
      if (isMapName(map)) writes.push(...literalEntries(side, map, property.value));
    }
  }
  return writes;

  function literalEntries(side: 'request' | 'response', map: MapWrite['map'], value: AnyNode): MapWrite[] {
    const object = facts.valueOf(value);
    if (object.type !== 'ObjectExpression') return [];
    return object.properties.flatMap((property): MapWrite[] =>
      property.type === 'Property'
        ? [{ side, map, name: propertyName(property), key: property.key, how: 'set', value: property.value }]
        : [],
    );
  }
}

/** Object literals that are returned as, or assigned to, a request or a response; each once. */
export function literalMessages({
  index,
  facts,
  eventType,
}: RuleContext): { readonly node: NodeOf<'ObjectExpression'>; readonly side: 'request' | 'response' }[] {
  const found = new Map<AnyNode, 'request' | 'response'>();
  const add = (value: AnyNode, side?: 'request' | 'response') => {
    const node = facts.valueOf(value);
    if (node.type === 'ConditionalExpression') {
      add(node.consequent, side);
      add(node.alternate, side);
      return;
    }
    if (node.type === 'LogicalExpression') {
      add(node.right, side);
      return;
    }
    if (node.type !== 'ObjectExpression') return;
    const names = node.properties.map((property) =>
      property.type === 'Property' ? propertyName(property) : undefined,
    );
    const isResponse =
      names.includes('statusCode') || names.includes('status') || eventType === 'viewer-response';
    if (side !== undefined || isResponse || names.includes('uri')) {
      found.set(node, side ?? (isResponse ? 'response' : 'request'));
    }
  };
  if (facts.handler !== undefined) {
    for (const { value } of returnsOf(facts.handler.node, index)) {
      if (value !== undefined) add(value);
    }
  }
  // A literal with a status code and a map of ours is a response wherever it stands, also in helpers.
  for (const node of index.nodesOf('ObjectExpression')) {
    const names = node.properties.map((property) =>
      property.type === 'Property' ? propertyName(property) : undefined,
    );
    if (names.includes('statusCode') && (names.includes('headers') || names.includes('statusDescription'))) {
      add(node, 'response');
    }
  }
  return [...found].flatMap(([node, side]) => (node.type === 'ObjectExpression' ? [{ node, side }] : []));
}

/** The name of a property in an object literal, unless it is computed. */
export function propertyName(property: NodeOf<'Property'>): string | undefined {
  if (property.key.type === 'Identifier') return property.computed ? undefined : property.key.name;
  if (property.key.type === 'Literal' && typeof property.key.value === 'string') return property.key.value;
  return property.key.type === 'Literal' && typeof property.key.value === 'number'
    ? String(property.key.value)
    : undefined;
}

function isMapName(name: string | undefined): name is MapWrite['map'] {
  return mapNames.some((known) => known === name);
}

function keyOf(member: NodeOf<'MemberExpression'>): Node {
  return member.property;
}

function named(name: string | undefined): string | undefined {
  return name === '*' ? undefined : name;
}
