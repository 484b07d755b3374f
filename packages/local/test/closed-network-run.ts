// Runs a stack whose functions name AWS hosts, and prints what came of it. The test starts this program in a network
// namespace that has nothing but the loopback interface.

import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { WebSocket } from 'ws';
import { runStack } from './run-stack.js';

/** A function by its name. */
export interface ClosedFunction {
  readonly runtime: string;
  readonly handler: string;
  /** Folder of the code. */
  readonly code: string;
}

/** What the program prints. */
export interface ClosedReport {
  readonly interfaces: readonly string[];
  /** Payloads by function. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** What the socket received. */
  readonly pushed: string;
  /** Messages about hosts that nothing serves. */
  readonly refusals: readonly string[];
}

const functions = JSON.parse(process.argv[2] ?? '{}') as Readonly<Record<string, ClosedFunction>>;

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
      IntegrationUri: !Sub 'arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${fromEvent.Arn}/invocations'
  Default:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: $default, Target: !Sub 'integrations/\${Integration}' }
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !Ref Api, StageName: dev, AutoDeploy: true }
  Permission:
    Type: AWS::Lambda::Permission
    Properties: { Action: 'lambda:InvokeFunction', FunctionName: !Ref fromEvent, Principal: apigateway.amazonaws.com }
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: pushes } }
  Shop:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: shop
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
${Object.entries(functions)
  .map(
    ([name, { runtime, handler }]) => `
  ${name}:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: ${name}
      Runtime: ${runtime}
      Handler: ${handler}
      Timeout: 20
      Role: arn:aws:iam::000000000000:role/shop
      Code: { S3Bucket: deployments, S3Key: shop.zip }
      Environment: { Variables: { TOPIC: !Ref Topic, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' } }`,
  )
  .join('')}
`;

const refusals: string[] = [];
const running = await runStack(template, {
  region: 'eu-west-2',
  sources: Object.fromEntries(Object.entries(functions).map(([name, { code }]) => [name, code])),
  onEvent: ({ kind, data }) => {
    if (kind === 'intercept.refused') refusals.push((data as { readonly message: string }).message);
  },
});
try {
  const answers: Record<string, unknown> = {};
  for (const name of Object.keys(functions).filter((candidate) => candidate !== 'fromEvent')) {
    const url = `${running.urlOf('aws')}/2015-03-31/functions/${name}/invocations`;
    answers[name] = await (await fetch(url, { method: 'POST', body: '{}' })).json();
  }
  const socket = new WebSocket(running.urlOf('websocket'));
  await once(socket, 'open');
  const message = once(socket, 'message', { signal: AbortSignal.timeout(20_000) });
  socket.send('hello');
  const [pushed] = await message;
  socket.terminate();
  const report: ClosedReport = {
    interfaces: Object.keys(networkInterfaces()),
    answers,
    pushed: String(pushed),
    refusals,
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
} finally {
  await running.close();
}
