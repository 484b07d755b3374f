import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { ApiGateway } from '../src/apigateway/index.js';
import { createManualClock } from '../src/clock/manual-clock.js';
import { createDynamoDb, type DynamoDb } from '../src/dynamodb/index.js';
import type { Emit, StackEvent } from '../src/events/stack-event.js';
import { createSeededRandom } from '../src/random.js';
import { resourceTypes } from '../src/resources/index.js';
import type { ResourceContext, ResourceInstance, ResourceType } from '../src/resources/resource-type.js';
import { createSns, type Sns } from '../src/sns/index.js';
import { createSqs, type Sqs } from '../src/sqs/index.js';
import { invocationUri, startWebSocketStack, type WebSocketStack } from './websocket-stack.js';
import { testIdentity } from './wire-server.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A gateway between the real messaging and table services. */
async function startWithServices() {
  const common = {
    clock: createManualClock(1_705_751_700_453),
    random: createSeededRandom(3),
    emit: () => {},
    identity: testIdentity,
  };
  const sqs: Sqs = createSqs({ ...common, endpoint: () => 'http://127.0.0.1:1' });
  const published: string[] = [];
  const sns: Sns = createSns({
    ...common,
    invokeLambda: async (_arn, payload) => {
      published.push(payload);
      return { kind: 'accepted', requestId: 'r' };
    },
    sendToQueue: async () => true,
  });
  const dynamodb: DynamoDb = createDynamoDb(common);
  const stack = await startWebSocketStack(
    {},
    {
      callService: (service, request) => {
        if (service === 'sqs') return sqs.request(request, 'r');
        if (service === 'sns') return sns.request(request);
        return service === 'dynamodb' ? dynamodb.request(request) : undefined;
      },
    },
  );
  closing.push(
    () => dynamodb.close(),
    () => sns.close(),
    () => sqs.close(),
    () => stack.close(),
  );
  return { stack, sqs, sns, dynamodb, published };
}

/** Applies resources through their types, as the deployer does. */
function deploy(
  gateway: ApiGateway,
  resources: Readonly<Record<string, { Type: string; Properties: Record<string, unknown> }>>,
): { instances: Record<string, ResourceInstance>; events: StackEvent[] } {
  const events: StackEvent[] = [];
  const context = {
    identity: testIdentity,
    services: { apigateway: gateway },
    emit: ((kind, data, details) => {
      events.push({ seq: 0, timeMs: 0, level: details?.level ?? 'info', kind, data } as StackEvent);
    }) as Emit,
    stableId: (logicalId: string, length: number) =>
      logicalId.toLowerCase().padEnd(length, '0').slice(0, length),
    physicalName: (logicalId: string) => `shop-dev-${logicalId}`,
    codeSource: () => undefined,
    // The types under test use this service only.
  } as Omit<ResourceContext, 'services'> as ResourceContext;
  const types = new Map(resourceTypes.map((type): [string, ResourceType] => [type.type, type]));
  const instances: Record<string, ResourceInstance> = {};
  for (const [logicalId, { Type, Properties }] of Object.entries(resources)) {
    const properties = JSON.parse(
      JSON.stringify(Properties).replace(/\{"Ref":"(\w+)"\}/g, (_whole, id: string) =>
        JSON.stringify(instances[id]?.physicalId),
      ),
    );
    // None of these types creates asynchronously.
    instances[logicalId] = types
      .get(Type)
      ?.create(context, { logicalId, type: Type, properties, metadata: {} }) as ResourceInstance;
  }
  return { instances, events };
}

const api = {
  Type: 'AWS::ApiGatewayV2::Api',
  Properties: { Name: 'shop', ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.body.action' },
};
const v2 = (type: string, Properties: Record<string, unknown>) => ({
  Type: `AWS::ApiGatewayV2::${type}`,
  Properties: { ApiId: { Ref: 'Api' }, ...Properties },
});

function serviceRoute(stack: WebSocketStack, uri: string, template: string, answer: string): void {
  deploy(stack.gateway, {
    Api: api,
    Stage: v2('Stage', { StageName: 'prod' }),
    Call: v2('Integration', {
      IntegrationType: 'AWS',
      IntegrationMethod: 'POST',
      IntegrationUri: `arn:aws:apigateway:eu-west-1:${uri}`,
      RequestTemplates: { $default: template },
    }),
    CallResponse: v2('IntegrationResponse', {
      IntegrationId: { Ref: 'Call' },
      IntegrationResponseKey: '$default',
      ResponseTemplates: { $default: answer },
    }),
    Route: v2('Route', {
      RouteKey: '$default',
      Target: 'integrations/call000',
      RouteResponseSelectionExpression: '$default',
    }),
    RouteResponse: v2('RouteResponse', { RouteId: { Ref: 'Route' }, RouteResponseKey: '$default' }),
  });
}

async function exchange(stack: WebSocketStack, text: string): Promise<string> {
  // The template's API listens beside the stack's own.
  const entry = stack.gateway.entry('api0000000');
  const { createServer } = await import('node:http');
  const server = createServer((request, response) => entry.request(request, response));
  server.on('upgrade', (request, socket, head) => entry.upgrade?.(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { WebSocket } = await import('ws');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/prod`);
  closing.push(() => socket.terminate());
  socket.on('open', () => socket.send(text));
  return new Promise((resolve) => socket.on('message', (data) => resolve(String(data))));
}

describe('direct service integrations from a template', () => {
  it('put an item into DynamoDB', async () => {
    const { stack, dynamodb } = await startWithServices();
    const call = (action: string, body: object) =>
      dynamodb.request({
        method: 'POST',
        path: '/',
        query: '',
        headers: {
          'x-amz-target': `DynamoDB_20120810.${action}`,
          'content-type': 'application/x-amz-json-1.0',
        },
        body: Buffer.from(JSON.stringify(body)),
        sourceIp: '127.0.0.1',
      });
    const key = [{ AttributeName: 'id', KeyType: 'HASH' }];
    await call('CreateTable', {
      TableName: 'items',
      KeySchema: key,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    });
    serviceRoute(
      stack,
      'dynamodb:action/PutItem',
      '{"TableName":"items","Item":{"id":{"S":"$input.path("$.id")"},"by":{"S":"$context.routeKey"}}}',
      'stored $context.status',
    );
    assert.equal(await exchange(stack, '{"id":"a1"}'), 'stored 200');
    const found = await call('GetItem', { TableName: 'items', Key: { id: { S: 'a1' } } });
    assert.deepEqual(JSON.parse(String(found.body)), { Item: { id: { S: 'a1' }, by: { S: '$default' } } });
  });

  it('send to SQS and publish to SNS with form bodies', async () => {
    const { stack, sqs, sns, published } = await startWithServices();
    const callSqs = async (path: string, form: string) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const request = {
        method: 'POST',
        path,
        query: '',
        headers,
        body: Buffer.from(form),
        sourceIp: '127.0.0.1',
      };
      return String((await sqs.request(request, 'r')).body);
    };
    await callSqs('/', 'Action=CreateQueue&QueueName=orders');
    serviceRoute(
      stack,
      'sqs:path/123456789012/orders',
      'Action=SendMessage&MessageBody=$util.urlEncode($input.body)',
      'queued $context.status',
    );
    assert.equal(await exchange(stack, '{"order":"x & y"}'), 'queued 200');
    const received = await callSqs('/123456789012/orders', 'Action=ReceiveMessage');
    assert.equal(/<Body>(.*)<\/Body>/.exec(received)?.[1], '{&#34;order&#34;:&#34;x &#38; y&#34;}');

    const topic = sns.createTopic('news', {});
    sns.subscribe({
      topicArn: topic.arn,
      protocol: 'lambda',
      endpoint: 'arn:aws:lambda:eu-west-1:123456789012:function:f',
      attributes: {},
    });
    serviceRoute(
      stack,
      'sns:action/Publish',
      `TopicArn=$util.urlEncode('${topic.arn}')&Message=$util.urlEncode($input.path('$.text'))`,
      'published $context.status',
    );
    assert.equal(await exchange(stack, '{"text":"hello"}'), 'published 200');
    assert.equal(JSON.parse(published[0] ?? '{}').Records[0].Sns.Message, 'hello');
  });
});

describe('the resource types of API Gateway', () => {
  it('answer Ref and GetAtt as CloudFormation does', async () => {
    const { stack } = await startWithServices();
    const { instances } = deploy(stack.gateway, {
      Api: api,
      Integration: v2('Integration', { IntegrationType: 'AWS_PROXY', IntegrationUri: invocationUri('f') }),
      Response: v2('IntegrationResponse', {
        IntegrationId: { Ref: 'Integration' },
        IntegrationResponseKey: '$default',
      }),
      Authorizer: v2('Authorizer', {
        Name: 'a',
        AuthorizerType: 'REQUEST',
        AuthorizerUri: invocationUri('f'),
      }),
      Model: v2('Model', { Name: 'price', Schema: { type: 'object' } }),
      Route: v2('Route', { RouteKey: '$default' }),
      RouteResponse: v2('RouteResponse', { RouteId: { Ref: 'Route' }, RouteResponseKey: '$default' }),
      Deployment: v2('Deployment', { StageName: 'made' }),
      Stage: v2('Stage', { StageName: 'prod' }),
      Domain: { Type: 'AWS::ApiGatewayV2::DomainName', Properties: { DomainName: 'ws.example.net' } },
      Mapping: v2('ApiMapping', { DomainName: { Ref: 'Domain' }, Stage: { Ref: 'Stage' } }),
      Key: {
        Type: 'AWS::ApiGateway::ApiKey',
        Properties: { Enabled: true },
      },
      Plan: {
        Type: 'AWS::ApiGateway::UsagePlan',
        Properties: { ApiStages: [{ ApiId: { Ref: 'Api' }, Stage: { Ref: 'Stage' } }] },
      },
      PlanKey: {
        Type: 'AWS::ApiGateway::UsagePlanKey',
        Properties: { KeyId: { Ref: 'Key' }, KeyType: 'API_KEY', UsagePlanId: { Ref: 'Plan' } },
      },
    });
    assert.deepEqual(instances, {
      Api: {
        physicalId: 'api0000000',
        attributes: {
          ApiId: 'api0000000',
          ApiEndpoint: 'wss://api0000000.execute-api.eu-west-1.amazonaws.com',
        },
      },
      Integration: { physicalId: 'integra', attributes: { IntegrationId: 'integra' } },
      Response: { physicalId: 'respons', attributes: { IntegrationResponseId: 'respons' } },
      Authorizer: { physicalId: 'authori', attributes: { AuthorizerId: 'authori' } },
      Model: { physicalId: 'model00', attributes: { ModelId: 'model00' } },
      Route: { physicalId: 'route00', attributes: { RouteId: 'route00' } },
      RouteResponse: { physicalId: 'routere', attributes: { RouteResponseId: 'routere' } },
      Deployment: { physicalId: 'deploy', attributes: { DeploymentId: 'deploy' } },
      Stage: { physicalId: 'prod', attributes: {} },
      Domain: {
        physicalId: 'ws.example.net',
        attributes: {
          RegionalDomainName: 'd-domain0000.execute-api.eu-west-1.amazonaws.com',
          RegionalHostedZoneId: 'Z1UJRXOUMOOFQ8',
          DomainNameArn: 'arn:aws:apigateway:eu-west-1::/domainnames/ws.example.net',
        },
      },
      Mapping: { physicalId: 'mappin', attributes: { ApiMappingId: 'mappin' } },
      Key: { physicalId: 'key0000000', attributes: { APIKeyId: 'key0000000' } },
      Plan: { physicalId: 'plan00', attributes: { Id: 'plan00' } },
      PlanKey: { physicalId: 'key0000000:plan00', attributes: { Id: 'key0000000:plan00' } },
    });
    assert.deepEqual(stack.gateway.stageNames('api0000000'), ['made', 'prod']);
    assert.equal(stack.gateway.apiOfHost('ws.example.net'), 'api0000000');
  });

  it('name an HTTP API as not run and leave its parts alone', async () => {
    const { stack } = await startWithServices();
    const { instances, events } = deploy(stack.gateway, {
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'web', ProtocolType: 'HTTP' } },
      Integration: v2('Integration', {
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: 'arn:aws:lambda:eu-west-1:123456789012:function:f',
        PayloadFormatVersion: '2.0',
      }),
      Route: v2('Route', { RouteKey: 'GET /x', AuthorizationType: 'JWT' }),
      Stage: v2('Stage', { StageName: '$default', AutoDeploy: true }),
    });
    assert.equal(
      instances.Api?.attributes.ApiEndpoint,
      'https://api0000000.execute-api.eu-west-1.amazonaws.com',
    );
    assert.equal(instances.Stage?.physicalId, '$default');
    assert.deepEqual(stack.gateway.stageNames('api0000000'), []);
    assert.deepEqual(
      events.map(({ kind, level, data }) => [kind, level, data]),
      [
        [
          'stack.resource-not-run',
          'warn',
          { type: 'AWS::ApiGatewayV2::Api with ProtocolType HTTP', logicalIds: ['Api'] },
        ],
      ],
    );
  });

  it('refuse a broken resource with every finding, each with its path', async () => {
    const { stack } = await startWithServices();
    assert.throws(
      () =>
        deploy(stack.gateway, {
          Api: api,
          Route: v2('Route', { RouteKey: 'join', Target: 'abc', AuthorizationType: 'AWS_IAM' }),
        }),
      (error: { diagnostics: { code: string; where: { path: string } }[] }) => {
        assert.deepEqual(
          error.diagnostics.map(({ code, where }) => `${code} ${where.path}`),
          ['EW5004 Resources.Route.Properties.Target', 'EW5005 Resources.Route.Properties.AuthorizationType'],
        );
        return true;
      },
    );
  });
});
