// How much a table and its indexes hold. Counted when asked: descriptions are rare, writes are not.

import { itemBytes } from './attribute-value.js';
import { keyOf } from './key-schema.js';
import { projectedItem } from './projection.js';
import type { Table } from './table.js';

/** Items and bytes. */
export interface Measure {
  readonly itemCount: number;
  readonly bytes: number;
}

/** Measures a table and each of its indexes. */
export function measureTable(table: Table): Measure & { readonly indexes: ReadonlyMap<string, Measure> } {
  const { description } = table;
  const indexes = new Map(description.indexes.map(({ name }) => [name, { itemCount: 0, bytes: 0 }]));
  let bytes = 0;
  for (const item of table.items()) {
    bytes += itemBytes(item);
    for (const index of description.indexes) {
      const measure = indexes.get(index.name);
      if (measure === undefined || keyOf(index.schema, item) === undefined) continue;
      measure.itemCount++;
      measure.bytes += itemBytes(projectedItem(description, index, item));
    }
  }
  return { itemCount: table.size, bytes, indexes };
}
