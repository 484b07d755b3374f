// What of an item stands in an index.

import type { Item } from './attribute-value.js';
import type { IndexDescription, TableDescription } from './table.js';

/** Names that an index has, keys included; `undefined` for all. */
export function projectedNames(
  table: TableDescription,
  index: IndexDescription,
): ReadonlySet<string> | undefined {
  if (index.projection.type === 'ALL') return undefined;
  const keys = [table.schema.hash, table.schema.range, index.schema.hash, index.schema.range];
  return new Set([...keys.filter((name) => name !== undefined), ...index.projection.names]);
}

/** The item as an index shows it. */
export function projectedItem(table: TableDescription, index: IndexDescription, item: Item): Item {
  const names = projectedNames(table, index);
  if (names === undefined) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}
