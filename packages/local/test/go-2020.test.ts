import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { runStack } from './run-stack.js';

const project = fileURLToPath(new URL('../../test/fixtures/go-2020', import.meta.url));

/** Why the project cannot be built here: no Go, or its modules cannot be had. */
function missing(): string | false {
  try {
    execFileSync('go', ['build', '-o', '/dev/null', '.'], {
      cwd: project,
      stdio: 'ignore',
      timeout: 180_000,
    });
    return false;
  } catch {
    return 'Go is not installed, or the modules of test/fixtures/go-2020 cannot be had';
  }
}

const route = (name: string, key: string) => `
  ${name}:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: ${key}, Target: !Sub 'integrations/\${Integration}' }`;
const goFunction = (name: string, role: string) => `
  ${name}:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: ${role}
      Runtime: go1.x
      Handler: bin/shop
      Timeout: 20
      Role: arn:aws:iam::000000000000:role/shop
      Code: { S3Bucket: deployments, S3Key: shop.zip }
      Environment: { Variables: { ROLE: ${role}, TABLE: !Ref Connections, TOPIC: !Ref Topic } }`;
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
      IntegrationUri: !Sub 'arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Socket.Arn}/invocations'
${route('Connect', '$connect')}${route('Disconnect', '$disconnect')}${route('Default', '$default')}
  Deployment:
    Type: AWS::ApiGatewayV2::Deployment
    DependsOn: [Connect, Disconnect, Default]
    Properties: { ApiId: !Ref Api }
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !Ref Api, StageName: dev, DeploymentId: !Ref Deployment }
  SocketPermission:
    Type: AWS::Lambda::Permission
    Properties: { Action: 'lambda:InvokeFunction', FunctionName: !Ref Socket, Principal: apigateway.amazonaws.com }
  Connections:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: pushes } }
  Subscription:
    Type: AWS::SNS::Subscription
    Properties: { TopicArn: !Ref Topic, Protocol: lambda, Endpoint: !GetAtt Pusher.Arn }
${goFunction('Socket', 'socket')}${goFunction('Pusher', 'topic')}
`;

describe('a Go project of 2020', { skip: missing() }, () => {
  it('goes from socket to table, topic and back with the first Go SDK and no endpoint set', async () => {
    const notices: string[] = [];
    const running = await runStack(template, {
      sources: { Socket: project, Pusher: project },
      onEvent: ({ kind, data }) => {
        if (kind === 'stack.notice' || kind === 'lambda.log') notices.push(JSON.stringify(data));
      },
    });
    try {
      const socket = new WebSocket(running.urlOf('websocket'));
      await once(socket, 'open');
      const answer = once(socket, 'message', { signal: AbortSignal.timeout(30_000) });
      socket.send('hello');
      const [data] = await answer.catch((cause: unknown) => {
        throw new Error(notices.join('\n'), { cause });
      });
      assert.equal(String(data), 'echo hello');
      socket.terminate();
    } finally {
      await running.close();
    }
  });
});
