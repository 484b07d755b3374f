// What calls cost in capacity units. Source: Amazon DynamoDB Developer Guide, "DynamoDB throughput capacity".

import { equalValues, type Item, itemBytes } from './attribute-value.js';
import { keyOf } from './key-schema.js';
import { readUnitBytes, writeUnitBytes } from './limits.js';
import { projectedItem } from './projection.js';
import type { IndexDescription, Table } from './table.js';

/** Units of a call on one table, by where they were spent. */
export interface Spent {
  readonly table: Table;
  readonly tableUnits: number;
  readonly indexUnits: ReadonlyMap<string, number>;
}

/** Units of reading so many bytes at once. At least one read is paid for. */
export function readUnits(bytes: number, isConsistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / readUnitBytes)) * (isConsistent ? 1 : 0.5);
}

/** Units of one write, those of its indexes included. */
export function writeSpent(table: Table, before: Item | undefined, after: Item | undefined): Spent {
  const bytes = Math.max(
    before === undefined ? 0 : itemBytes(before),
    after === undefined ? 0 : itemBytes(after),
  );
  const indexUnits = new Map<string, number>();
  for (const index of table.description.indexes) {
    const units = indexWriteUnits(table, index, { before, after });
    if (units > 0) indexUnits.set(index.name, units);
  }
  return { table, tableUnits: unitsOf(bytes), indexUnits };
}

/** `ConsumedCapacity` of one table; `undefined` unless asked for. @param factor - 2 in a transaction. */
export function consumedCapacity(
  asked: unknown,
  spent: readonly Spent[],
  factor = 1,
): Readonly<Record<string, unknown>> | undefined {
  const [first] = spent;
  if (first === undefined || (asked !== 'TOTAL' && asked !== 'INDEXES')) return undefined;
  const { description } = first.table;
  const tableUnits = sum(spent.map((each) => each.tableUnits)) * factor;
  const indexUnits = new Map<string, number>();
  for (const each of spent) {
    for (const [name, units] of each.indexUnits)
      indexUnits.set(name, (indexUnits.get(name) ?? 0) + units * factor);
  }
  const byIndex = (isGlobal: boolean) =>
    description.indexes
      .filter((index) => index.isGlobal === isGlobal && indexUnits.has(index.name))
      .map(({ name }) => [name, { CapacityUnits: indexUnits.get(name) }] as const);
  const member = (name: string, entries: ReturnType<typeof byIndex>) =>
    entries.length === 0 ? {} : { [name]: Object.fromEntries(entries) };
  return {
    TableName: description.name,
    CapacityUnits: tableUnits + sum([...indexUnits.values()]),
    ...(asked === 'INDEXES'
      ? {
          Table: { CapacityUnits: tableUnits },
          ...member('GlobalSecondaryIndexes', byIndex(true)),
          ...member('LocalSecondaryIndexes', byIndex(false)),
        }
      : {}),
  };
}

/** The answer's member for one table. @param spent - Measured only when asked for. */
export function capacityMember(asked: unknown, spent: () => Spent): Record<string, unknown> {
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return {};
  return { ConsumedCapacity: consumedCapacity(asked, [spent()]) };
}

/** The answer's member for several tables, one entry each. */
export function capacityListMember(
  asked: unknown,
  spent: readonly Spent[],
  factor = 1,
): Record<string, unknown> {
  const tables = [...new Set(spent.map(({ table }) => table))];
  const list = tables.flatMap(
    (table) =>
      consumedCapacity(
        asked,
        spent.filter((each) => each.table === table),
        factor,
      ) ?? [],
  );
  return list.length === 0 ? {} : { ConsumedCapacity: list };
}

// An entry that moves is taken out and put in; one whose projection stays as it is costs nothing.
function indexWriteUnits(
  table: Table,
  index: IndexDescription,
  { before, after }: { readonly before: Item | undefined; readonly after: Item | undefined },
): number {
  const entry = (item: Item | undefined) =>
    item === undefined || keyOf(index.schema, item) === undefined
      ? undefined
      : projectedItem(table.description, index, item);
  const was = entry(before);
  const is = entry(after);
  const units = (item: Item | undefined) => (item === undefined ? 0 : unitsOf(itemBytes(item)));
  if (was === undefined || is === undefined) return units(was) + units(is);
  if (equalValues({ M: was }, { M: is })) return 0;
  const { hash, range } = index.schema;
  const hasMoved = [hash, range].some((name) => name !== undefined && !equalValues(was[name], is[name]));
  return hasMoved ? units(was) + units(is) : Math.max(units(was), units(is));
}

function unitsOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / writeUnitBytes));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
