import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionConcurrencyCommand,
  GetEventSourceMappingCommand,
  GetFunctionConcurrencyCommand,
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { StackEvent } from '../src/events/stack-event.js';
import { runStack, type TestStack } from './run-stack.js';

const template = `
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties: { QueueName: orders }
  Stock:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: stock
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      StreamSpecification: { StreamViewType: NEW_IMAGE }
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: worker
      Runtime: nodejs22.x
      Handler: index.handler
      Role: arn:aws:iam::000000000000:role/worker
      Code:
        ZipFile: |
          exports.handler = async ({ Records }) => {
            for (const r of Records) console.log('SEEN ' + (r.body || JSON.stringify(r.dynamodb.NewImage)) + ' ' + r.eventSource);
          };
  FromOrders:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Worker, EventSourceArn: !GetAtt Orders.Arn, BatchSize: 5 }
  FromStock:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !GetAtt Worker.Arn
      EventSourceArn: !GetAtt Stock.StreamArn
      StartingPosition: TRIM_HORIZON
Outputs:
  Mapping: { Value: !Ref FromOrders }
`;

describe('AWS::Lambda::EventSourceMapping', () => {
  let running: TestStack | undefined;
  let seen: string[];
  let tell: () => void;

  beforeEach(() => {
    running = undefined;
    seen = [];
    tell = () => {};
  });
  afterEach(async () => {
    await running?.close();
  });

  const start = async (text: string) => {
    const findings: string[] = [];
    running = await runStack(text, {
      onEvent: (event: StackEvent) => {
        if (event.kind !== 'lambda.log') return;
        const found = /SEEN (.*)/.exec(event.data.line)?.[1];
        if (found !== undefined) {
          seen.push(found);
          tell();
        }
      },
      onDiagnostics: (diagnostics) => findings.push(...diagnostics.map(({ message }) => message)),
    });
    return { client: running.clientOptions, findings };
  };
  const waitFor = (count: number) =>
    new Promise<void>((resolve) => {
      tell = () => {
        if (seen.length >= count) resolve();
      };
      tell();
    });

  it('calls the function with messages of the queue and records of the stream', async () => {
    const { client, findings } = await start(template);
    const sqs = new SQSClient(client);
    const dynamodb = new DynamoDBClient(client);
    await sqs.send(
      new SendMessageCommand({ QueueUrl: `${client.endpoint}/000000000000/orders`, MessageBody: 'first' }),
    );
    await waitFor(1);
    await dynamodb.send(new PutItemCommand({ TableName: 'stock', Item: { id: { S: 'x' } } }));
    await waitFor(2);
    assert.deepEqual(seen, ['first aws:sqs', '{"id":{"S":"x"}} aws:dynamodb']);
    assert.deepEqual(findings, []);
    assert.match(running?.stack.outputs.Mapping ?? '', /^[0-9a-z]{8}(-[0-9a-z]{4}){3}-[0-9a-z]{12}$/);
    sqs.destroy();
    dynamodb.destroy();
  });

  it('is listed, switched off and on, made and deleted through the Lambda API', async () => {
    const { client } = await start(template);
    const lambda = new LambdaClient(client);
    const sqs = new SQSClient(client);
    const send = (MessageBody: string) =>
      sqs.send(new SendMessageCommand({ QueueUrl: `${client.endpoint}/000000000000/orders`, MessageBody }));
    const queueArn = 'arn:aws:sqs:us-east-1:000000000000:orders';
    try {
      const { EventSourceMappings = [] } = await lambda.send(
        new ListEventSourceMappingsCommand({ FunctionName: 'worker', EventSourceArn: queueArn }),
      );
      const [{ LastModified, ...mapping } = {}] = EventSourceMappings;
      const UUID = running?.stack.outputs.Mapping;
      assert.ok(LastModified instanceof Date);
      assert.deepEqual(mapping, {
        UUID,
        EventSourceArn: queueArn,
        EventSourceMappingArn: `arn:aws:lambda:us-east-1:000000000000:event-source-mapping:${UUID}`,
        FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:worker',
        BatchSize: 5,
        MaximumBatchingWindowInSeconds: 0,
        FunctionResponseTypes: [],
        ScalingConfig: { MaximumConcurrency: 5 },
        State: 'Enabled',
        StateTransitionReason: 'USER_INITIATED',
      });
      const { State } = await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
      assert.equal(State, 'Disabling');
      await send('waits');
      const off = await lambda.send(new GetEventSourceMappingCommand({ UUID }));
      assert.deepEqual([off.State, off.BatchSize, seen], ['Disabled', 5, []]);
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true, BatchSize: 1 }));
      await waitFor(1);
      assert.deepEqual(seen, ['waits aws:sqs']);

      const again = { FunctionName: 'worker', EventSourceArn: queueArn };
      await assert.rejects(lambda.send(new CreateEventSourceMappingCommand(again)), {
        name: 'ResourceConflictException',
        message: `An event source mapping with SQS arn (" ${queueArn} ") and function (" worker ") already exists. Please update or delete the existing mapping with UUID ${UUID}`,
      });
      assert.equal((await lambda.send(new DeleteEventSourceMappingCommand({ UUID }))).State, 'Deleting');
      await assert.rejects(lambda.send(new GetEventSourceMappingCommand({ UUID })), {
        name: 'ResourceNotFoundException',
        message: 'The resource you requested does not exist.',
      });
      await send('second');
      const made = await lambda.send(new CreateEventSourceMappingCommand(again));
      assert.deepEqual([made.State, made.BatchSize], ['Creating', 10]);
      await waitFor(2);
      assert.equal(seen[1], 'second aws:sqs');
      await assert.rejects(
        lambda.send(new CreateEventSourceMappingCommand({ ...again, FunctionName: 'nobody' })),
        { name: 'InvalidParameterValueException', message: 'Function does not exist' },
      );
    } finally {
      lambda.destroy();
      sqs.destroy();
    }
  });

  it('has a function that a concurrency of 0 holds, until it is taken away', async () => {
    const { client } = await start(template);
    const lambda = new LambdaClient({ ...client, maxAttempts: 1 });
    try {
      const FunctionName = 'worker';
      const ReservedConcurrentExecutions = 0;
      await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));
      const read = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }));
      assert.equal(read.ReservedConcurrentExecutions, 0);
      await assert.rejects(lambda.send(new InvokeCommand({ FunctionName })), {
        name: 'TooManyRequestsException',
      });
      await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
      const Payload = Buffer.from('{"Records":[]}');
      assert.equal(
        (await lambda.send(new InvokeCommand({ FunctionName, Payload }))).FunctionError,
        undefined,
      );
      await assert.rejects(
        lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: -1 })),
        { name: 'InvalidParameterValueException' },
      );
    } finally {
      lambda.destroy();
    }
  });

  it('goes on where it was after a stream was switched off', async () => {
    const { client } = await start(template);
    const lambda = new LambdaClient(client);
    const dynamodb = new DynamoDBClient(client);
    const put = (id: string) =>
      dynamodb.send(new PutItemCommand({ TableName: 'stock', Item: { id: { S: id } } }));
    try {
      await put('a');
      await waitFor(1);
      const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
      const UUID = EventSourceMappings.find((mapping) => mapping.StartingPosition !== undefined)?.UUID;
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
      await put('b');
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
      await waitFor(2);
      assert.deepEqual(seen, ['{"id":{"S":"a"}} aws:dynamodb', '{"id":{"S":"b"}} aws:dynamodb']);
    } finally {
      lambda.destroy();
      dynamodb.destroy();
    }
  });

  it('refuses a queue whose messages come back before the function ends', async () => {
    await assert.rejects(
      start(template.replace('Handler: index.handler', 'Handler: index.handler\n      Timeout: 31')),
      /Queue visibility timeout: 30 seconds is less than Function timeout: 31 seconds/,
    );
  });

  it('names the property when the source or the function is not there', async () => {
    await assert.rejects(
      start(template.replace('!GetAtt Orders.Arn', 'arn:aws:sqs:us-east-1:000000000000:other')),
      /the stack has no queue "arn:aws:sqs:us-east-1:000000000000:other"/,
    );
    await assert.rejects(
      start(template.replace('FunctionName: !Ref Worker', 'FunctionName: nobody')),
      /"FunctionName" cannot be used: the stack has no function "nobody"/,
    );
  });
});
