// EventBridge Scheduler in a whole stack: schedules of a SAM template, and schedules that code makes.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { runStack, type TestStack } from './run-stack.js';

const template = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Ticks: { Type: AWS::SQS::Queue, Properties: { QueueName: ticks } }
  Lost: { Type: AWS::SQS::Queue, Properties: { QueueName: lost } }
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: worker
      Runtime: nodejs22.x
      Handler: index.handler
      InlineCode: |
        const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
        exports.handler = async (event) => {
          const MessageBody = JSON.stringify(event);
          await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody }));
        };
      Environment: { Variables: { QUEUE: !Ref Ticks } }
      Events:
        Morning:
          Type: ScheduleV2
          Properties:
            ScheduleExpression: cron(0 9 * * ? *)
            ScheduleExpressionTimezone: Asia/Tokyo
            Input: '{"greeting":"good morning"}'
  Group: { Type: AWS::Scheduler::ScheduleGroup, Properties: { Name: reminders } }
Outputs:
  Schedule: { Value: !GetAtt WorkerMorning.Arn }
`;

describe('EventBridge Scheduler', () => {
  let running: TestStack;
  let sqs: SQSClient;
  let queueUrl: string | undefined;

  before(async () => {
    running = await runStack(template, { clock: 'manual' });
    sqs = new SQSClient(running.clientOptions);
    queueUrl = (await sqs.send(new GetQueueUrlCommand({ QueueName: 'ticks' }))).QueueUrl;
  });
  after(async () => {
    sqs.destroy();
    await running.close();
  });

  const advance = async (by: string) => {
    const options = { method: 'POST', body: JSON.stringify({ advance: by }) };
    assert.equal((await fetch(`${running.urlOf('control')}/clock`, options)).status, 200);
  };
  const receive = async (waitSeconds: number) => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        WaitTimeSeconds: waitSeconds,
        MaxNumberOfMessages: 10,
      }),
    );
    for (const { ReceiptHandle } of Messages) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
    }
    return Messages.map(({ Body }) => Body);
  };
  const scheduler = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${running.urlOf('aws')}${path}`, {
      method,
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=a/20240120/us-east-1/scheduler/aws4_request, SignedHeaders=host, Signature=0',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      type: response.headers.get('x-amzn-errortype'),
      body: (await response.json()) as Record<string, unknown>,
    };
  };

  it('calls a function each morning of its time zone', async () => {
    assert.match(
      running.stack.outputs.Schedule ?? '',
      /^arn:aws:scheduler:us-east-1:000000000000:schedule\/default\/WorkerMorning$/,
    );
    await advance('24h');
    assert.deepEqual(await receive(5), ['{"greeting":"good morning"}']);
  });

  it('runs a schedule that code makes once, and deletes it afterwards', async () => {
    const { body: existing } = await scheduler('GET', '/schedules/WorkerMorning');
    const createdMs = Number(existing.CreationDate) * 1_000;
    const at = new Date(createdMs + 25 * 3_600_000).toISOString().slice(0, 19);
    const schedule = {
      GroupName: 'reminders',
      ScheduleExpression: `at(${at})`,
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: 'arn:aws:sqs:us-east-1:000000000000:ticks',
        RoleArn: 'arn:aws:iam::000000000000:role/r',
        Input: 'remember',
      },
    };
    assert.deepEqual((await scheduler('POST', '/schedules/one', schedule)).body, {
      ScheduleArn: 'arn:aws:scheduler:us-east-1:000000000000:schedule/reminders/one',
    });
    const again = await scheduler('POST', '/schedules/one', schedule);
    assert.deepEqual([again.status, again.type], [409, 'ConflictException']);
    const { body: listed } = await scheduler('GET', '/schedules?ScheduleGroup=reminders');
    assert.deepEqual(
      (listed.Schedules as { Name: string; State: string }[]).map(({ Name, State }) => [Name, State]),
      [['one', 'ENABLED']],
    );
    await advance('1h');
    assert.deepEqual(await receive(5), ['remember']);
    const gone = await scheduler('GET', '/schedules/one?groupName=reminders');
    assert.deepEqual(
      [gone.status, gone.type, gone.body],
      [404, 'ResourceNotFoundException', { Message: 'Schedule one does not exist.' }],
    );
  });

  it('calls an operation of a service', async () => {
    const { body: existing } = await scheduler('GET', '/schedules/WorkerMorning');
    const at = new Date(Number(existing.CreationDate) * 1_000 + 26 * 3_600_000).toISOString().slice(0, 19);
    const call = (name: string, Input: object) =>
      scheduler('POST', `/schedules/${name.replaceAll(':', '-')}`, {
        ScheduleExpression: `at(${at})`,
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: `arn:aws:scheduler:::aws-sdk:${name}`,
          RoleArn: 'arn:aws:iam::000000000000:role/r',
          Input: JSON.stringify(Input),
          RetryPolicy: { MaximumRetryAttempts: 0 },
          DeadLetterConfig: { Arn: 'arn:aws:sqs:us-east-1:000000000000:lost' },
        },
      });
    const sent = { QueueUrl: queueUrl, MessageBody: '<aws.scheduler.attempt-number>' };
    assert.equal((await call('sqs:sendMessage', sent)).status, 200);
    assert.equal(
      (
        await call('lambda:invoke', {
          FunctionName: 'worker',
          InvocationType: 'Event',
          Payload: '{"by":"call"}',
        })
      ).status,
      200,
    );
    assert.equal((await call('ec2:stopInstances', { InstanceIds: ['i-1'] })).status, 200);
    await advance('1h');
    const received: (string | undefined)[] = [];
    for (let tries = 0; tries < 5 && received.length < 2; tries++) received.push(...(await receive(5)));
    assert.deepEqual(received.sort(), ['1', '{"by":"call"}']);
    const lostUrl = (await sqs.send(new GetQueueUrlCommand({ QueueName: 'lost' }))).QueueUrl;
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: lostUrl, WaitTimeSeconds: 5, MessageAttributeNames: ['All'] }),
    );
    assert.equal(
      Messages?.[0]?.MessageAttributes?.ERROR_MESSAGE?.StringValue,
      '"ec2:stopInstances" is not run locally',
    );
  });

  it('refuses what AWS refuses', async () => {
    const target = { Arn: 'arn:aws:sqs:us-east-1:000000000000:ticks', RoleArn: 'r' };
    const bad = await scheduler('POST', '/schedules/bad', {
      ScheduleExpression: 'every day',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: target,
    });
    assert.deepEqual(
      [bad.status, bad.type, bad.body],
      [400, 'ValidationException', { Message: 'Invalid Schedule Expression every day.' }],
    );
    const lost = await scheduler('POST', '/schedules/bad', { GroupName: 'none' });
    assert.deepEqual(lost.body, { Message: 'Schedule group none does not exist.' });
    assert.equal((await scheduler('DELETE', '/schedules/none')).status, 404);
  });
});
