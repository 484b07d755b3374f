import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { ManualClock } from '../src/clock/manual-clock.js';
import { type DynamoDbServer, serveDynamoDb } from './dynamodb-server.js';

describe('DynamoDB through the AWS SDK', () => {
  let server: DynamoDbServer;
  let clock: ManualClock;
  let client: DynamoDBClient;
  let streams: DynamoDBStreamsClient;

  before(async () => {
    server = await serveDynamoDb();
    ({ clock, client, streams } = server);
  });
  after(() => server.close());

  const createTable = async (TableName: string, range: 'S' | 'N' | 'none' = 'N') => {
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          ...(range === 'none' ? [] : [{ AttributeName: 'sk', AttributeType: range }]),
          { AttributeName: 'id', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          ...(range === 'none' ? [] : [{ AttributeName: 'sk', KeyType: 'RANGE' as const }]),
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'byId',
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      }),
    );
    return TableName;
  };
  const put = (TableName: string, sk: number, more: Record<string, { S: string } | { N: string }> = {}) =>
    client.send(new PutItemCommand({ TableName, Item: { pk: { S: 'a' }, sk: { N: String(sk) }, ...more } }));

  it('queries a partition in numeric order, with conditions, limits and pages', async () => {
    const TableName = await createTable('query');
    for (const sk of [10, 9, 100, 1.5, -3]) await put(TableName, sk, { n: { N: String(sk) } });
    const all = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': { S: 'a' } },
      }),
    );
    assert.deepEqual(
      all.Items?.map(({ sk }) => sk?.N),
      ['-3', '1.5', '9', '10', '100'],
    );
    const some = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :p AND sk BETWEEN :a AND :b',
        FilterExpression: '#n <> :n',
        ExpressionAttributeNames: { '#n': 'n' },
        ExpressionAttributeValues: {
          ':p': { S: 'a' },
          ':a': { N: '1' },
          ':b': { N: '10' },
          ':n': { N: '9.0' },
        },
        ScanIndexForward: false,
      }),
    );
    assert.deepEqual(
      some.Items?.map(({ sk }) => sk?.N),
      ['10', '1.5'],
    );
    assert.deepEqual([some.Count, some.ScannedCount], [2, 3]);
    const seen: (string | undefined)[] = [];
    let ExclusiveStartKey: Record<string, never> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :p',
          ExpressionAttributeValues: { ':p': { S: 'a' } },
          Limit: 2,
          ExclusiveStartKey,
        }),
      );
      seen.push(...(page.Items ?? []).map(({ sk }) => sk?.N));
      ExclusiveStartKey = page.LastEvaluatedKey as Record<string, never> | undefined;
    } while (ExclusiveStartKey !== undefined);
    assert.deepEqual(seen, ['-3', '1.5', '9', '10', '100']);
  });

  it('refuses a write whose condition fails and returns the item when asked', async () => {
    const TableName = await createTable('condition');
    await put(TableName, 1, { stock: { N: '0' } });
    const order = new UpdateItemCommand({
      TableName,
      Key: { pk: { S: 'a' }, sk: { N: '1' } },
      UpdateExpression: 'SET stock = stock - :one',
      ConditionExpression: 'stock >= :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    await assert.rejects(client.send(order), (error: Error & { Item?: unknown }) => {
      assert.equal(error.name, 'ConditionalCheckFailedException');
      assert.equal(error.message, 'The conditional request failed');
      assert.deepEqual(error.Item, { pk: { S: 'a' }, sk: { N: '1' }, stock: { N: '0' } });
      return true;
    });
  });

  it('updates with SET, ADD, REMOVE and DELETE in one expression', async () => {
    const TableName = await createTable('update');
    await client.send(
      new PutItemCommand({
        TableName,
        Item: {
          pk: { S: 'a' },
          sk: { N: '1' },
          tags: { SS: ['x', 'y'] },
          list: { L: [{ N: '1' }] },
          gone: { S: 'g' },
        },
      }),
    );
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName,
        Key: { pk: { S: 'a' }, sk: { N: '1' } },
        UpdateExpression:
          'SET #l = list_append(#l, :more), m = if_not_exists(m, :map) ADD hits :one REMOVE gone DELETE tags :x',
        ExpressionAttributeNames: { '#l': 'list' },
        ExpressionAttributeValues: {
          ':more': { L: [{ N: '2' }] },
          ':map': { M: { k: { S: 'v' } } },
          ':one': { N: '1' },
          ':x': { SS: ['x'] },
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    assert.deepEqual(Attributes, {
      pk: { S: 'a' },
      sk: { N: '1' },
      tags: { SS: ['y'] },
      list: { L: [{ N: '1' }, { N: '2' }] },
      m: { M: { k: { S: 'v' } } },
      hits: { N: '1' },
    });
  });

  it('reads an index with its projection', async () => {
    const TableName = await createTable('index');
    await put(TableName, 1, { id: { S: 'one' }, other: { S: 'hidden' } });
    await put(TableName, 2);
    const { Items } = await client.send(
      new QueryCommand({
        TableName,
        IndexName: 'byId',
        KeyConditionExpression: 'id = :i',
        ExpressionAttributeValues: { ':i': { S: 'one' } },
      }),
    );
    assert.deepEqual(Items, [{ pk: { S: 'a' }, sk: { N: '1' }, id: { S: 'one' } }]);
  });

  it('applies a transaction as a whole or not at all', async () => {
    const TableName = await createTable('transact');
    const item = (sk: string) => ({ pk: { S: 'a' }, sk: { N: sk } });
    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: [{ Put: { TableName, Item: item('1') } }, { Put: { TableName, Item: item('2') } }],
      }),
    );
    await assert.rejects(
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Delete: { TableName, Key: item('1') } },
            { Put: { TableName, Item: item('2'), ConditionExpression: 'attribute_not_exists(pk)' } },
          ],
        }),
      ),
      (error: Error & { CancellationReasons?: { Code?: string }[] }) => {
        assert.equal(error.name, 'TransactionCanceledException');
        assert.deepEqual(
          error.CancellationReasons?.map(({ Code }) => Code),
          ['None', 'ConditionalCheckFailed'],
        );
        return true;
      },
    );
    const { Responses } = await client.send(
      new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key: item('1') } }] }),
    );
    assert.deepEqual(Responses, [{ Item: item('1') }]);
  });

  it('writes and reads batches', async () => {
    const TableName = await createTable('batch', 'none');
    const names = ['x', 'y', 'z'];
    await client.send(
      new BatchWriteItemCommand({
        RequestItems: { [TableName]: names.map((name) => ({ PutRequest: { Item: { pk: { S: name } } } })) },
      }),
    );
    const { Responses } = await client.send(
      new BatchGetItemCommand({
        RequestItems: { [TableName]: { Keys: [...names, 'w'].map((name) => ({ pk: { S: name } })) } },
      }),
    );
    assert.deepEqual(
      Responses?.[TableName]?.map(({ pk }) => pk?.S),
      names,
    );
    const { Count } = await client.send(new ScanCommand({ TableName, Select: 'COUNT' }));
    assert.equal(Count, 3);
  });

  it('deletes expired items and says so in the stream', async () => {
    const TableName = await createTable('expiry');
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName,
        TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
      }),
    );
    const nowSeconds = Math.floor(clock.nowMs() / 1_000);
    await put(TableName, 1, { ttl: { N: String(nowSeconds + 1_200) } });
    await clock.advance(1_199_000);
    const key = { pk: { S: 'a' }, sk: { N: '1' } };
    assert.notEqual((await client.send(new GetItemCommand({ TableName, Key: key }))).Item, undefined);
    await clock.advance(2_000);
    assert.equal((await client.send(new GetItemCommand({ TableName, Key: key }))).Item, undefined);
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    const { StreamDescription } = await streams.send(
      new DescribeStreamCommand({ StreamArn: Table?.LatestStreamArn }),
    );
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({
        StreamArn: Table?.LatestStreamArn,
        ShardId: StreamDescription?.Shards?.[0]?.ShardId,
        ShardIteratorType: 'TRIM_HORIZON',
      }),
    );
    const { Records } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    assert.deepEqual(
      Records?.map(({ eventName, userIdentity }) => [eventName, userIdentity?.PrincipalId]),
      [
        ['INSERT', undefined],
        ['REMOVE', 'dynamodb.amazonaws.com'],
      ],
    );
  });

  it('adds an index to a table that has items', async () => {
    const TableName = await createTable('later');
    await put(TableName, 1, { shop: { S: 's' } });
    await client.send(
      new UpdateTableCommand({
        TableName,
        AttributeDefinitions: [{ AttributeName: 'shop', AttributeType: 'S' }],
        GlobalSecondaryIndexUpdates: [
          {
            Create: {
              IndexName: 'byShop',
              KeySchema: [{ AttributeName: 'shop', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'ALL' },
            },
          },
        ],
      }),
    );
    const { Count } = await client.send(
      new QueryCommand({
        TableName: `arn:aws:dynamodb:eu-west-1:123456789012:table/${TableName}`,
        IndexName: 'byShop',
        KeyConditionExpression: 'shop = :s',
        ExpressionAttributeValues: { ':s': { S: 's' } },
      }),
    );
    assert.equal(Count, 1);
  });

  const refusals: [string, () => Promise<unknown>, { name: string; message: string | RegExp }][] = [
    [
      'an unknown table',
      () => client.send(new GetItemCommand({ TableName: 'none', Key: { pk: { S: 'a' } } })),
      { name: 'ResourceNotFoundException', message: 'Requested resource not found' },
    ],
    [
      'a key that does not fit the schema',
      () => client.send(new GetItemCommand({ TableName: 'query', Key: { pk: { S: 'a' } } })),
      { name: 'ValidationException', message: 'The provided key element does not match the schema' },
    ],
    [
      'a reserved word',
      () =>
        client.send(
          new UpdateItemCommand({
            TableName: 'query',
            Key: { pk: { S: 'a' }, sk: { N: '1' } },
            UpdateExpression: 'SET ttl = :t',
            ExpressionAttributeValues: { ':t': { N: '1' } },
          }),
        ),
      {
        name: 'ValidationException',
        message: 'Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: ttl',
      },
    ],
    [
      'a value that no expression uses',
      () =>
        client.send(
          new DeleteItemCommand({
            TableName: 'query',
            Key: { pk: { S: 'a' }, sk: { N: '1' } },
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: { ':x': { N: '1' } },
          }),
        ),
      {
        name: 'ValidationException',
        message: 'Value provided in ExpressionAttributeValues unused in expressions: keys: {:x}',
      },
    ],
    [
      'an expression with a syntax error',
      () =>
        client.send(
          new UpdateItemCommand({
            TableName: 'query',
            Key: { pk: { S: 'a' }, sk: { N: '1' } },
            UpdateExpression: 'SET n :v',
            ExpressionAttributeValues: { ':v': { N: '1' } },
          }),
        ),
      { name: 'ValidationException', message: /^Invalid UpdateExpression: Syntax error; token: ":v"/ },
    ],
    [
      'an item over 409,600 bytes',
      () =>
        client.send(
          new PutItemCommand({
            TableName: 'query',
            Item: { pk: { S: 'a' }, sk: { N: '1' }, big: { S: 'x'.repeat(409_600) } },
          }),
        ),
      { name: 'ValidationException', message: 'Item size has exceeded the maximum allowed size' },
    ],
    [
      'a number of 39 digits',
      () => put('query', 1, { n: { N: '1'.repeat(39) } }),
      {
        name: 'ValidationException',
        message: 'Attempting to store more than 38 significant digits in a Number',
      },
    ],
  ];
  for (const [name, attempt, expected] of refusals) {
    it(`refuses ${name}`, async () => {
      await assert.rejects(attempt(), expected);
    });
  }
});
