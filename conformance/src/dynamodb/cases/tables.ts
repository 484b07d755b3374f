// Tables, indexes, TTL and streams.

import { group, type Json, type OperationCase, type Step } from '../operation-case.js';
import { hashTable, keys, types } from '../tables.js';
import { n, put, remove, s, update } from '../values.js';
import { tableOf } from './queries.js';

const create = (key: string, more: Json = {}): Step => [
  'CreateTable',
  { ...hashTable(tableOf(key)), ...more },
];
const describe = (key: string): Step => ['DescribeTable', { TableName: tableOf(key) }];
const change = (key: string, input: Json): Step => ['UpdateTable', { TableName: tableOf(key), ...input }];
const units = (ReadCapacityUnits: number, WriteCapacityUnits: number) => ({
  ReadCapacityUnits,
  WriteCapacityUnits,
});
const index = (
  IndexName: string,
  hash: string,
  range?: string,
  projection: Json = { ProjectionType: 'ALL' },
) => ({
  IndexName,
  KeySchema: keys(hash, range),
  Projection: projection,
});
const stream = (StreamViewType: string) => ({ StreamSpecification: { StreamEnabled: true, StreamViewType } });

/** Reads the stream that was just described, from a place that may need the number of a record. */
const readFrom = (
  ShardIteratorType: string,
  numberIn?: (answers: readonly Json[]) => unknown,
  more: Json = {},
): Step[] => [
  [
    'GetShardIterator',
    (answers) => ({
      StreamArn: streamArnIn(answers),
      ShardId: firstShardIn(answers),
      ShardIteratorType,
      ...(numberIn === undefined ? {} : { SequenceNumber: numberIn(answers) }),
    }),
  ],
  ['GetRecords', (answers) => ({ ShardIterator: answers.at(-1)?.ShardIterator, ...more })],
];

/** The stream of a table that was just described, from its start. */
const readStream = (key: string): Step[] => [
  describe(key),
  ['DescribeStream', (answers) => ({ StreamArn: streamArnIn(answers) })],
  ...readFrom('TRIM_HORIZON'),
];
const tableArnIn = (answers: readonly Json[]) => (answers[0]?.TableDescription as Json | undefined)?.TableArn;
const streamArnIn = (answers: readonly Json[]) =>
  answers
    .map(({ Table }) => (Table as Json | undefined)?.LatestStreamArn)
    .findLast((arn) => arn !== undefined);
const firstShardIn = (answers: readonly Json[]) =>
  answers
    .map(
      ({ StreamDescription }) =>
        ((StreamDescription as Json | undefined)?.Shards as Json[] | undefined)?.[0]?.ShardId,
    )
    .findLast((id) => id !== undefined);
const streamed =
  (view: string) =>
  (key: string): Step[] => {
    const TableName = tableOf(key);
    return [
      create(key, stream(view)),
      put({ pk: s('a'), v: n(1) }, { TableName }),
      put({ pk: s('a'), v: n(2) }, { TableName }),
      put({ pk: s('a'), v: n(2) }, { TableName }),
      update('a', 'SET v = :v', { ':v': n(3) }, { TableName }),
      remove('a', { TableName }),
      ...readStream(key),
    ];
  };

export const tableCases: readonly OperationCase[] = [
  ...group('CreateTable', [
    ['on demand', (key) => [create(key), describe(key)]],
    [
      'provisioned',
      (key) => [
        create(key, { BillingMode: 'PROVISIONED', ProvisionedThroughput: units(5, 6) }),
        describe(key),
      ],
    ],
    [
      'provisioned unless told',
      (key) => [create(key, { BillingMode: undefined, ProvisionedThroughput: units(5, 6) }), describe(key)],
    ],
    [
      'with a sort key',
      (key) => [
        create(key, { AttributeDefinitions: types({ pk: 'S', sk: 'N' }), KeySchema: keys('pk', 'sk') }),
        describe(key),
      ],
    ],
    [
      'with indexes',
      (key) => [
        create(key, {
          AttributeDefinitions: types({ pk: 'S', sk: 'S', g: 'N' }),
          KeySchema: keys('pk', 'sk'),
          GlobalSecondaryIndexes: [
            index('byG', 'g', 'pk', { ProjectionType: 'INCLUDE', NonKeyAttributes: ['x', 'y'] }),
          ],
          LocalSecondaryIndexes: [index('local', 'pk', 'g', { ProjectionType: 'KEYS_ONLY' })],
        }),
        describe(key),
      ],
    ],
    ['with a stream', (key) => [create(key, stream('NEW_IMAGE')), describe(key)]],
    [
      'with a stream switched off',
      (key) => [create(key, { StreamSpecification: { StreamEnabled: false } }), describe(key)],
    ],
    [
      'with deletion protection',
      (key) => [
        create(key, { DeletionProtectionEnabled: true }),
        ['DeleteTable', { TableName: tableOf(key) }],
        change(key, { DeletionProtectionEnabled: false }),
        ['DeleteTable', { TableName: tableOf(key) }],
      ],
    ],
    ['refuses a name that is taken', (key) => [create(key), create(key)]],
    ['refuses a short name', () => [['CreateTable', hashTable('ab')]]],
    ['refuses a long name', () => [['CreateTable', hashTable('x'.repeat(256))]]],
    ['refuses a name with a space', () => [['CreateTable', hashTable('a b c')]]],
    ['refuses a missing name', () => [['CreateTable', { ...hashTable('x'), TableName: undefined }]]],
    ['refuses no key schema', (key) => [create(key, { KeySchema: undefined })]],
    ['refuses an empty key schema', (key) => [create(key, { KeySchema: [] })]],
    ['refuses no definitions', (key) => [create(key, { AttributeDefinitions: undefined })]],
    ['refuses a key that is not defined', (key) => [create(key, { KeySchema: keys('other') })]],
    [
      'refuses a definition that is not used',
      (key) => [create(key, { AttributeDefinitions: types({ pk: 'S', x: 'S' }) })],
    ],
    [
      'refuses an unknown attribute type',
      (key) => [create(key, { AttributeDefinitions: types({ pk: 'BOOL' }) })],
    ],
    [
      'refuses a schema that begins with RANGE',
      (key) => [create(key, { KeySchema: [{ AttributeName: 'pk', KeyType: 'RANGE' }] })],
    ],
    [
      'refuses two HASH keys',
      (key) => [
        create(key, {
          AttributeDefinitions: types({ pk: 'S', x: 'S' }),
          KeySchema: [...keys('pk'), ...keys('x')],
        }),
      ],
    ],
    [
      'refuses three keys',
      (key) => [
        create(key, {
          AttributeDefinitions: types({ a: 'S', b: 'S', c: 'S' }),
          KeySchema: [...keys('a', 'b'), { AttributeName: 'c', KeyType: 'RANGE' }],
        }),
      ],
    ],
    ['refuses one attribute as both keys', (key) => [create(key, { KeySchema: keys('pk', 'pk') })]],
    [
      'refuses an unknown key type',
      (key) => [create(key, { KeySchema: [{ AttributeName: 'pk', KeyType: 'SORT' }] })],
    ],
    ['refuses provisioned without units', (key) => [create(key, { BillingMode: 'PROVISIONED' })]],
    ['refuses on demand with units', (key) => [create(key, { ProvisionedThroughput: units(1, 1) })]],
    [
      'refuses zero units',
      (key) => [create(key, { BillingMode: 'PROVISIONED', ProvisionedThroughput: units(0, 1) })],
    ],
    ['refuses an unknown billing mode', (key) => [create(key, { BillingMode: 'FREE' })]],
    [
      'refuses a local index without a sort key in the table',
      (key) => [
        create(key, {
          AttributeDefinitions: types({ pk: 'S', l: 'S' }),
          LocalSecondaryIndexes: [index('local', 'pk', 'l')],
        }),
      ],
    ],
    [
      'refuses a local index with another partition key',
      (key) => [
        create(key, {
          AttributeDefinitions: types({ pk: 'S', sk: 'S', l: 'S' }),
          KeySchema: keys('pk', 'sk'),
          LocalSecondaryIndexes: [index('local', 'l', 'sk')],
        }),
      ],
    ],
    [
      'refuses a local index without a sort key',
      (key) => [
        create(key, {
          AttributeDefinitions: types({ pk: 'S', sk: 'S' }),
          KeySchema: keys('pk', 'sk'),
          LocalSecondaryIndexes: [index('local', 'pk')],
        }),
      ],
    ],
    [
      'refuses two indexes of one name',
      (key) => [
        create(key, {
          AttributeDefinitions: types({ pk: 'S', g: 'S' }),
          GlobalSecondaryIndexes: [index('byG', 'g'), index('byG', 'g')],
        }),
      ],
    ],
    ['refuses an empty list of indexes', (key) => [create(key, { GlobalSecondaryIndexes: [] })]],
    ['refuses an empty list of local indexes', (key) => [create(key, { LocalSecondaryIndexes: [] })]],
    [
      'refuses six local indexes',
      (key) => [
        create(key, {
          AttributeDefinitions: types({ pk: 'S', sk: 'S' }),
          KeySchema: keys('pk', 'sk'),
          LocalSecondaryIndexes: [1, 2, 3, 4, 5, 6].map((place) => index(`local${place}`, 'pk', 'sk')),
        }),
      ],
    ],
    [
      'refuses an index without a projection',
      (key) => [
        create(key, {
          AttributeDefinitions: types({ pk: 'S', g: 'S' }),
          GlobalSecondaryIndexes: [{ IndexName: 'byG', KeySchema: keys('g') }],
        }),
      ],
    ],
    [
      'refuses an index whose key is not defined',
      (key) => [create(key, { GlobalSecondaryIndexes: [index('byG', 'g')] })],
    ],
    [
      'refuses INCLUDE without attributes',
      (key) => [
        create(key, {
          AttributeDefinitions: types({ pk: 'S', g: 'S' }),
          GlobalSecondaryIndexes: [index('byG', 'g', undefined, { ProjectionType: 'INCLUDE' })],
        }),
      ],
    ],
    [
      'refuses ALL with attributes',
      (key) => [
        create(key, {
          AttributeDefinitions: types({ pk: 'S', g: 'S' }),
          GlobalSecondaryIndexes: [
            index('byG', 'g', undefined, { ProjectionType: 'ALL', NonKeyAttributes: ['a'] }),
          ],
        }),
      ],
    ],
    [
      'refuses an unknown projection',
      (key) => [
        create(key, {
          AttributeDefinitions: types({ pk: 'S', g: 'S' }),
          GlobalSecondaryIndexes: [index('byG', 'g', undefined, { ProjectionType: 'SOME' })],
        }),
      ],
    ],
    [
      'refuses an index name of two characters',
      (key) => [
        create(key, {
          AttributeDefinitions: types({ pk: 'S', g: 'S' }),
          GlobalSecondaryIndexes: [index('by', 'g')],
        }),
      ],
    ],
    [
      'refuses a stream without a view',
      (key) => [create(key, { StreamSpecification: { StreamEnabled: true } })],
    ],
    ['refuses an unknown view', (key) => [create(key, stream('EVERYTHING'))]],
    [
      'refuses a view of a stream that is off',
      (key) => [create(key, { StreamSpecification: { StreamEnabled: false, StreamViewType: 'NEW_IMAGE' } })],
    ],
  ]),
  ...group('DescribeTable, ListTables, DeleteTable', [
    [
      'describes by ARN',
      (key) => [create(key), ['DescribeTable', (answers) => ({ TableName: tableArnIn(answers) })]],
    ],
    [
      'writes and reads by ARN',
      (key) => [
        create(key),
        ['PutItem', (answers) => ({ TableName: tableArnIn(answers), Item: { pk: s('a') } })],
        ['GetItem', (answers) => ({ TableName: tableArnIn(answers), Key: { pk: s('a') } })],
      ],
    ],
    ['counts items', (key) => [create(key), put({ pk: s('a') }, { TableName: tableOf(key) }), describe(key)]],
    ['refuses to describe what does not exist', () => [['DescribeTable', { TableName: 'absent' }]]],
    ['refuses to describe a short name', () => [['DescribeTable', { TableName: 'ab' }]]],
    ['refuses to describe nothing', () => [['DescribeTable', {}]]],
    ['deletes', (key) => [create(key), ['DeleteTable', { TableName: tableOf(key) }], describe(key)]],
    ['refuses to delete what does not exist', () => [['DeleteTable', { TableName: 'absent' }]]],
    ['refuses a list of none', () => [['ListTables', { Limit: 0 }]]],
    ['refuses a list of 101', () => [['ListTables', { Limit: 101 }]]],
    ['lists after a name', () => [['ListTables', { ExclusiveStartTableName: 'zzzzzz' }]]],
    ['refuses an operation that does not exist', () => [['FlyAway', {}]]],
  ]),
  ...group('UpdateTable', [
    [
      'adds an index to items that are there',
      (key) => [
        create(key),
        put({ pk: s('a'), g: s('x') }, { TableName: tableOf(key) }),
        change(key, {
          AttributeDefinitions: types({ pk: 'S', g: 'S' }),
          GlobalSecondaryIndexUpdates: [{ Create: index('byG', 'g') }],
        }),
        [
          'Query',
          {
            TableName: tableOf(key),
            IndexName: 'byG',
            KeyConditionExpression: 'g = :g',
            ExpressionAttributeValues: { ':g': s('x') },
          },
        ],
        describe(key),
      ],
    ],
    [
      'deletes an index',
      (key) => [
        create(key, {
          AttributeDefinitions: types({ pk: 'S', g: 'S' }),
          GlobalSecondaryIndexes: [index('byG', 'g')],
        }),
        change(key, { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byG' } }] }),
        [
          'Query',
          {
            TableName: tableOf(key),
            IndexName: 'byG',
            KeyConditionExpression: 'g = :g',
            ExpressionAttributeValues: { ':g': s('x') },
          },
        ],
        describe(key),
      ],
    ],
    [
      'turns on demand',
      (key) => [
        create(key, { BillingMode: 'PROVISIONED', ProvisionedThroughput: units(1, 1) }),
        change(key, { BillingMode: 'PAY_PER_REQUEST' }),
        describe(key),
      ],
    ],
    [
      'turns provisioned',
      (key) => [
        create(key),
        change(key, { BillingMode: 'PROVISIONED', ProvisionedThroughput: units(3, 4) }),
        describe(key),
      ],
    ],
    [
      'changes units',
      (key) => [
        create(key, { BillingMode: 'PROVISIONED', ProvisionedThroughput: units(1, 1) }),
        change(key, { ProvisionedThroughput: units(2, 3) }),
        describe(key),
      ],
    ],
    ['begins a stream', (key) => [create(key), change(key, stream('KEYS_ONLY')), describe(key)]],
    [
      'ends a stream',
      (key) => [
        create(key, stream('KEYS_ONLY')),
        change(key, { StreamSpecification: { StreamEnabled: false } }),
        describe(key),
      ],
    ],
    [
      'refuses a stream where one is',
      (key) => [create(key, stream('KEYS_ONLY')), change(key, stream('NEW_IMAGE'))],
    ],
    [
      'refuses to end a stream that is not',
      (key) => [create(key), change(key, { StreamSpecification: { StreamEnabled: false } })],
    ],
    ['refuses no change', (key) => [create(key), change(key, {})]],
    [
      'refuses the same units',
      (key) => [
        create(key, { BillingMode: 'PROVISIONED', ProvisionedThroughput: units(1, 1) }),
        change(key, { ProvisionedThroughput: units(1, 1) }),
      ],
    ],
    [
      'refuses provisioned without units',
      (key) => [create(key), change(key, { BillingMode: 'PROVISIONED' })],
    ],
    [
      'refuses an index that is there',
      (key) => [
        create(key, {
          AttributeDefinitions: types({ pk: 'S', g: 'S' }),
          GlobalSecondaryIndexes: [index('byG', 'g')],
        }),
        change(key, {
          AttributeDefinitions: types({ pk: 'S', g: 'S' }),
          GlobalSecondaryIndexUpdates: [{ Create: index('byG', 'g') }],
        }),
      ],
    ],
    [
      'refuses to delete an index that is not',
      (key) => [
        create(key),
        change(key, { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byG' } }] }),
      ],
    ],
    [
      'refuses an index whose key is not defined',
      (key) => [create(key), change(key, { GlobalSecondaryIndexUpdates: [{ Create: index('byG', 'g') }] })],
    ],
    [
      'refuses a definition of another type',
      (key) => [
        create(key),
        change(key, {
          AttributeDefinitions: types({ pk: 'N', g: 'S' }),
          GlobalSecondaryIndexUpdates: [{ Create: index('byG', 'g') }],
        }),
      ],
    ],
    [
      'refuses two new indexes at once',
      (key) => [
        create(key),
        change(key, {
          AttributeDefinitions: types({ pk: 'S', g: 'S' }),
          GlobalSecondaryIndexUpdates: [{ Create: index('by1', 'g') }, { Create: index('by2', 'g') }],
        }),
      ],
    ],
    [
      'refuses a table that does not exist',
      () => [['UpdateTable', { TableName: 'absent', BillingMode: 'PAY_PER_REQUEST' }]],
    ],
  ]),
  ...group('TTL', [
    ['is off', (key) => [create(key), ['DescribeTimeToLive', { TableName: tableOf(key) }]]],
    ['goes on', (key) => [create(key), ttl(key, true), ['DescribeTimeToLive', { TableName: tableOf(key) }]]],
    [
      'goes off again',
      (key) => [
        create(key),
        ttl(key, true),
        ttl(key, false),
        ['DescribeTimeToLive', { TableName: tableOf(key) }],
      ],
    ],
    ['refuses to go on twice', (key) => [create(key), ttl(key, true), ttl(key, true)]],
    ['refuses to go off twice', (key) => [create(key), ttl(key, false)]],
    [
      'refuses another attribute',
      (key) => [
        create(key),
        ttl(key, true),
        [
          'UpdateTimeToLive',
          { TableName: tableOf(key), TimeToLiveSpecification: { Enabled: false, AttributeName: 'other' } },
        ],
      ],
    ],
    [
      'refuses a missing specification',
      (key) => [create(key), ['UpdateTimeToLive', { TableName: tableOf(key) }]],
    ],
    [
      'refuses an empty attribute',
      (key) => [
        create(key),
        [
          'UpdateTimeToLive',
          { TableName: tableOf(key), TimeToLiveSpecification: { Enabled: true, AttributeName: '' } },
        ],
      ],
    ],
    ['refuses a table that does not exist', () => [['DescribeTimeToLive', { TableName: 'absent' }]]],
  ]),
  ...group('streams', [
    ['NEW_AND_OLD_IMAGES', streamed('NEW_AND_OLD_IMAGES')],
    ['NEW_IMAGE', streamed('NEW_IMAGE')],
    ['OLD_IMAGE', streamed('OLD_IMAGE')],
    ['KEYS_ONLY', streamed('KEYS_ONLY')],
    [
      'of a transaction',
      (key) => [
        create(key, stream('NEW_IMAGE')),
        [
          'TransactWriteItems',
          { TransactItems: [{ Put: { TableName: tableOf(key), Item: { pk: s('a') } } }] },
        ],
        ...readStream(key),
      ],
    ],
    [
      'of a batch',
      (key) => [
        create(key, stream('NEW_IMAGE')),
        ['BatchWriteItem', { RequestItems: { [tableOf(key)]: [{ PutRequest: { Item: { pk: s('a') } } }] } }],
        ...readStream(key),
      ],
    ],
    [
      'listed by table',
      (key) => [create(key, stream('NEW_IMAGE')), ['ListStreams', { TableName: tableOf(key) }]],
    ],
    [
      'from LATEST',
      (key) => [
        create(key, stream('NEW_IMAGE')),
        put({ pk: s('a') }, { TableName: tableOf(key) }),
        ...readStream(key).slice(0, 2),
        ...readFrom('LATEST'),
      ],
    ],
    [
      'after a sequence number',
      (key) => [
        create(key, stream('KEYS_ONLY')),
        put({ pk: s('a') }, { TableName: tableOf(key) }),
        put({ pk: s('b') }, { TableName: tableOf(key) }),
        ...readStream(key),
        ...readFrom('AFTER_SEQUENCE_NUMBER', firstNumberIn),
      ],
    ],
    [
      'at a sequence number',
      (key) => [
        create(key, stream('KEYS_ONLY')),
        put({ pk: s('a') }, { TableName: tableOf(key) }),
        put({ pk: s('b') }, { TableName: tableOf(key) }),
        ...readStream(key),
        ...readFrom('AT_SEQUENCE_NUMBER', firstNumberIn, { Limit: 1 }),
      ],
    ],
    [
      'with a limit',
      (key) => [
        create(key, stream('KEYS_ONLY')),
        put({ pk: s('a') }, { TableName: tableOf(key) }),
        put({ pk: s('b') }, { TableName: tableOf(key) }),
        ...readStream(key).slice(0, 3),
        ['GetRecords', (answers) => ({ ShardIterator: answers.at(-1)?.ShardIterator, Limit: 1 })],
        ['GetRecords', (answers) => ({ ShardIterator: answers.at(-1)?.NextShardIterator })],
      ],
    ],
    [
      'refuses a limit of 0',
      (key) => [
        create(key, stream('KEYS_ONLY')),
        ...readStream(key).slice(0, 3),
        ['GetRecords', (answers) => ({ ShardIterator: answers.at(-1)?.ShardIterator, Limit: 0 })],
      ],
    ],
    [
      'refuses a limit of 1001',
      (key) => [
        create(key, stream('KEYS_ONLY')),
        ...readStream(key).slice(0, 3),
        ['GetRecords', (answers) => ({ ShardIterator: answers.at(-1)?.ShardIterator, Limit: 1001 })],
      ],
    ],
    [
      'refuses an unknown stream',
      () => [
        [
          'DescribeStream',
          {
            StreamArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/absent/stream/2026-01-01T00:00:00.000',
          },
        ],
      ],
    ],
    ['refuses what is no ARN', () => [['DescribeStream', { StreamArn: 'stream' }]]],
    ['refuses no ARN', () => [['DescribeStream', {}]]],
    [
      'refuses an unknown shard',
      (key) => [
        create(key, stream('KEYS_ONLY')),
        describe(key),
        [
          'GetShardIterator',
          (answers) => ({
            StreamArn: streamArnIn(answers),
            ShardId: 'shardId-00000000000000000000-ffffffff',
            ShardIteratorType: 'LATEST',
          }),
        ],
      ],
    ],
    [
      'refuses an unknown iterator type',
      (key) => [
        create(key, stream('KEYS_ONLY')),
        ...readStream(key).slice(0, 2),
        [
          'GetShardIterator',
          (answers) => ({
            StreamArn: streamArnIn(answers),
            ShardId: firstShardIn(answers),
            ShardIteratorType: 'EARLIEST',
          }),
        ],
      ],
    ],
    [
      'refuses a missing sequence number',
      (key) => [
        create(key, stream('KEYS_ONLY')),
        ...readStream(key).slice(0, 2),
        [
          'GetShardIterator',
          (answers) => ({
            StreamArn: streamArnIn(answers),
            ShardId: firstShardIn(answers),
            ShardIteratorType: 'AT_SEQUENCE_NUMBER',
          }),
        ],
      ],
    ],
    ['refuses an iterator that is none', () => [['GetRecords', { ShardIterator: 'x' }]]],
    ['lists none of a table without', (key) => [create(key), ['ListStreams', { TableName: tableOf(key) }]]],
  ]),
];

function ttl(key: string, Enabled: boolean): Step {
  return [
    'UpdateTimeToLive',
    { TableName: tableOf(key), TimeToLiveSpecification: { Enabled, AttributeName: 'until' } },
  ];
}

function firstNumberIn(answers: readonly Json[]): unknown {
  const records = answers.flatMap(({ Records }) => (Records as Json[] | undefined) ?? []);
  return (records[0]?.dynamodb as Json | undefined)?.SequenceNumber;
}
