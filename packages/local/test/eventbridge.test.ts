import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { runStack, type TestStack } from './run-stack.js';

const template = `
Resources:
  Pushes: { Type: AWS::SQS::Queue, Properties: { QueueName: pushes } }
  Ticks: { Type: AWS::SQS::Queue, Properties: { QueueName: ticks } }
  Lost: { Type: AWS::SQS::Queue, Properties: { QueueName: lost } }
  Results: { Type: AWS::SQS::Queue, Properties: { QueueName: results } }
  Ordered: { Type: AWS::SQS::Queue, Properties: { QueueName: ordered.fifo, FifoQueue: true, ContentBasedDeduplication: true } }
  Forwarded: { Type: AWS::SQS::Queue, Properties: { QueueName: forwarded } }
  Topic:
    Type: AWS::SNS::Topic
    Properties: { TopicName: pushes }
  ToQueue:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref Topic
      Protocol: sqs
      Endpoint: !GetAtt Pushes.Arn
      RawMessageDelivery: true
      FilterPolicyScope: MessageBody
      FilterPolicy: { level: [{ numeric: ['<', 10] }] }
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: worker
      Runtime: nodejs22.x
      Handler: index.handler
      Role: arn:aws:iam::000000000000:role/worker
      Code: { ZipFile: 'exports.handler = async ({ item }) => ({ packed: item });' }
  WorkerResults:
    Type: AWS::Lambda::EventInvokeConfig
    Properties:
      FunctionName: !Ref Worker
      Qualifier: $LATEST
      DestinationConfig: { OnSuccess: { Destination: !Sub 'arn:aws:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/shop' } }
  Bus: { Type: AWS::Events::EventBus, Properties: { Name: shop } }
  LowStock:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: { source: [shop.stock], detail: { level: [{ numeric: ['<', 100] }] } }
      Targets:
        - Id: topic
          Arn: !Ref Topic
          InputTransformer:
            InputPathsMap: { item: $.detail.item, level: $.detail.level }
            InputTemplate: '{"text":"item <item> is low","level":<level>}'
  Nowhere:
    Type: AWS::Events::Rule
    Properties:
      Name: nowhere
      EventPattern: { source: [shop.nowhere] }
      Targets:
        - Id: gone
          Arn: !Sub 'arn:aws:lambda:\${AWS::Region}:\${AWS::AccountId}:function:gone'
          DeadLetterConfig: { Arn: !GetAtt Lost.Arn }
  ToBus:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: { source: [shop.stock] }
      Targets: [{ Id: bus, Arn: !Sub 'arn:aws:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/shop' }]
  InOrder:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: { source: [shop.order] }
      Targets:
        - { Id: queue, Arn: !GetAtt Ordered.Arn, InputPath: $.detail, SqsParameters: { MessageGroupId: orders } }
  OnBus:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: { source: [shop.stock] }
      Targets: [{ Id: queue, Arn: !GetAtt Forwarded.Arn, InputPath: $.detail }]
  OnResult:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: { source: [lambda] }
      Targets: [{ Id: queue, Arn: !GetAtt Results.Arn }]
  EveryFive:
    Type: AWS::Events::Rule
    Properties:
      Name: every-five
      ScheduleExpression: rate(5 minutes)
      Targets: [{ Id: queue, Arn: !GetAtt Ticks.Arn, Input: '{"tick":true}' }]
`;

describe('EventBridge in a stack', () => {
  let running: TestStack;
  let events: EventBridgeClient;
  let sqs: SQSClient;

  before(async () => {
    running = await runStack(template, { clock: 'manual' });
    const { clientOptions } = running;
    events = new EventBridgeClient(clientOptions);
    sqs = new SQSClient(clientOptions);
  });
  after(async () => {
    events.destroy();
    sqs.destroy();
    await running.close();
  });

  const put = async (Source: string, detail: unknown) => {
    const answer = await events.send(
      new PutEventsCommand({
        Entries: [{ Source, DetailType: 'changed', Detail: JSON.stringify(detail) }],
      }),
    );
    assert.equal(answer.FailedEntryCount, 0);
  };
  const receive = async (queue: string, WaitTimeSeconds = 10) => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: `${running.clientOptions.endpoint}/000000000000/${queue}`,
        WaitTimeSeconds,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['MessageGroupId'],
      }),
    );
    return Messages[0];
  };

  it('sends a transformed event through a topic with a body filter, raw, to a queue', async () => {
    await put('shop.stock', { item: 'i1', level: 50 });
    await put('shop.stock', { item: 'i7', level: 3 });
    assert.equal((await receive('pushes'))?.Body, '{"text":"item i7 is low","level":3}');
    assert.equal(await receive('pushes', 0), undefined);
  });

  it('hands events to another bus', async () => {
    await put('shop.stock', { item: 'i9', level: 500 });
    const bodies = [await receive('forwarded'), await receive('forwarded'), await receive('forwarded')];
    assert.deepEqual(
      bodies.map((message) => message?.Body),
      ['{"item":"i1","level":50}', '{"item":"i7","level":3}', '{"item":"i9","level":500}'],
    );
  });

  it('puts events for a FIFO queue into the group of the target', async () => {
    await put('shop.order', { item: 'i1' });
    const message = await receive('ordered.fifo');
    assert.deepEqual([message?.Body, message?.Attributes], ['{"item":"i1"}', { MessageGroupId: 'orders' }]);
  });

  it('keeps an event whose target is not there in the dead-letter queue', async () => {
    await put('shop.nowhere', { item: 'i1' });
    const message = await receive('lost');
    const event = JSON.parse(message?.Body ?? '{}') as Record<string, unknown>;
    assert.equal(event.source, 'shop.nowhere');
    assert.deepEqual(event.detail, { item: 'i1' });
    assert.equal(
      message?.MessageAttributes?.RULE_ARN?.StringValue,
      'arn:aws:events:us-east-1:000000000000:rule/nowhere',
    );
    assert.equal(message?.MessageAttributes?.ERROR_CODE?.StringValue, 'NO_RESOURCE');
  });

  it('follows the manual clock with a rate', async () => {
    const control = running.urlOf('control');
    const advance = (by: string) =>
      fetch(`${control}/clock`, { method: 'POST', body: JSON.stringify({ advance: by }) });
    assert.equal((await advance('4m')).status, 200);
    assert.equal(await receive('ticks', 0), undefined);
    assert.equal((await advance('1m')).status, 200);
    assert.equal((await receive('ticks'))?.Body, '{"tick":true}');
  });

  it('publishes the result of an asynchronous invocation on a bus', async () => {
    const lambda = new LambdaClient({
      ...running.clientOptions,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    await lambda.send(
      new InvokeCommand({
        FunctionName: 'worker',
        InvocationType: 'Event',
        Payload: Buffer.from('{"item":"i3"}'),
      }),
    );
    lambda.destroy();
    const event = JSON.parse((await receive('results'))?.Body ?? '{}') as {
      readonly [name: string]: unknown;
      readonly detail: { readonly [name: string]: unknown };
    };
    assert.equal(event['detail-type'], 'Lambda Function Invocation Result - Success');
    assert.deepEqual(event.resources, [
      'arn:aws:events:us-east-1:000000000000:event-bus/shop',
      'arn:aws:lambda:us-east-1:000000000000:function:worker:$LATEST',
    ]);
    assert.deepEqual(event.detail.requestPayload, { item: 'i3' });
    assert.deepEqual(event.detail.responsePayload, { packed: 'i3' });
  });
});
