// ItemCollectionMetrics: the items of one partition key in a table with local indexes.

import type { AttributeValue } from './attribute-value.js';
import { itemBytes } from './attribute-value.js';
import type { PreparedWrite } from './write-operations.js';

const gigabyte = 1_073_741_824;

/** The metrics of one write, `undefined` unless asked for and the table has local indexes. */
export function collectionMetrics(
  asked: unknown,
  { table, keys }: Pick<PreparedWrite, 'table' | 'keys'>,
): Readonly<Record<string, unknown>> | undefined {
  const { schema, indexes } = table.description;
  if (asked !== 'SIZE' || indexes.every(({ isGlobal }) => isGlobal)) return undefined;
  // The key was checked.
  const hash = keys[schema.hash] as AttributeValue;
  const bytes = table.primary.partition(hash).reduce((sum, { item }) => sum + itemBytes(item), 0);
  const lower = Math.floor(bytes / gigabyte);
  return { ItemCollectionKey: { [schema.hash]: hash }, SizeEstimateRangeGB: [lower, lower + 1] };
}

/** The answer's member for one write. */
export function collectionMember(
  asked: unknown,
  write: Pick<PreparedWrite, 'table' | 'keys'>,
): Record<string, unknown> {
  const metrics = collectionMetrics(asked, write);
  return metrics === undefined ? {} : { ItemCollectionMetrics: metrics };
}

/** The answer's member for several writes, by table. */
export function collectionsMember(
  asked: unknown,
  writes: readonly Pick<PreparedWrite, 'table' | 'keys'>[],
): Record<string, unknown> {
  const byTable = new Map<string, unknown[]>();
  for (const write of writes) {
    const metrics = collectionMetrics(asked, write);
    const { name } = write.table.description;
    if (metrics !== undefined) byTable.set(name, [...(byTable.get(name) ?? []), metrics]);
  }
  return byTable.size === 0 ? {} : { ItemCollectionMetrics: Object.fromEntries(byTable) };
}
