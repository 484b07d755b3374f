// Takes out of answers what no two engines have in common: times, ids, places; and puts in order what has none.

const varying: Readonly<Record<string, string>> = {
  ApproximateCreationDateTime: 'time',
  CreationDateTime: 'time',
  CreationRequestDateTime: 'time',
  LatestStreamLabel: 'label',
  StreamLabel: 'label',
  NextShardIterator: 'iterator',
  ShardIterator: 'iterator',
  ShardId: 'shard',
  SequenceNumber: 'number',
  StartingSequenceNumber: 'number',
  eventID: 'id',
  awsRegion: 'region',
};

/** Members that DynamoDB Local has too early or never, and that say only when or which. */
const dropped: ReadonlySet<string> = new Set([
  'LastDecreaseDateTime',
  'LastIncreaseDateTime',
  'LastUpdateToPayPerRequestDateTime',
  'TableId',
]);

/** Members whose lists are sets. */
const unordered: ReadonlySet<string> = new Set([
  'AttributeDefinitions',
  'BS',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
  'NS',
  'NonKeyAttributes',
  'SS',
  'ItemCollectionMetrics',
  'ConsumedCapacity',
]);

/** Members whose lists have the order of items that a case declares open. */
const itemLists: ReadonlySet<string> = new Set(['Items']);

/** @param options.anyOrder - Whether lists of items are sorted, too. */
export function normalize(value: unknown, options: { readonly anyOrder: boolean }): unknown {
  return visit('', value, options.anyOrder);
}

function visit(name: string, value: unknown, anyOrder: boolean): unknown {
  const placeholder = varying[name];
  if (placeholder !== undefined && (typeof value === 'string' || typeof value === 'number'))
    return `<${placeholder}>`;
  if (typeof value === 'string') return neutral(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => visit('', item, anyOrder));
    return unordered.has(name) || (anyOrder && itemLists.has(name)) ? items.sort(byText) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !dropped.has(key) && !isNoThroughput(key, item))
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, item]) => [key, visit(key, item, anyOrder)]),
  );
}

/** A text without account, Region and label of a stream. */
export function neutral(text: string): string {
  return text
    .replace(/arn:aws:dynamodb:[\w-]*:\d*:/g, 'arn:aws:dynamodb:REGION:ACCOUNT:')
    .replace(/\/stream\/[\dT:.-]+/g, '/stream/LABEL');
}

// An index of a table on demand: AWS says zeros, DynamoDB Local nothing.
function isNoThroughput(name: string, value: unknown): boolean {
  return (
    name === 'ProvisionedThroughput' && (value as { ReadCapacityUnits?: number }).ReadCapacityUnits === 0
  );
}

function byText(left: unknown, right: unknown): number {
  return JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;
}
