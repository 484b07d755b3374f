// One stack in which nearly everything is wrong: each mistake gets AWS's error or one of our codes, and what is right runs.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { StackEvent } from '../src/events/stack-event.js';
import { runStack, type TestStack } from './run-stack.js';

const shell = fileURLToPath(new URL('../../test/fixtures/runtimes/bootstrap', import.meta.url));
const noCurl = spawnSync('curl', ['--version']).status === 0 ? false : '"curl" is not installed';

const lambdaFunction = (name: string, properties: string) => `
  ${name}:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: ${name}
      Timeout: 5
      Role: arn:aws:iam::000000000000:role/shop
      Code: { S3Bucket: deployments, S3Key: shop.zip }
      ${properties}`;

const template = `
Transform: Company-Tags
Resources:
  Fine:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: Fine
      Runtime: nodejs22.x
      Handler: index.handler
      Role: arn:aws:iam::000000000000:role/shop
      Code:
        ZipFile: |
          exports.handler = async ({ Records: [record] = [] }) => {
            if (record?.dynamodb?.Keys.id.S === 'poison') throw new Error('cannot swallow this');
            return 'fine';
          };
${lambdaFunction('Foreign', '<<: { Runtime: go1.x, Handler: foreign }')}
${lambdaFunction('Locked', '<<: { Runtime: go1.x, Handler: locked }')}
${lambdaFunction('Absent', '<<: { Runtime: nodejs22.x, Handler: src/nowhere.handler }')}
${lambdaFunction('NoProgram', '<<: { Runtime: provided.al2023, Handler: bootstrap }')}
${lambdaFunction('Silent', '<<: { Runtime: provided.al2023, Handler: x, Environment: { Variables: { MODE: silent } } }')}
${lambdaFunction('Odd', '<<: { Runtime: provided.al2023, Handler: x }')}
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: orders } }
  Heard: { Type: AWS::SQS::Queue, Properties: { QueueName: heard } }
  ToNobody:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref Topic
      Protocol: lambda
      Endpoint: !Sub 'arn:aws:lambda:\${AWS::Region}:\${AWS::AccountId}:function:nobody'
  ToHeard:
    Type: AWS::SNS::Subscription
    Properties: { TopicArn: !Ref Topic, Protocol: sqs, Endpoint: !GetAtt Heard.Arn, RawMessageDelivery: true }
  Discarded: { Type: AWS::SQS::Queue, Properties: { QueueName: discarded } }
  Stock:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: stock
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      StreamSpecification: { StreamViewType: KEYS_ONLY }
  FromStock:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Fine
      EventSourceArn: !GetAtt Stock.StreamArn
      StartingPosition: TRIM_HORIZON
      BatchSize: 1
      MaximumRetryAttempts: 1
      DestinationConfig: { OnFailure: { Destination: !GetAtt Discarded.Arn } }
  Written: { Type: AWS::SQS::Queue, Properties: { 'Fn::Transform': { Name: Company-Queue } } }
`;

describe('bad input', () => {
  const codes = new Map<string, string>();
  const batches: string[] = [];
  const findings: string[] = [];
  let folder: string;
  let running: TestStack;
  let lambda: LambdaClient;
  let sqs: SQSClient;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'edgewire-bad-'));
    const elf = Buffer.alloc(64);
    elf.writeUInt32BE(0x7f454c46);
    elf[5] = 1;
    elf.writeUInt16LE(process.arch === 'arm64' ? 62 : 183, 18);
    await writeFile(join(folder, 'foreign'), elf, { mode: 0o755 });
    await writeFile(join(folder, 'locked'), '#!/bin/sh\n', { mode: 0o644 });
    await mkdir(join(folder, 'empty'));
    running = await runStack(template, {
      clock: 'manual',
      sources: {
        Foreign: folder,
        Locked: folder,
        Absent: folder,
        NoProgram: join(folder, 'empty'),
        Silent: shell,
        Odd: shell,
      },
      onEvent: (event: StackEvent) => {
        if (event.kind === 'stack.notice' && !codes.has(event.data.code ?? '')) {
          codes.set(event.data.code ?? '', event.data.message);
        }
        if (event.kind === 'stream.batch') batches.push(event.data.outcome);
      },
      onDiagnostics: (diagnostics) =>
        findings.push(...diagnostics.map(({ code, message }) => `${code} ${message}`)),
    });
    lambda = new LambdaClient({ ...running.clientOptions, maxAttempts: 1 });
    sqs = new SQSClient(running.clientOptions);
  });
  after(async () => {
    lambda.destroy();
    sqs.destroy();
    await running.close();
    await rm(folder, { recursive: true });
  });

  /** The answer of a function, with the request id taken out. */
  const call = async (FunctionName: string, event: unknown = {}) => {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(event)) }),
    );
    const text = Buffer.from(Payload ?? []).toString('utf8');
    const payload: unknown = JSON.parse(text.replace(/RequestId: [0-9a-f-]{36} /g, ''));
    return FunctionError === undefined ? payload : { FunctionError, payload };
  };
  const receive = async (queue: string) => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: `${running.clientOptions.endpoint}/000000000000/${queue}`,
        WaitTimeSeconds: 10,
      }),
    );
    return Messages.map(({ Body }) => Body ?? '');
  };
  /** Moves the clock on, over every retry, until something is so. */
  const advanceUntil = async (isSo: () => boolean) => {
    for (let tries = 0; tries < 200 && !isSo(); tries++) {
      await fetch(`${running.urlOf('control')}/clock`, { method: 'POST', body: '{"advance":"1m"}' });
    }
  };
  const assertFine = async () => assert.equal(await call('Fine'), 'fine');

  const broken: [string, string, string, string, string | undefined][] = [
    [
      'a binary for another processor',
      'Foreign',
      'PathError',
      'Error: fork/exec /var/task/foreign: exec format error',
      'EW6103',
    ],
    [
      'a missing execute bit',
      'Locked',
      'PathError',
      'Error: fork/exec /var/task/locked: permission denied',
      'EW6102',
    ],
    [
      'a program that is not there',
      'NoProgram',
      'Runtime.InvalidEntrypoint',
      "Error: Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]",
      'EW6101',
    ],
  ];
  for (const [title, name, errorType, errorMessage, code] of broken) {
    it(`answers for ${title}`, async () => {
      assert.deepEqual(await call(name), {
        FunctionError: 'Unhandled',
        payload: { errorType, errorMessage },
      });
      assert.ok(codes.has(code ?? ''), [...codes.keys()].join());
      await assertFine();
    });
  }

  it('answers for a handler path that does not exist', async () => {
    const { payload } = (await call('Absent')) as { payload: { errorType: string; errorMessage: string } };
    assert.equal(payload.errorType, 'Runtime.ImportModuleError');
    assert.match(payload.errorMessage, /^Error: Cannot find module 'src\/nowhere'/);
    await assertFine();
  });

  it('gives up on a runtime that never asks for work', { skip: noCurl }, async () => {
    assert.deepEqual(await call('Silent'), {
      FunctionError: 'Unhandled',
      payload: { errorType: 'Sandbox.Timedout', errorMessage: 'Error: Init timed out after 5.00 seconds' },
    });
    assert.equal(
      codes.get('EW6107'),
      'The runtime of function "Silent" ran for 10 seconds without asking for work',
    );
    await assertFine();
  });

  it('takes the first of two answers, and none for an unknown request', { skip: noCurl }, async () => {
    assert.equal(await call('Odd', 'twice'), 'first');
    assert.equal(await call('Odd', 'unknown'), 'known');
    assert.deepEqual(await call('Odd', { n: 1 }), { echo: { n: 1 }, handler: 'x' });
    await assertFine();
  });

  it('refuses an event over 6 MB', async () => {
    await assert.rejects(call('Fine', 'x'.repeat(6_291_455)), {
      name: 'RequestTooLargeException',
      message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    });
    await assertFine();
  });

  it('delivers to the others when a subscribed function is not there', async () => {
    const sns = new SNSClient(running.clientOptions);
    await sns.send(
      new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:000000000000:orders', Message: 'hello' }),
    );
    sns.destroy();
    assert.deepEqual(await receive('heard'), ['hello']);
    await advanceUntil(() => codes.has('EW6301'));
    assert.match(
      codes.get('EW6301') ?? '',
      /^SNS could not deliver to "arn:aws:lambda:us-east-1:000000000000:function:nobody": Function not found/,
    );
    await assertFine();
  });

  it('gives up a stream record that always fails, and goes on behind it', async () => {
    const dynamodb = new DynamoDBClient(running.clientOptions);
    for (const id of ['poison', 'good']) {
      await dynamodb.send(new PutItemCommand({ TableName: 'stock', Item: { id: { S: id } } }));
    }
    dynamodb.destroy();
    await advanceUntil(() => batches.length === 4);
    assert.deepEqual(batches, ['1 failed', '1 failed', 'given up: RetryAttemptsExhausted', 'succeeded']);
    const [message = '{}'] = await receive('discarded');
    const { requestContext, DDBStreamBatchInfo } = JSON.parse(message) as Record<
      string,
      Record<string, unknown>
    >;
    assert.equal(requestContext?.condition, 'RetryAttemptsExhausted');
    assert.equal(requestContext?.approximateInvokeCount, 2);
    assert.equal(DDBStreamBatchInfo?.batchSize, 1);
    await assertFine();
  });

  it('names macros that nobody here runs', async () => {
    assert.deepEqual(findings, [
      'EW3121 Macro "Company-Tags" is not run: it is a function in an AWS account',
      'EW3121 Macro "Company-Queue" is not run: it is a function in an AWS account',
    ]);
    await assertFine();
  });
});
