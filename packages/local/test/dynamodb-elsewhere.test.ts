import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { createRealClock } from '../src/clock/real-clock.js';
import { createDynamoDb, type DynamoDb, type DynamoDbChoice } from '../src/dynamodb/index.js';
import type { StackEvent } from '../src/events/stack-event.js';
import { createSeededRandom } from '../src/random.js';
import { dynamoDbLocalHere } from './dynamodb-local.js';
import { runStack, type TestStack } from './run-stack.js';
import { clientOptions, serveWire, testIdentity } from './wire-server.js';

const template = `
Resources:
  Stock:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: stock
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }, { AttributeName: shop, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      GlobalSecondaryIndexes:
        - IndexName: byShop
          KeySchema: [{ AttributeName: shop, KeyType: HASH }]
          Projection: { ProjectionType: ALL }
      StreamSpecification: { StreamViewType: NEW_IMAGE }
      TimeToLiveSpecification: { AttributeName: until, Enabled: true }
  Writer:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: writer
      Runtime: nodejs22.x
      Handler: index.handler
      Role: arn:aws:iam::000000000000:role/writer
      Environment: { Variables: { TABLE: !Ref Stock, ARN: !GetAtt Stock.Arn } }
      Code:
        ZipFile: |
          const { DynamoDBClient, PutItemCommand, GetItemCommand } = require('@aws-sdk/client-dynamodb');
          const client = new DynamoDBClient({});
          // No endpoint of ours: this one comes in through the redirect.
          const hardCoded = new DynamoDBClient({ endpoint: 'https://dynamodb.eu-west-2.amazonaws.com' });
          exports.handler = async ({ id }) => {
            await client.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { id: { S: id }, n: { N: '7' } } }));
            const { Item } = await hardCoded.send(new GetItemCommand({ TableName: process.env.ARN, Key: { id: { S: id } } }));
            return Item;
          };
  Reader:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: reader
      Runtime: nodejs22.x
      Handler: index.handler
      Role: arn:aws:iam::000000000000:role/reader
      Code:
        ZipFile: |
          exports.handler = async ({ Records }) => {
            for (const r of Records) console.log('SEEN ' + r.eventName + ' ' + JSON.stringify(r.dynamodb.NewImage));
          };
  FromStock:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !GetAtt Reader.Arn
      EventSourceArn: !GetAtt Stock.StreamArn
      StartingPosition: LATEST
`;

const stockTable = {
  TableName: 'stock',
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
};

/** A stack over some DynamoDB, and a way to wait for what its functions say. */
async function runOver(dynamodb: DynamoDbChoice, text = template) {
  const events: StackEvent[] = [];
  let tell = () => {};
  const running = await runStack(text, {
    dynamodb,
    env: process.env,
    onEvent: (event) => {
      events.push(event);
      tell();
    },
  });
  const logged = (part: string) =>
    events.some((event) => event.kind === 'lambda.log' && JSON.stringify(event.data).includes(part));
  return {
    running,
    logged,
    notices: () => events.flatMap((event) => (event.kind === 'stack.notice' ? [event.data] : [])),
    until: (part: string) =>
      new Promise<void>((resolve) => {
        tell = () => {
          if (logged(part)) resolve();
        };
        tell();
      }),
  };
}

async function invokeWriter(running: TestStack, id: string): Promise<unknown> {
  const lambda = new LambdaClient(running.clientOptions);
  const { Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: 'writer', Payload: JSON.stringify({ id }) }),
  );
  lambda.destroy();
  return JSON.parse(Buffer.from(Payload ?? []).toString('utf8'));
}

describe('a stack over another DynamoDB', () => {
  let upstream: DynamoDb;
  let server: { url: string; close(): Promise<void> };
  let client: DynamoDBClient;
  let running: TestStack | undefined;
  const signatures: string[] = [];

  beforeEach(async () => {
    running = undefined;
    signatures.length = 0;
    upstream = createDynamoDb({
      clock: createRealClock(),
      random: createSeededRandom(1),
      emit: () => {},
      identity: testIdentity,
    });
    server = await serveWire((request) => {
      signatures.push(request.headers.authorization ?? '');
      return upstream.request(request);
    });
    client = new DynamoDBClient(clientOptions(server.url));
  });
  afterEach(async () => {
    client.destroy();
    await running?.close();
    await server.close();
    await upstream.close();
  });

  it('makes the tables there, passes calls on and reads the stream', async () => {
    const over = await runOver({ kind: 'endpoint', url: server.url });
    running = over.running;
    assert.deepEqual(await invokeWriter(running, 'a1'), { id: { S: 'a1' }, n: { N: '7' } });
    await over.until('SEEN INSERT {\\"id\\":{\\"S\\":\\"a1\\"},\\"n\\":{\\"N\\":\\"7\\"}}');
    const { Item } = await client.send(new GetItemCommand({ TableName: 'stock', Key: { id: { S: 'a1' } } }));
    assert.deepEqual(Item, { id: { S: 'a1' }, n: { N: '7' } });
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'stock' }));
    assert.deepEqual(
      Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName),
      ['byShop'],
    );
    const { TimeToLiveDescription } = await client.send(
      new DescribeTimeToLiveCommand({ TableName: 'stock' }),
    );
    assert.deepEqual(TimeToLiveDescription, { TimeToLiveStatus: 'ENABLED', AttributeName: 'until' });
  });

  it('signs calls with the credentials of its environment', async () => {
    const over = await runStack('Resources: {}', {
      dynamodb: { kind: 'endpoint', url: server.url },
      env: { AWS_ACCESS_KEY_ID: 'AKIDCALLER', AWS_SECRET_ACCESS_KEY: 'secret' },
    });
    running = over;
    assert.match(
      signatures[0] ?? '',
      /^AWS4-HMAC-SHA256 Credential=AKIDCALLER\/\d{8}\/us-east-1\/dynamodb\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}$/,
    );
  });

  it('keeps the items of a table that is there and adds what it lacks', async () => {
    await client.send(new CreateTableCommand(stockTable));
    await client.send(new PutItemCommand({ TableName: 'stock', Item: { id: { S: 'old' } } }));
    const over = await runOver({ kind: 'endpoint', url: server.url });
    running = over.running;
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'stock' }));
    assert.equal(Table?.ItemCount, 1);
    assert.equal(Table?.GlobalSecondaryIndexes?.[0]?.IndexName, 'byShop');
    assert.equal(Table?.StreamSpecification?.StreamViewType, 'NEW_IMAGE');
    await invokeWriter(running, 'new');
    await over.until('SEEN INSERT');
  });

  it('reads of a stream that is there only what is written from now on', async () => {
    await client.send(
      new CreateTableCommand({
        ...stockTable,
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      }),
    );
    await client.send(new PutItemCommand({ TableName: 'stock', Item: { id: { S: 'before' } } }));
    const over = await runOver(
      { kind: 'endpoint', url: server.url },
      template.replace('StartingPosition: LATEST', 'StartingPosition: TRIM_HORIZON'),
    );
    running = over.running;
    await invokeWriter(running, 'after');
    await over.until('SEEN INSERT');
    assert.equal(over.logged('before'), false);
  });

  it('tells what a table that is there does not get', async () => {
    await client.send(
      new CreateTableCommand({
        ...stockTable,
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
      }),
    );
    const over = await runOver({ kind: 'endpoint', url: server.url });
    running = over.running;
    assert.deepEqual(over.notices(), [
      {
        code: 'EW3908',
        message: `Table "stock" at ${server.url} lacks stream view "NEW_IMAGE": the stream that is there has "KEYS_ONLY"`,
      },
    ]);
  });

  it('refuses a table that is there with another key', async () => {
    await client.send(
      new CreateTableCommand({
        ...stockTable,
        AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'N' }],
        KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
      }),
    );
    await assert.rejects(runOver({ kind: 'endpoint', url: server.url }), (error: Error) => {
      assert.match(
        error.message,
        /table "stock" exists at http:\/\/127\.0\.0\.1:\d+ with the key HASH key N instead of HASH id S/,
      );
      return true;
    });
  });

  it('answers with a server error while the other one is away', async () => {
    const over = await runOver({ kind: 'endpoint', url: server.url });
    running = over.running;
    await server.close();
    const caller = new DynamoDBClient({ ...running.clientOptions, maxAttempts: 1 });
    await assert.rejects(caller.send(new GetItemCommand({ TableName: 'stock', Key: { id: { S: 'a' } } })), {
      name: 'InternalServerError',
    });
    caller.destroy();
    assert.ok(over.notices().some(({ code }) => code === 'EW3907'));
  });

  it('refuses an address where nothing listens', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    await new Promise((resolve) => taken.close(resolve));
    await assert.rejects(runOver({ kind: 'endpoint', url: `http://127.0.0.1:${port}` }), {
      name: 'EnvironmentError',
      code: 'EW3904',
      exitCode: 3,
    });
  });
});

describe('DynamoDB Local as part of a stack', () => {
  it('refuses a place without the jar', async () => {
    await assert.rejects(runOver({ kind: 'local', place: '/nowhere/dynamodb' }), {
      name: 'EnvironmentError',
      code: 'EW3905',
      exitCode: 3,
      message:
        'Cannot start DynamoDB Local: "/nowhere/dynamodb" is neither DynamoDBLocal.jar nor a folder with it',
    });
  });

  const here = dynamoDbLocalHere();
  const jar = 'jar' in here ? here.jar : '';

  it('starts with the stack, answers its functions and ends with it', {
    skip: 'missing' in here && here.missing,
  }, async () => {
    const over = await runOver({ kind: 'local', place: jar });
    try {
      assert.deepEqual(await invokeWriter(over.running, 'a1'), { id: { S: 'a1' }, n: { N: '7' } });
      await over.until('SEEN INSERT');
      assert.deepEqual(
        over.notices().map(({ code }) => code),
        ['EW3911'],
      );
    } finally {
      await over.running.close();
    }
  });

  it('tells when Java is missing', { skip: 'missing' in here && here.missing }, async () => {
    await assert.rejects(
      runStack('Resources: {}', {
        dynamodb: { kind: 'local', place: jar },
        env: { JAVA_HOME: '/nowhere/java' },
      }),
      {
        name: 'EnvironmentError',
        code: 'EW3906',
        message: 'Cannot start DynamoDB Local: there is no "/nowhere/java/bin/java"',
      },
    );
  });
});
