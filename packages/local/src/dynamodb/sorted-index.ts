// Items by partition key, each partition sorted: the structure of a table and of every index.

import type { AttributeValue, Item } from './attribute-value.js';
import { compareRange, type KeySchema, keyOf, scalarKey } from './key-schema.js';

/** An entry: the item with what it is sorted by. `id` tells items of one sort key apart in an index. */
export interface Entry {
  readonly id: string;
  readonly range: AttributeValue | undefined;
  readonly item: Item;
}

/** Partitions of sorted entries. */
export interface SortedIndex {
  readonly schema: KeySchema;
  put(id: string, item: Item): void;
  remove(id: string, item: Item): void;
  partition(hash: AttributeValue): readonly Entry[];
  /** All entries, partition by partition. */
  entries(): Generator<Entry>;
}

export function createSortedIndex(schema: KeySchema): SortedIndex {
  const partitions = new Map<string, Entry[]>();

  const order = (entry: Entry, range: AttributeValue | undefined, id: string) =>
    compareRange(entry.range, range) || (entry.id < id ? -1 : entry.id > id ? 1 : 0);

  // First position that is not before the given key.
  const position = (entries: readonly Entry[], range: AttributeValue | undefined, id: string) => {
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = entries[middle];
      if (entry !== undefined && order(entry, range, id) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    schema,
    put(id, item) {
      const key = keyOf(schema, item);
      // An item without the key attributes is not in a sparse index.
      if (key === undefined) return;
      const name = scalarKey(key.hash);
      const entries = partitions.get(name) ?? [];
      partitions.set(name, entries);
      const at = position(entries, key.range, id);
      const isSame = entries[at]?.id === id && compareRange(entries[at]?.range, key.range) === 0;
      entries.splice(at, isSame ? 1 : 0, { id, range: key.range, item });
    },
    remove(id, item) {
      const key = keyOf(schema, item);
      if (key === undefined) return;
      const name = scalarKey(key.hash);
      const entries = partitions.get(name);
      if (entries === undefined) return;
      const at = position(entries, key.range, id);
      if (entries[at]?.id === id) entries.splice(at, 1);
      if (entries.length === 0) partitions.delete(name);
    },
    partition: (hash) => partitions.get(scalarKey(hash)) ?? [],
    *entries() {
      for (const entries of partitions.values()) yield* entries;
    },
  };
}
