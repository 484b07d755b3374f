import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type AttributeDefinition,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  IdempotentParameterMismatchException,
  PutItemCommand,
  type StreamViewType,
  TransactionCanceledException,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  type _Record,
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  paginateScan,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { ManualClock } from '../src/clock/manual-clock.js';
import { type DynamoDbServer, serveDynamoDb } from './dynamodb-server.js';

describe('DynamoDB through the document client', () => {
  let server: DynamoDbServer;
  let clock: ManualClock;
  let client: DynamoDBClient;
  let documents: DynamoDBDocumentClient;
  let streams: DynamoDBStreamsClient;

  before(async () => {
    server = await serveDynamoDb();
    ({ clock, client, streams } = server);
    documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  });
  after(async () => {
    documents.destroy();
    await server.close();
  });

  const createTable = async (
    TableName: string,
    more: {
      readonly view?: StreamViewType;
      readonly range?: boolean;
      readonly definitions?: AttributeDefinition[];
      readonly indexes?: GlobalSecondaryIndex[];
    } = {},
  ) => {
    const range = more.range === true;
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          ...(range ? [{ AttributeName: 'sk', AttributeType: 'N' as const }] : []),
          ...(more.definitions ?? []),
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          ...(range ? [{ AttributeName: 'sk', KeyType: 'RANGE' as const }] : []),
        ],
        ...(more.indexes === undefined ? {} : { GlobalSecondaryIndexes: more.indexes }),
        ...(more.view === undefined
          ? {}
          : { StreamSpecification: { StreamEnabled: true, StreamViewType: more.view } }),
      }),
    );
    await waitUntilTableExists({ client, minDelay: 1, maxWaitTime: 5 }, { TableName });
  };

  const records = async (TableName: string): Promise<_Record[]> => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    const StreamArn = Table?.LatestStreamArn;
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({
        StreamArn,
        ShardId: StreamDescription?.Shards?.[0]?.ShardId,
        ShardIteratorType: 'TRIM_HORIZON',
      }),
    );
    const { Records } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    return Records ?? [];
  };

  it('keeps every type of a document', async () => {
    await createTable('types');
    const item = {
      pk: 'all',
      text: 'naïve 😀',
      empty: '',
      number: 12.5,
      yes: true,
      nothing: null,
      bytes: new Uint8Array([0, 1, 254, 255]),
      list: [1, 'two', { three: [3] }],
      map: { 'a.b': { deep: 'yes' } },
      words: new Set(['a', 'b']),
      numbers: new Set([1, 2]),
    };
    await documents.send(new PutCommand({ TableName: 'types', Item: item }));
    const { Item } = await documents.send(new GetCommand({ TableName: 'types', Key: { pk: 'all' } }));
    assert.deepEqual(Item, item);
  });

  it('keeps an item of 400 KB of bytes and refuses one byte more', async () => {
    await createTable('big');
    const bytes = (length: number) => new Uint8Array(length).fill(7);
    // "pk" + "a" + "v" are four bytes.
    await documents.send(new PutCommand({ TableName: 'big', Item: { pk: 'a', v: bytes(409_596) } }));
    const { Item } = await documents.send(new GetCommand({ TableName: 'big', Key: { pk: 'a' } }));
    assert.deepEqual(Item, { pk: 'a', v: bytes(409_596) });
    await assert.rejects(
      documents.send(new PutCommand({ TableName: 'big', Item: { pk: 'a', v: bytes(409_597) } })),
      { name: 'ValidationException', message: 'Item size has exceeded the maximum allowed size' },
    );
  });

  it('cuts a batch answer at 16 MB and names the keys that are left', async () => {
    await createTable('large', { range: true });
    for (let sk = 0; sk < 45; sk++)
      await documents.send(
        new PutCommand({ TableName: 'large', Item: { pk: 'a', sk, v: 'x'.repeat(400_000) } }),
      );
    const Keys = Array.from({ length: 45 }, (_none, sk) => ({ pk: 'a', sk }));
    const first = await documents.send(
      new BatchGetCommand({ RequestItems: { large: { Keys, ProjectionExpression: 'sk' } } }),
    );
    assert.equal(first.Responses?.large?.length, 41);
    assert.deepEqual(first.UnprocessedKeys?.large?.Keys, Keys.slice(41));
    const pages: number[] = [];
    for await (const { Items } of paginateQuery(
      { client: documents },
      {
        TableName: 'large',
        KeyConditionExpression: 'pk = :a',
        ExpressionAttributeValues: { ':a': 'a' },
        ProjectionExpression: 'sk',
      },
    ))
      pages.push(Items?.length ?? 0);
    assert.deepEqual(
      pages,
      Array.from({ length: 15 }, () => 3),
    );
  });

  it('goes through every item once while each page is deleted', async () => {
    await createTable('queue');
    const ids = Array.from({ length: 60 }, (_none, index) => `job-${index}`);
    for (const pk of ids) await documents.send(new PutCommand({ TableName: 'queue', Item: { pk } }));
    const seen: string[] = [];
    for await (const { Items = [] } of paginateScan(
      { client: documents, pageSize: 7 },
      { TableName: 'queue' },
    )) {
      for (const { pk } of Items) {
        seen.push(String(pk));
        await documents.send(new DeleteCommand({ TableName: 'queue', Key: { pk } }));
      }
    }
    assert.deepEqual(seen.sort(), [...ids].sort());
  });

  it('gives each item to one segment of a parallel scan', async () => {
    await createTable('parallel');
    const ids = Array.from({ length: 200 }, (_none, index) => `item-${index}`);
    for (let at = 0; at < ids.length; at += 25)
      await documents.send(
        new BatchWriteCommand({
          RequestItems: {
            parallel: ids.slice(at, at + 25).map((pk) => ({ PutRequest: { Item: { pk } } })),
          },
        }),
      );
    const segments = await Promise.all(
      [0, 1, 2, 3].map(async (Segment) => {
        const found: string[] = [];
        for await (const { Items = [] } of paginateScan(
          { client: documents, pageSize: 20 },
          { TableName: 'parallel', TotalSegments: 4, Segment },
        ))
          found.push(...Items.map(({ pk }) => String(pk)));
        return found;
      }),
    );
    assert.deepEqual(segments.flat().sort(), [...ids].sort());
    assert.ok(segments.every((segment) => segment.length > 20));
  });

  it('gives the item of a failed condition in the exception', async () => {
    await createTable('conditions');
    await documents.send(new PutCommand({ TableName: 'conditions', Item: { pk: 'a', version: 3 } }));
    await assert.rejects(
      documents.send(
        new UpdateCommand({
          TableName: 'conditions',
          Key: { pk: 'a' },
          UpdateExpression: 'SET version = :new',
          ConditionExpression: 'version = :old',
          ExpressionAttributeValues: { ':new': 3, ':old': 2 },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
      (error: unknown) => {
        assert.ok(error instanceof ConditionalCheckFailedException);
        assert.deepEqual(error.Item, { pk: { S: 'a' }, version: { N: '3' } });
        return true;
      },
    );
  });

  it('gives the reasons of a cancelled transaction with their items', async () => {
    await createTable('transactions');
    await documents.send(new PutCommand({ TableName: 'transactions', Item: { pk: 'taken', owner: 'ann' } }));
    await assert.rejects(
      documents.send(
        new TransactWriteCommand({
          TransactItems: [
            { Put: { TableName: 'transactions', Item: { pk: 'free' } } },
            {
              Put: {
                TableName: 'transactions',
                Item: { pk: 'taken', owner: 'bob' },
                ConditionExpression: 'attribute_not_exists(pk)',
                ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
              },
            },
          ],
        }),
      ),
      (error: unknown) => {
        assert.ok(error instanceof TransactionCanceledException);
        assert.deepEqual(error.CancellationReasons, [
          { Code: 'None' },
          {
            Code: 'ConditionalCheckFailed',
            Message: 'The conditional request failed',
            Item: { pk: { S: 'taken' }, owner: { S: 'ann' } },
          },
        ]);
        return true;
      },
    );
    const { Item } = await documents.send(new GetCommand({ TableName: 'transactions', Key: { pk: 'free' } }));
    assert.equal(Item, undefined);
  });

  it('carries a transaction out once per token, for ten minutes', async () => {
    await createTable('tokens');
    const count = (by: number) =>
      documents.send(
        new TransactWriteCommand({
          ClientRequestToken: 'order-17',
          TransactItems: [
            {
              Update: {
                TableName: 'tokens',
                Key: { pk: 'a' },
                UpdateExpression: 'ADD n :by',
                ExpressionAttributeValues: { ':by': by },
              },
            },
          ],
        }),
      );
    const read = async () =>
      (await documents.send(new GetCommand({ TableName: 'tokens', Key: { pk: 'a' } }))).Item?.n as number;
    await count(1);
    await count(1);
    assert.equal(await read(), 1);
    await assert.rejects(count(2), (error: unknown) => error instanceof IdempotentParameterMismatchException);
    await clock.advance(600_001);
    await count(2);
    assert.equal(await read(), 3);
  });

  it('takes the ARN of a table wherever its name goes', async () => {
    await createTable('by-arn', { range: true });
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'by-arn' }));
    const TableName = Table?.TableArn ?? '';
    assert.equal(TableName, 'arn:aws:dynamodb:eu-west-1:123456789012:table/by-arn');
    await documents.send(new PutCommand({ TableName, Item: { pk: 'a', sk: 1 } }));
    await documents.send(
      new BatchWriteCommand({
        RequestItems: { [TableName]: [{ PutRequest: { Item: { pk: 'a', sk: 2 } } }] },
      }),
    );
    await documents.send(
      new TransactWriteCommand({ TransactItems: [{ Put: { TableName, Item: { pk: 'a', sk: 3 } } }] }),
    );
    const query = await documents.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :a',
        ExpressionAttributeValues: { ':a': 'a' },
      }),
    );
    assert.deepEqual(
      query.Items?.map(({ sk }) => sk),
      [1, 2, 3],
    );
    const batch = await documents.send(
      new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [{ pk: 'a', sk: 2 }] } } }),
    );
    assert.deepEqual(batch.Responses?.[TableName], [{ pk: 'a', sk: 2 }]);
    const scan = await documents.send(new ScanCommand({ TableName, Select: 'COUNT' }));
    assert.equal(scan.Count, 3);
  });

  it('adds and takes away an index, a stream and the billing mode', async () => {
    await createTable('changes');
    await documents.send(new PutCommand({ TableName: 'changes', Item: { pk: 'a', shop: 'x' } }));
    const added = await client.send(
      new UpdateTableCommand({
        TableName: 'changes',
        AttributeDefinitions: [{ AttributeName: 'shop', AttributeType: 'S' }],
        GlobalSecondaryIndexUpdates: [
          {
            Create: {
              IndexName: 'byShop',
              KeySchema: [{ AttributeName: 'shop', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'KEYS_ONLY' },
            },
          },
        ],
      }),
    );
    assert.equal(added.TableDescription?.TableStatus, 'UPDATING');
    assert.equal(added.TableDescription?.GlobalSecondaryIndexes?.[0]?.IndexStatus, 'CREATING');
    await waitUntilTableExists({ client, minDelay: 1, maxWaitTime: 5 }, { TableName: 'changes' });
    const found = await documents.send(
      new QueryCommand({
        TableName: 'changes',
        IndexName: 'byShop',
        KeyConditionExpression: 'shop = :x',
        ExpressionAttributeValues: { ':x': 'x' },
      }),
    );
    assert.deepEqual(found.Items, [{ pk: 'a', shop: 'x' }]);
    await client.send(
      new UpdateTableCommand({
        TableName: 'changes',
        GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byShop' } }],
      }),
    );
    await client.send(
      new UpdateTableCommand({
        TableName: 'changes',
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: { ReadCapacityUnits: 2, WriteCapacityUnits: 3 },
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'OLD_IMAGE' },
      }),
    );
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'changes' }));
    assert.equal(Table?.GlobalSecondaryIndexes, undefined);
    assert.deepEqual(Table?.AttributeDefinitions, [{ AttributeName: 'pk', AttributeType: 'S' }]);
    assert.equal(Table?.ProvisionedThroughput?.WriteCapacityUnits, 3);
    assert.equal(Table?.BillingModeSummary?.BillingMode, 'PROVISIONED');
    await documents.send(new DeleteCommand({ TableName: 'changes', Key: { pk: 'a' } }));
    const [record] = await records('changes');
    assert.deepEqual(record?.dynamodb?.OldImage, { pk: { S: 'a' }, shop: { S: 'x' } });
  });

  it('marks the deletions of TTL in the stream, and no others', async () => {
    await createTable('sessions', { view: 'OLD_IMAGE' });
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: 'sessions',
        TimeToLiveSpecification: { Enabled: true, AttributeName: 'until' },
      }),
    );
    const now = Math.floor(clock.nowMs() / 1_000);
    await documents.send(new PutCommand({ TableName: 'sessions', Item: { pk: 'gone', until: now + 60 } }));
    await documents.send(
      new PutCommand({ TableName: 'sessions', Item: { pk: 'stays', until: now + 6_000 } }),
    );
    await documents.send(new PutCommand({ TableName: 'sessions', Item: { pk: 'hand' } }));
    await documents.send(new DeleteCommand({ TableName: 'sessions', Key: { pk: 'hand' } }));
    await clock.advance(62_000);
    const removals = (await records('sessions')).filter(({ eventName }) => eventName === 'REMOVE');
    assert.deepEqual(
      removals.map(({ dynamodb: change, userIdentity }) => [change?.Keys?.pk?.S, userIdentity]),
      [
        ['hand', undefined],
        ['gone', { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' }],
      ],
    );
  });

  it('gives bytes in stream records as they were written', async () => {
    await createTable('bytes', { view: 'NEW_IMAGE' });
    await client.send(
      new PutItemCommand({
        TableName: 'bytes',
        Item: { pk: { S: 'a' }, v: { B: new Uint8Array([1, 2, 255]) } },
      }),
    );
    const [record] = await records('bytes');
    assert.deepEqual(record?.dynamodb?.NewImage?.v, { B: new Uint8Array([1, 2, 255]) });
  });
});
