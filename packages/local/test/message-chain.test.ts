import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { WebSocket } from 'ws';
import { runStack, type TestStack } from './run-stack.js';

// The worker calls the address that AWS gives it, and knows nothing of a local stack.
const template = `
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: shop, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action }
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: AWS_PROXY
      IntegrationUri: !Sub 'arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Door.Arn}/invocations'
  Hello:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: hello, Target: !Sub 'integrations/\${Integration}', RouteResponseSelectionExpression: $default }
  HelloResponse:
    Type: AWS::ApiGatewayV2::RouteResponse
    Properties: { ApiId: !Ref Api, RouteId: !Ref Hello, RouteResponseKey: $default }
  Deployment:
    Type: AWS::ApiGatewayV2::Deployment
    DependsOn: [HelloResponse]
    Properties: { ApiId: !Ref Api }
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !Ref Api, StageName: dev, DeploymentId: !Ref Deployment }
  DoorPermission:
    Type: AWS::Lambda::Permission
    Properties: { Action: 'lambda:InvokeFunction', FunctionName: !Ref Door, Principal: apigateway.amazonaws.com }
  Door:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Role: arn:aws:iam::000000000000:role/door
      Code:
        ZipFile: |
          exports.handler = async ({ requestContext: { connectionId, domainName, stage } }) =>
            ({ statusCode: 200, body: JSON.stringify({ connectionId, domainName, stage }) });
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: pushes } }
  ToQueue:
    Type: AWS::SNS::Subscription
    Properties: { TopicArn: !Ref Topic, Protocol: sqs, Endpoint: !GetAtt Pushes.Arn, FilterPolicy: { kind: [push] } }
  Dead: { Type: AWS::SQS::Queue, Properties: { QueueName: dead } }
  Pushes:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: pushes
      VisibilityTimeout: 3
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 2 }
  FromQueue:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Worker
      EventSourceArn: !GetAtt Pushes.Arn
      FunctionResponseTypes: [ReportBatchItemFailures]
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Timeout: 3
      Role: arn:aws:iam::000000000000:role/worker
      Code:
        ZipFile: |
          const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi');
          exports.handler = async ({ Records }) => {
            const batchItemFailures = [];
            for (const { messageId, body } of Records) {
              try {
                const { Message } = JSON.parse(body);
                const { connectionId, domainName, stage, text } = JSON.parse(Message);
                const client = new ApiGatewayManagementApiClient({ endpoint: 'https://' + domainName + '/' + stage });
                await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: text }));
              } catch (error) {
                console.error(error);
                batchItemFailures.push({ itemIdentifier: messageId });
              }
            }
            return { batchItemFailures };
          };
`;

describe('SNS to SQS to Lambda to @connections', () => {
  let running: TestStack;
  before(async () => {
    running = await runStack(template);
  });
  after(() => running.close());

  const publish = async (message: unknown, kind: string) => {
    const sns = new SNSClient(running.clientOptions);
    await sns.send(
      new PublishCommand({
        TopicArn: 'arn:aws:sns:us-east-1:000000000000:pushes',
        Message: JSON.stringify(message),
        MessageAttributes: { kind: { DataType: 'String', StringValue: kind } },
      }),
    );
    sns.destroy();
  };

  it('pushes a published message to the socket', async () => {
    const socket = new WebSocket(running.urlOf('websocket'));
    await once(socket, 'open');
    const next = async () => String((await once(socket, 'message'))[0]);
    socket.send('{"action":"hello"}');
    const facts = JSON.parse(await next()) as Record<string, unknown>;
    assert.match(String(facts.domainName), /^[a-z0-9]{10}\.execute-api\.us-east-1\.amazonaws\.com$/);
    const arrived = next();
    await publish({ ...facts, text: 'filtered out' }, 'noise');
    await publish({ ...facts, text: 'item 7 is low' }, 'push');
    assert.equal(await arrived, 'item 7 is low');
    socket.terminate();
  });

  it('gives a message that always fails to the dead-letter queue', async () => {
    await publish({ text: 'nobody' }, 'push');
    const sqs = new SQSClient(running.clientOptions);
    const { Messages: [dead] = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: `${running.clientOptions.endpoint}/000000000000/dead`,
        WaitTimeSeconds: 15,
      }),
    );
    sqs.destroy();
    const { Message } = JSON.parse(dead?.Body ?? '{}') as { Message?: string };
    assert.equal(Message, '{"text":"nobody"}');
  });
});
