// One table: its description, items, indexes and stream.

import { type AttributeValue, equalValues, type Item, itemBytes } from './attribute-value.js';
import { invalid } from './errors.js';
import { type KeySchema, type KeyTypes, keyOf, scalarKey } from './key-schema.js';
import { maxItemBytes } from './limits.js';
import { createSortedIndex, type SortedIndex } from './sorted-index.js';

export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** A secondary index as described. */
export interface IndexDescription {
  readonly name: string;
  readonly isGlobal: boolean;
  readonly schema: KeySchema;
  readonly projection: { readonly type: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; readonly names: readonly string[] };
}

/** What CreateTable says, defaults filled in. */
export interface TableDescription {
  readonly name: string;
  readonly schema: KeySchema;
  readonly keyTypes: KeyTypes;
  readonly indexes: readonly IndexDescription[];
  readonly billingMode: 'PROVISIONED' | 'PAY_PER_REQUEST';
  readonly readUnits: number;
  readonly writeUnits: number;
  /** Whether a table with provisioned units was on demand before. */
  readonly wasOnDemand?: boolean;
  /** Protected against deletion. */
  readonly isProtected?: boolean;
  readonly stream: { readonly viewType: StreamViewType; readonly label: string } | undefined;
  /** Label of a stream that was ended. */
  readonly lastStreamLabel?: string | undefined;
  readonly ttlAttribute: string | undefined;
  readonly createdMs: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** One change, as streams and the journal see it. */
export interface ItemChange {
  readonly table: string;
  readonly keys: Item;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  /** Deleted by TTL, not by a caller. */
  readonly isExpiry: boolean;
}

/** A table with its items. */
export interface Table {
  description: TableDescription;
  readonly primary: SortedIndex;
  readonly indexes: ReadonlyMap<string, SortedIndex>;
  readonly size: number;
  get(key: Item): Item | undefined;
  /** Identifies an item among those of the table, by its key attributes. */
  idOf(keys: Item): string;
  /** Puts or removes one item. @returns The change, or `undefined` when nothing differs. */
  set(keys: Item, after: Item | undefined, options?: { readonly isExpiry: boolean }): ItemChange | undefined;
  /** Puts or removes one item of an earlier run: nobody asks what changed. */
  restore(keys: Item, item: Item | undefined): void;
  /** Builds indexes anew after a change of the description. */
  reindex(): void;
  items(): Generator<Item>;
}

export function createTable(description: TableDescription): Table {
  const items = new Map<string, Item>();
  // Built when somebody first queries: a table with many items is open long before they are sorted.
  let sorted: { readonly primary: SortedIndex; readonly indexes: Map<string, SortedIndex> } | undefined;
  const sort = () => {
    if (sorted !== undefined) return sorted;
    const primary = createSortedIndex(table.description.schema);
    const indexes = new Map(
      table.description.indexes.map(({ name, schema }) => [name, createSortedIndex(schema)]),
    );
    for (const [id, item] of items) {
      primary.put(id, item);
      for (const index of indexes.values()) index.put(id, item);
    }
    sorted = { primary, indexes };
    return sorted;
  };

  const idOf = (item: Item): string => {
    const { hash, range } = table.description.schema;
    const hashValue = item[hash] as AttributeValue;
    const rangeValue = range === undefined ? undefined : item[range];
    const hashKey = scalarKey(hashValue);
    // The length tells the two parts apart, whatever they hold.
    return rangeValue === undefined ? hashKey : `${hashKey.length}:${hashKey}${scalarKey(rangeValue)}`;
  };

  const table: Table = {
    description,
    get primary() {
      return sort().primary;
    },
    get indexes() {
      return sort().indexes;
    },
    get size() {
      return items.size;
    },
    get: (key) => items.get(idOf(key)),
    idOf,
    set(keys, after, options = { isExpiry: false }) {
      const id = idOf(keys);
      const before = items.get(id);
      if (before === undefined && after === undefined) return undefined;
      if (before !== undefined && after !== undefined && equalValues({ M: before }, { M: after }))
        return undefined;
      if (sorted !== undefined && before !== undefined)
        for (const index of sorted.indexes.values()) index.remove(id, before);
      if (after === undefined) {
        items.delete(id);
        if (before !== undefined) sorted?.primary.remove(id, before);
      } else {
        items.set(id, after);
        sorted?.primary.put(id, after);
        for (const index of sorted?.indexes.values() ?? []) index.put(id, after);
      }
      return { table: table.description.name, keys, before, after, isExpiry: options.isExpiry };
    },
    restore(keys, item) {
      if (item === undefined) items.delete(idOf(keys));
      else items.set(idOf(keys), item);
    },
    reindex() {
      sorted = undefined;
    },
    items: () => values(items),
  };
  return table;
}

function* values(items: ReadonlyMap<string, Item>): Generator<Item> {
  yield* items.values();
}

/** Key attributes of an item. */
export function keysOf(schema: KeySchema, item: Item): Item {
  const key = keyOf(schema, item);
  if (key === undefined) throw invalid('The provided key element does not match the schema');
  return {
    [schema.hash]: key.hash,
    ...(schema.range === undefined || key.range === undefined ? {} : { [schema.range]: key.range }),
  };
}

/** Refuses an item over the limit, or one whose index keys have wrong types. */
export function checkItem(table: Table, item: Item, action: 'put' | 'update'): void {
  if (itemBytes(item) > maxItemBytes) {
    throw invalid(
      action === 'put'
        ? 'Item size has exceeded the maximum allowed size'
        : 'Item size to update has exceeded the maximum allowed size',
    );
  }
  for (const { name, schema } of table.description.indexes) {
    for (const attribute of [schema.hash, schema.range]) {
      const value = attribute === undefined ? undefined : item[attribute];
      const type = attribute === undefined ? undefined : table.description.keyTypes[attribute];
      if (value === undefined || type === undefined) continue;
      if (type in value) {
        if (scalarKey(value) === '') throw emptyIndexKey(action, { index: name, attribute });
        continue;
      }
      throw invalid(
        `One or more parameter values were invalid: Type mismatch for Index Key ${attribute} Expected: ${type} Actual: ${Object.keys(value)[0]} IndexName: ${name}`,
      );
    }
  }
}

function emptyIndexKey(
  action: 'put' | 'update',
  place: { readonly index: string; readonly attribute: string | undefined },
): Error {
  const rule = 'The AttributeValue for a key attribute cannot contain an empty string value.';
  return invalid(
    action === 'put'
      ? `One or more parameter values are not valid. A value specified for a secondary index key is not supported. ${rule} IndexName: ${place.index}, IndexKey: ${place.attribute}`
      : `One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. ${rule}`,
  );
}
