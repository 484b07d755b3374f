import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createManualClock } from '../src/clock/manual-clock.js';
import { createDynamoDb, type DynamoDb } from '../src/dynamodb/index.js';
import { createSeededRandom } from '../src/random.js';
import { callDynamoDb } from './dynamodb-calls.js';
import { testIdentity } from './wire-server.js';

describe('DynamoDB journal', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'edgewire-dynamodb-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = (): DynamoDb =>
    createDynamoDb({
      clock: createManualClock(0),
      random: createSeededRandom(1),
      emit: () => {},
      identity: testIdentity,
      stateDir: folder,
    });

  /** Kills a writer once it has said `count`. @returns The last number that it acknowledged. */
  const killAt = async (program: string, count: number): Promise<number> => {
    const writer = spawn(process.execPath, [fileURLToPath(new URL(program, import.meta.url)), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let acknowledged = 0;
    for await (const line of createInterface({ input: writer.stdout })) {
      acknowledged = Number(line);
      if (acknowledged === count) writer.kill('SIGKILL');
    }
    assert.ok(acknowledged >= count);
    return acknowledged;
  };

  it('keeps every acknowledged item when the process is killed', async () => {
    const acknowledged = await killAt('./dynamodb-writer.js', 300);
    const dynamodb = open();
    const { Count } = await callDynamoDb(dynamodb, 'Scan', { TableName: 'orders', Select: 'COUNT' });
    assert.ok(Number(Count) >= acknowledged, `${Count} of ${acknowledged} acknowledged items are there`);
    await dynamodb.close();
  });

  it('keeps transactions whole when the process is killed', async () => {
    const acknowledged = await killAt('./dynamodb-transaction-writer.js', 60);
    const dynamodb = open();
    let whole = 0;
    for (let id = 1; ; id++) {
      const { Count } = await callDynamoDb(dynamodb, 'Query', {
        TableName: 'orders',
        Select: 'COUNT',
        KeyConditionExpression: 'id = :id',
        ExpressionAttributeValues: { ':id': { N: String(id) } },
      });
      if (Count === 0) break;
      assert.equal(Count, 3, `transaction ${id} is there in part`);
      whole++;
    }
    assert.ok(whole >= acknowledged, `${whole} of ${acknowledged} acknowledged transactions are there`);
    await dynamodb.close();
  });

  it('is written anew at the start when most of it is past', async () => {
    const first = open();
    await callDynamoDb(first, 'CreateTable', {
      TableName: 'orders',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
    await first.close();
    const file = join(folder, 'journal.jsonl');
    const versions = Array.from(
      { length: 18 },
      (_none, version) =>
        `${JSON.stringify({ put: 'orders', item: { id: { S: 'a' }, v: { N: String(version) }, t: { S: 'x'.repeat(1_000_000) } } })}\n`,
    );
    await appendFile(file, versions.join(''));
    const second = open();
    const { size } = await stat(file);
    assert.ok(size < 1_100_000, `the journal has ${size} bytes`);
    const { Item } = await callDynamoDb(second, 'GetItem', {
      TableName: 'orders',
      Key: { id: { S: 'a' } },
      ProjectionExpression: 'v',
    });
    assert.deepEqual(Item, { v: { N: '17' } });
    await second.close();
  });

  it('brings tables back with what UpdateTable, TTL and tags made of them', async () => {
    const first = open();
    await callDynamoDb(first, 'CreateTable', {
      TableName: 'orders',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    });
    await callDynamoDb(first, 'PutItem', { TableName: 'orders', Item: { id: { S: 'a' }, g: { S: 'x' } } });
    await callDynamoDb(first, 'UpdateTable', {
      TableName: 'orders',
      AttributeDefinitions: [{ AttributeName: 'g', AttributeType: 'S' }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'byG',
            KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        },
      ],
    });
    await callDynamoDb(first, 'UpdateTimeToLive', {
      TableName: 'orders',
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'until' },
    });
    const { Table: before } = await callDynamoDb(first, 'DescribeTable', { TableName: 'orders' });
    await first.close();
    const second = open();
    const { Table: after } = await callDynamoDb(second, 'DescribeTable', { TableName: 'orders' });
    assert.deepEqual(after, before);
    const { Items } = await callDynamoDb(second, 'Query', {
      TableName: 'orders',
      IndexName: 'byG',
      KeyConditionExpression: 'g = :g',
      ExpressionAttributeValues: { ':g': { S: 'x' } },
    });
    assert.deepEqual(Items, [{ id: { S: 'a' }, g: { S: 'x' } }]);
    await second.close();
  });
});
