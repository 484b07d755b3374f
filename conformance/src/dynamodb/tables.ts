// The tables that the cases share. Each case writes under a partition key of its own.

import type { Json } from './operation-case.js';

const types = (pairs: Readonly<Record<string, string>>): Json[] =>
  Object.entries(pairs).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
const keys = (hash: string, range?: string): Json[] => [
  { AttributeName: hash, KeyType: 'HASH' },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' }]),
];

/** Inputs of CreateTable. */
export const sharedTables: readonly Json[] = [
  {
    TableName: 'hash',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: types({ pk: 'S' }),
    KeySchema: keys('pk'),
  },
  {
    TableName: 'range',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: types({ pk: 'S', sk: 'S' }),
    KeySchema: keys('pk', 'sk'),
  },
  {
    TableName: 'number',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: types({ pk: 'S', sk: 'N' }),
    KeySchema: keys('pk', 'sk'),
  },
  {
    TableName: 'binary',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: types({ pk: 'S', sk: 'B' }),
    KeySchema: keys('pk', 'sk'),
  },
  {
    TableName: 'indexed',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: types({ pk: 'S', sk: 'S', g: 'S', gs: 'N', l: 'S' }),
    KeySchema: keys('pk', 'sk'),
    GlobalSecondaryIndexes: [
      { IndexName: 'all', KeySchema: keys('g', 'gs'), Projection: { ProjectionType: 'ALL' } },
      { IndexName: 'keys', KeySchema: keys('g'), Projection: { ProjectionType: 'KEYS_ONLY' } },
      {
        IndexName: 'some',
        KeySchema: keys('g', 'gs'),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a'] },
      },
    ],
    LocalSecondaryIndexes: [
      { IndexName: 'local', KeySchema: keys('pk', 'l'), Projection: { ProjectionType: 'ALL' } },
      { IndexName: 'localKeys', KeySchema: keys('pk', 'l'), Projection: { ProjectionType: 'KEYS_ONLY' } },
    ],
  },
];

/** Templates of tables that a case makes for itself. */
export const hashTable = (TableName: string): Json => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: types({ pk: 'S' }),
  KeySchema: keys('pk'),
});

export { keys, types };
