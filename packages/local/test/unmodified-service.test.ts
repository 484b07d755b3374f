// One service in the languages that people write it in: a socket's message goes over a topic, which reads a table and
// posts to the socket. None of them is told where the local services are.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { runProject, runStack, type TestStack } from './run-stack.js';

const fixtures = fileURLToPath(new URL('../../test/fixtures', import.meta.url));
const go = join(fixtures, 'service-go');
const rust = join(fixtures, 'service-rust');
/** Shared between checkouts: the crates take minutes to build, the service seconds. */
const rustTarget = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'edgewire-ci/service-rust');

/** A layer with the SDK that is too large for everybody's installation: `.ci/run` makes it. */
const sdkLayer = process.env.EDGEWIRE_AWS_SDK_V2;

/** Why a command does not do its work here, or false. */
function unlessRuns(
  reason: string,
  [command = '', ...args]: readonly string[],
  cwd = fixtures,
): string | false {
  try {
    execFileSync(command, args, { cwd, stdio: 'ignore', timeout: 400_000 });
    return false;
  } catch {
    return reason;
  }
}

const route = (name: string, key: string) => `
  ${name}:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: ${key}, Target: !Sub 'integrations/\${Integration}' }`;

/** The code of one role. */
interface Service {
  readonly runtime: string;
  readonly handler: string;
  /** Folder of the code. */
  readonly code: string;
  /** Folder of a layer. */
  readonly layer?: string | undefined;
}

const lambdaFunction = (name: string, role: string, { runtime, handler, layer }: Service) => `
  ${name}:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: ${role}
      Runtime: ${runtime}
      Handler: ${handler}
      Timeout: 20
      Role: arn:aws:iam::000000000000:role/shop
      Code: { S3Bucket: deployments, S3Key: shop.zip }
      Layers: ${layer === undefined ? '[]' : '[!Ref Sdk]'}
      Environment: { Variables: { ROLE: ${role}, TABLE: !Ref Connections, TOPIC: !Ref Topic } }`;

const template = (service: Service) => `
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
  Sdk: { Type: AWS::Lambda::LayerVersion, Properties: { Content: { S3Bucket: deployments, S3Key: sdk.zip } } }
${lambdaFunction('Socket', 'socket', service)}${lambdaFunction('Pusher', 'topic', service)}
`;

type Start = (options: NonNullable<Parameters<typeof runStack>[1]>) => Promise<TestStack>;

async function assertEchoes(start: Start): Promise<void> {
  const notices: string[] = [];
  const running = await start({
    onEvent: ({ kind, data }) => {
      if (kind === 'stack.notice' || kind === 'lambda.log') notices.push(JSON.stringify(data));
    },
  });
  const socket = new WebSocket(running.urlOf('websocket'));
  try {
    await once(socket, 'open');
    const answer = once(socket, 'message', { signal: AbortSignal.timeout(30_000) });
    socket.send('hello');
    const [data] = await answer;
    assert.equal(String(data), 'echo hello');
  } catch (error) {
    throw new Error(`the service failed:\n${notices.join('\n')}`, { cause: error });
  } finally {
    socket.terminate();
    await running.close();
  }
}

/** Version 3 of the framework, which the Go of 2020 was deployed with: `.ci/run` installs it. */
const framework = process.env.EDGEWIRE_SERVERLESS_V3;
const noFramework =
  framework === undefined
    ? 'EDGEWIRE_SERVERLESS_V3 does not name a folder with serverless 3'
    : unlessRuns('Go or make is not installed', ['sh', '-c', 'go version && make --version']);

const languages: readonly (Service & { readonly title: string; readonly missing: string | false })[] = [
  {
    title: 'Go of 2020: the first SDK, go1.x',
    missing: unlessRuns(
      'Go is not installed, or the modules of test/fixtures/service-go cannot be had',
      ['go', 'build', '-o', '/dev/null', '.'],
      go,
    ),
    runtime: 'go1.x',
    handler: 'bin/shop',
    code: go,
  },
  {
    title: "JavaScript of 2020: AWS's second SDK, from a layer",
    missing: sdkLayer === undefined && 'EDGEWIRE_AWS_SDK_V2 does not name a layer with aws-sdk',
    runtime: 'nodejs18.x',
    handler: 'index.handler',
    code: join(fixtures, 'service-sdk-v2'),
    layer: sdkLayer,
  },
  {
    title: 'Python with boto3',
    missing: unlessRuns('python3 with boto3 is not installed', ['python3', '-c', 'import boto3']),
    runtime: 'python3.12',
    handler: 'app.handler',
    code: join(fixtures, 'service-python'),
  },
  {
    title: 'a bootstrap of shell, curl and openssl',
    missing:
      unlessRuns('curl 7.76 or newer is not installed', ['curl', '--fail-with-body', '--version']) ||
      unlessRuns('openssl is not installed', ['openssl', 'version']),
    runtime: 'provided.al2023',
    handler: 'informational',
    code: join(fixtures, 'service-shell'),
  },
  {
    title: "Rust with AWS's SDK on provided.al2023",
    missing: unlessRuns(
      'Rust is not installed, or the crates of test/fixtures/service-rust cannot be had',
      ['cargo', 'build', '--locked', '--quiet', '--target-dir', rustTarget],
      rust,
    ),
    runtime: 'provided.al2023',
    handler: 'bootstrap',
    code: join(rustTarget, 'debug'),
  },
];

describe('a service that knows only AWS', () => {
  for (const { title, missing, ...service } of languages) {
    it(`goes from socket to table, topic and back: ${title}`, { skip: missing }, () =>
      assertEchoes((options) =>
        runStack(template(service), {
          ...options,
          sources: { Socket: service.code, Pusher: service.code, Sdk: service.layer ?? fixtures },
        }),
      ),
    );
  }

  it('goes the same way from a project of the Serverless Framework 3 on go1.x', { skip: noFramework }, () =>
    assertEchoes((options) =>
      runProject(
        async (folder) => {
          await cp(go, folder, { recursive: true });
          await symlink(join(framework ?? '', 'node_modules'), join(folder, 'node_modules'));
          execFileSync('make', ['build'], { cwd: folder, stdio: 'ignore' });
          return folder;
        },
        { ...options, env: process.env },
      ),
    ),
  );
});
