// Items by partition key, each partition sorted: the structure of a table and of every index.

import type { AttributeValue, Item } from './attribute-value.js';
import { compareRange, type KeySchema, keyOf, scalarKey } from './key-schema.js';

/** An entry: the item with what it is sorted by. `id` tells items of one sort key apart in an index. */
export interface Entry {
  readonly id: string;
  readonly range: AttributeValue | undefined;
  readonly item: Item;
}

/** A place in an index, whether an item stands there or not. */
export interface Place {
  readonly hash: AttributeValue;
  readonly range: AttributeValue | undefined;
  readonly id: string;
}

/** Partitions of sorted entries. */
export interface SortedIndex {
  readonly schema: KeySchema;
  readonly size: number;
  put(id: string, item: Item): void;
  remove(id: string, item: Item): void;
  partition(hash: AttributeValue): readonly Entry[];
  /**
   * Entries partition by partition. The order is that of the hashed partition keys, so that a place keeps its
   * neighbours when items come and go between two pages.
   *
   * @param options.after - Only what stands behind this place.
   * @param options.segment - Only one of `total` parts of the hash range.
   */
  scan(options: {
    readonly after: Place | undefined;
    readonly segment: { readonly index: number; readonly total: number };
  }): Generator<Entry>;
}

export function createSortedIndex(schema: KeySchema): SortedIndex {
  const partitions = new Map<string, Entry[]>();
  let order: HashedName[] = [];
  let isOrdered = true;
  let size = 0;

  const ordered = () => {
    if (!isOrdered) {
      // Nearly sorted already, which the engine's merge sort uses: names kept their place, new ones are at the end.
      const known = new Set<string>();
      order = order.filter(({ name }) => {
        const isKept = partitions.has(name) && !known.has(name);
        known.add(name);
        return isKept;
      });
      order.sort(compareNames);
      isOrdered = true;
    }
    return order;
  };

  return {
    schema,
    get size() {
      return size;
    },
    put(id, item) {
      const key = keyOf(schema, item);
      // An item without the key attributes is not in a sparse index.
      if (key === undefined) return;
      const name = scalarKey(key.hash);
      let entries = partitions.get(name);
      if (entries === undefined) {
        entries = [];
        partitions.set(name, entries);
        order.push(hashed(name));
        isOrdered = false;
        // Partitions that come and go leave their names behind.
        if (order.length > partitions.size * 2 + 1_024) ordered();
      }
      const at = position(entries, { range: key.range, id });
      const isSame = entries[at]?.id === id && compareRange(entries[at]?.range, key.range) === 0;
      entries.splice(at, isSame ? 1 : 0, { id, range: key.range, item });
      if (!isSame) size++;
    },
    remove(id, item) {
      const key = keyOf(schema, item);
      if (key === undefined) return;
      const name = scalarKey(key.hash);
      const entries = partitions.get(name);
      if (entries === undefined) return;
      const at = position(entries, { range: key.range, id });
      if (entries[at]?.id === id) {
        entries.splice(at, 1);
        size--;
      }
      if (entries.length > 0) return;
      partitions.delete(name);
      isOrdered = false;
    },
    partition: (hash) => partitions.get(scalarKey(hash)) ?? [],
    *scan({ after, segment }) {
      const names = ordered();
      const start = after === undefined ? undefined : hashed(scalarKey(after.hash));
      for (let at = start === undefined ? 0 : firstNotBefore(names, start); at < names.length; at++) {
        const name = names[at];
        if (name === undefined) return;
        if (Math.floor((name.hash / hashRange) * segment.total) !== segment.index) continue;
        const entries = partitions.get(name.name) ?? [];
        const isCut = after !== undefined && start !== undefined && name.name === start.name;
        const first = isCut ? position(entries, after) : 0;
        for (const entry of first === 0 ? entries : entries.slice(first)) {
          if (!isCut || compareToPlace(entry, after) > 0) yield entry;
        }
      }
    },
  };
}

/** Where an entry stands to a place of its own partition: before (negative), at it (0), behind. */
export function compareToPlace(entry: Entry, place: Pick<Place, 'range' | 'id'>): number {
  return compareRange(entry.range, place.range) || (entry.id < place.id ? -1 : entry.id > place.id ? 1 : 0);
}

/** First position from `from` on where `holds` is false; it holds nowhere behind that. */
export function partitionPoint<T>(list: readonly T[], from: number, holds: (element: T) => boolean): number {
  let low = from;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const element = list[middle];
    if (element !== undefined && holds(element)) low = middle + 1;
    else high = middle;
  }
  return low;
}

// First position that is not before the place.
function position(entries: readonly Entry[], place: Pick<Place, 'range' | 'id'>): number {
  return partitionPoint(entries, 0, (entry) => compareToPlace(entry, place) < 0);
}

interface HashedName {
  readonly hash: number;
  readonly name: string;
}

const hashRange = 2 ** 32;

// FNV-1a with a final mix, so that names that differ in their last letter only are far apart.
function hashed(name: string): HashedName {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return { hash: (hash ^ (hash >>> 16)) >>> 0, name };
}

function compareNames(left: HashedName, right: HashedName): number {
  return left.hash - right.hash || (left.name < right.name ? -1 : left.name > right.name ? 1 : 0);
}

function firstNotBefore(names: readonly HashedName[], wanted: HashedName): number {
  return partitionPoint(names, 0, (name) => compareNames(name, wanted) < 0);
}
