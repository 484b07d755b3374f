// Time as tests own it: every wait of a running stack follows `POST /clock`.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { WebSocket } from 'ws';
import type { StackEvent } from '../src/events/stack-event.js';
import { runStack, type TestStack } from './run-stack.js';

const template = `
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: held, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action }
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !Ref Api, StageName: prod, AutoDeploy: true }
  Mock:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Api, IntegrationType: MOCK, RequestTemplates: { '200': '{"statusCode":200}' } }
  Default:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: $default, Target: !Sub 'integrations/\${Mock}' }
  Jobs:
    Type: AWS::SQS::Queue
    Properties: { QueueName: jobs, VisibilityTimeout: 30 }
  Delayed:
    Type: AWS::SQS::Queue
    Properties: { QueueName: delayed }
  Orders:
    Type: AWS::SQS::Queue
    Properties: { QueueName: orders, VisibilityTimeout: 600 }
  Lost:
    Type: AWS::SQS::Queue
    Properties: { QueueName: lost }
  Undelivered:
    Type: AWS::SQS::Queue
    Properties: { QueueName: undelivered }
  Ticks:
    Type: AWS::SQS::Queue
    Properties: { QueueName: ticks }
  EveryHour:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 hour)
      Targets: [{ Id: queue, Arn: !GetAtt Ticks.Arn, Input: 'hour' }]
  Stock:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: stock
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      TimeToLiveSpecification: { AttributeName: expires, Enabled: true }
      StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: worker
      Runtime: nodejs22.x
      Handler: index.handler
      Role: arn:aws:iam::000000000000:role/worker
      Code:
        ZipFile: |
          exports.handler = async ({ Records }) => console.log('SEEN ' + Records.map((record) =>
            record.body || record.eventName + ' ' + record.dynamodb.Keys.id.S).join(','));
  Failing:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: failing
      Runtime: nodejs22.x
      Handler: index.handler
      Role: arn:aws:iam::000000000000:role/failing
      DeadLetterConfig: { TargetArn: !GetAtt Lost.Arn }
      Code: { ZipFile: 'exports.handler = async () => { throw new Error("again"); };' }
  FromStock:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Worker
      EventSourceArn: !GetAtt Stock.StreamArn
      StartingPosition: TRIM_HORIZON
      MaximumBatchingWindowInSeconds: 60
  FromOrders:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Worker
      EventSourceArn: !GetAtt Orders.Arn
      BatchSize: 100
      MaximumBatchingWindowInSeconds: 120
  Topic:
    Type: AWS::SNS::Topic
    Properties: { TopicName: updates }
  ToNobody:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref Topic
      Protocol: lambda
      Endpoint: !Sub 'arn:aws:lambda:\${AWS::Region}:\${AWS::AccountId}:function:nobody'
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Undelivered.Arn }
  Bucket:
    Type: AWS::S3::Bucket
    Properties: { BucketName: site }
  Access:
    Type: AWS::CloudFront::OriginAccessControl
    Properties:
      OriginAccessControlConfig:
        { Name: site, OriginAccessControlOriginType: s3, SigningBehavior: always, SigningProtocol: sigv4 }
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        DefaultCacheBehavior:
          TargetOriginId: bucket
          ViewerProtocolPolicy: allow-all
          CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
        Origins:
          - Id: bucket
            DomainName: !GetAtt Bucket.RegionalDomainName
            OriginAccessControlId: !Ref Access
            S3OriginConfig: { OriginAccessIdentity: '' }
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: cloudfront.amazonaws.com }
            Action: s3:GetObject
            Resource: !Sub '\${Bucket.Arn}/*'
            Condition: { StringEquals: { 'AWS:SourceArn': !Sub 'arn:aws:cloudfront::\${AWS::AccountId}:distribution/\${Site}' } }
`;

describe('a stack under a manual clock', () => {
  let running: TestStack;
  let sqs: SQSClient;
  const events: StackEvent[] = [];
  let tell = () => {};

  before(async () => {
    running = await runStack(template, {
      clock: 'manual',
      isCacheStrict: true,
      onEvent: (event) => {
        events.push(event);
        tell();
      },
    });
    sqs = new SQSClient(running.clientOptions);
  });
  after(async () => {
    sqs.destroy();
    await running.close();
  });

  const advance = async (by: string) => {
    const answer = await fetch(new URL('/clock', running.urlOf('control')), {
      method: 'POST',
      body: JSON.stringify({ advance: by }),
    });
    assert.equal(answer.status, 200);
  };
  const now = async () => {
    const answer = await fetch(new URL('/clock', running.urlOf('control')));
    return Date.parse(((await answer.json()) as { now: string }).now);
  };
  const seen = () =>
    events.flatMap((event) =>
      event.kind === 'lambda.log' ? (/SEEN (.*)/.exec(event.data.line)?.slice(1) ?? []) : [],
    );
  const until = (isTrue: () => boolean) =>
    new Promise<void>((resolve) => {
      tell = () => {
        if (isTrue()) resolve();
      };
      tell();
    });
  const queueUrl = (name: string) => `${running.clientOptions.endpoint}/000000000000/${name}`;
  const receive = async (name: string) => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl(name) }));
    return Messages.map(({ Body }) => Body);
  };
  const send = (name: string, MessageBody: string, DelaySeconds?: number) =>
    sqs.send(new SendMessageCommand({ QueueUrl: queueUrl(name), MessageBody, DelaySeconds }));
  const openSocket = async () => {
    const socket = new WebSocket(running.urlOf('websocket'));
    await once(socket, 'open');
    const closed = once(socket, 'close').then(([code, reason]) => [code, String(reason)]);
    const endings = () => events.filter(({ kind }) => kind === 'apigateway.disconnect').length;
    const before = endings();
    // Not asked with a ping: that would be traffic.
    const isThere = () => endings() === before && socket.readyState === WebSocket.OPEN;
    return { socket, closed, isThere };
  };
  const speak = async (socket: WebSocket) => {
    const count = () => events.filter(({ kind }) => kind === 'apigateway.message').length;
    const before = count();
    socket.send('{"action":"none"}');
    await until(() => count() > before);
  };

  it('closes a socket after ten idle minutes and not before', async () => {
    const { closed, isThere } = await openSocket();
    await advance('599s');
    assert.equal(isThere(), true);
    await advance('1s');
    assert.deepEqual(await closed, [1_001, 'Going away']);
  });

  it('closes a socket that talks after two hours and not before', async () => {
    const { socket, closed, isThere } = await openSocket();
    for (let minute = 9; minute <= 117; minute += 9) {
      await advance('9m');
      await speak(socket);
    }
    await advance('179s');
    assert.equal(isThere(), true);
    await advance('1s');
    assert.deepEqual(await closed, [1_001, 'Going away']);
  });

  it('deletes an item when its time to live is over, and batches the stream for its window', async () => {
    const dynamodb = new DynamoDBClient(running.clientOptions);
    const expires = Math.ceil((await now()) / 1_000) + 600;
    const Key = { id: { S: 'x' } };
    await dynamodb.send(
      new PutItemCommand({ TableName: 'stock', Item: { ...Key, expires: { N: String(expires) } } }),
    );
    const isKept = async () =>
      (await dynamodb.send(new GetItemCommand({ TableName: 'stock', Key }))).Item !== undefined;
    await advance('59s');
    assert.deepEqual(seen(), []);
    await advance('1s');
    await until(() => seen().length === 1);
    await advance('530s');
    assert.equal(await isKept(), true);
    await advance('12s');
    assert.equal(await isKept(), false);
    await advance('1m');
    await until(() => seen().length === 2);
    assert.deepEqual(seen(), ['INSERT x', 'REMOVE x']);
    dynamodb.destroy();
  });

  it('hides a received message for its visibility timeout', async () => {
    await send('jobs', 'job');
    assert.deepEqual(await receive('jobs'), ['job']);
    await advance('29s');
    assert.deepEqual(await receive('jobs'), []);
    await advance('1s');
    assert.deepEqual(await receive('jobs'), ['job']);
  });

  it('holds a delayed message back', async () => {
    await send('delayed', 'later', 900);
    await advance('899s');
    assert.deepEqual(await receive('delayed'), []);
    await advance('1s');
    assert.deepEqual(await receive('delayed'), ['later']);
  });

  it('gathers messages of a queue for the batching window', async () => {
    const before = seen().length;
    await send('orders', 'one');
    await advance('60s');
    await send('orders', 'two');
    await advance('59s');
    assert.equal(seen().length, before);
    await advance('1s');
    await until(() => seen().length > before);
    assert.deepEqual(seen().slice(before), ['one,two']);
  });

  it('repeats an asynchronous invocation after one and two minutes, then gives it up', async () => {
    const lambda = new LambdaClient(running.clientOptions);
    const attempts = () =>
      events.filter((event) => event.kind === 'lambda.end' && event.data.function === 'failing').length;
    await lambda.send(
      new InvokeCommand({
        FunctionName: 'failing',
        InvocationType: 'Event',
        Payload: Buffer.from('{"n":1}'),
      }),
    );
    await until(() => attempts() === 1);
    await advance('59s');
    assert.equal(attempts(), 1);
    await advance('1s');
    assert.equal(attempts(), 2);
    assert.deepEqual(await receive('lost'), []);
    await advance('2m');
    assert.equal(attempts(), 3);
    assert.deepEqual(await receive('lost'), ['{"n":1}']);
    lambda.destroy();
  });

  it('repeats a delivery of a topic that the function service refuses, then gives it up', async () => {
    const sns = new SNSClient(running.clientOptions);
    const TopicArn = 'arn:aws:sns:us-east-1:000000000000:updates';
    await sns.send(new PublishCommand({ TopicArn, Message: 'hello' }));
    await advance('1s');
    assert.deepEqual(await receive('undelivered'), []);
    await advance('1s');
    const [body = '{}'] = await receive('undelivered');
    assert.equal(
      (JSON.parse(body) as { Records: { Sns: { Message: string } }[] }).Records[0]?.Sns.Message,
      'hello',
    );
    // Both repetitions in one step, too.
    await sns.send(new PublishCommand({ TopicArn, Message: 'again' }));
    await advance('1m');
    assert.equal((await receive('undelivered')).length, 1);
    sns.destroy();
  });

  it('runs a schedule once an hour', async () => {
    const ticks = () => events.filter(({ kind }) => kind === 'events.rule').length;
    const before = ticks();
    await advance('3h');
    assert.equal(ticks() - before, 3);
    assert.deepEqual(await receive('ticks'), ['hour']);
  });

  it('serves a page from the cache for a day', async () => {
    const s3 = new S3Client({ ...running.clientOptions, forcePathStyle: true });
    const put = (Body: string) => s3.send(new PutObjectCommand({ Bucket: 'site', Key: 'page.txt', Body }));
    const get = async () => {
      const answer = await fetch(new URL('/page.txt', running.urlOf('distribution')));
      return [answer.headers.get('x-cache'), answer.headers.get('age'), await answer.text()];
    };
    await put('old');
    assert.deepEqual(await get(), ['Miss from cloudfront', null, 'old']);
    await put('new');
    await advance('86399s');
    assert.deepEqual(await get(), ['Hit from cloudfront', '86399', 'old']);
    await advance('1s');
    assert.deepEqual(await get(), ['Miss from cloudfront', null, 'new']);
    s3.destroy();
  });
});
