import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding } from '../finding.js';
import { expandSam } from './expand-sam.js';

function expand(body: Record<string, unknown>, parameters: Record<string, string> = {}) {
  const findings: Finding[] = [];
  const expanded = expandSam(body, { parameters, report: (finding) => findings.push(finding) });
  return {
    resources: expanded.body.Resources as Record<string, unknown>,
    body: expanded.body,
    origins: expanded.origins,
    findings: findings.map(({ code, path }) => `${code} ${path}`),
  };
}

const fn = (properties: Record<string, unknown>, attributes: Record<string, unknown> = {}) => ({
  Type: 'AWS::Serverless::Function',
  ...attributes,
  Properties: { Handler: 'order.handler', Runtime: 'nodejs22.x', CodeUri: 'src/', ...properties },
});
const lambda = (Properties: Record<string, unknown>) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Handler: 'order.handler',
    Runtime: 'nodejs22.x',
    Code: 'src/',
    Role: { 'Fn::GetAtt': ['OrderRole', 'Arn'] },
    ...Properties,
  },
});
const role = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] }, Action: ['sts:AssumeRole'] },
      ],
    },
  },
};

describe('expandSam, functions', () => {
  it('makes a function and its role, with the Globals below', () => {
    const { resources, findings } = expand({
      Transform: 'AWS::Serverless-2016-10-31',
      Globals: {
        Function: {
          Timeout: 10,
          MemorySize: 256,
          Environment: { Variables: { TABLE: 'shop', MODE: 'global' } },
        },
      },
      Resources: {
        Order: fn({
          MemorySize: 512,
          Environment: { Variables: { MODE: 'own' } },
          Policies: ['AmazonDynamoDBFullAccess'],
          DeadLetterQueue: { Type: 'SQS', TargetArn: 'arn:aws:sqs:eu-west-1:1:failed' },
          Tags: { team: 'shop' },
        }),
      },
    });
    assert.deepEqual(resources, {
      Order: lambda({
        Timeout: 10,
        MemorySize: 512,
        Environment: { Variables: { TABLE: 'shop', MODE: 'own' } },
        DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:1:failed' },
        Tags: [{ Key: 'team', Value: 'shop' }],
      }),
      OrderRole: role,
    });
    assert.deepEqual(findings, []);
  });

  it('joins lists of the Globals and replaces intrinsics', () => {
    const { resources } = expand({
      Globals: { Function: { Layers: ['arn:a'], Environment: { Ref: 'Shared' } } },
      Resources: {
        Order: fn({ Role: 'arn:role', Layers: ['arn:b'], Environment: { Variables: { A: '1' } } }),
      },
    });
    assert.deepEqual(resources, {
      Order: lambda({ Role: 'arn:role', Layers: ['arn:a', 'arn:b'], Environment: { Variables: { A: '1' } } }),
    });
  });

  it('takes code from text, an archive in S3 and an image', () => {
    const { resources } = expand({
      Resources: {
        Inline: fn({ Role: 'r', CodeUri: undefined, InlineCode: 'exports.handler = 1' }),
        Archive: fn({ Role: 'r', CodeUri: 's3://code/shop/order.zip' }),
        Versioned: fn({ Role: 'r', CodeUri: { Bucket: 'code', Key: 'order.zip', Version: '7' } }),
        Image: {
          Type: 'AWS::Serverless::Function',
          Properties: { Role: 'r', PackageType: 'Image', ImageUri: 'i' },
        },
      },
    });
    const code = (name: string) => (resources[name] as { Properties: { Code: unknown } }).Properties.Code;
    assert.deepEqual(['Inline', 'Archive', 'Versioned', 'Image'].map(code), [
      { ZipFile: 'exports.handler = 1' },
      { S3Bucket: 'code', S3Key: 'shop/order.zip' },
      { S3Bucket: 'code', S3Key: 'order.zip', S3ObjectVersion: '7' },
      { ImageUri: 'i' },
    ]);
  });

  it('publishes an alias, sends events to it and lets references name it', () => {
    const { body, resources, origins } = expand(
      {
        Parameters: { Alias: { Type: 'String', Default: 'live' } },
        Resources: {
          Order: fn(
            {
              Role: 'r',
              AutoPublishAlias: { Ref: 'Alias' },
              Events: { Hello: { Type: 'SNS', Properties: { Topic: { Ref: 'Arrivals' } } } },
            },
            { Condition: 'IsShop', DependsOn: 'Arrivals' },
          ),
          Arrivals: { Type: 'AWS::SNS::Topic' },
        },
        Outputs: {
          Alias: { Value: { Ref: 'Order.Alias' } },
          Version: { Value: { 'Fn::Sub': 'v=${Order.Version}' } },
        },
      },
      { Alias: 'blue' },
    );
    const attributes = { Condition: 'IsShop', DependsOn: 'Arrivals' };
    assert.deepEqual(resources, {
      Order: { ...lambda({ Role: 'r' }), ...attributes },
      OrderVersion: {
        ...attributes,
        Type: 'AWS::Lambda::Version',
        DeletionPolicy: 'Retain',
        Properties: { FunctionName: { Ref: 'Order' } },
      },
      OrderAliasblue: {
        ...attributes,
        Type: 'AWS::Lambda::Alias',
        Properties: {
          Name: 'blue',
          FunctionName: { Ref: 'Order' },
          FunctionVersion: { 'Fn::GetAtt': ['OrderVersion', 'Version'] },
        },
      },
      OrderHello: {
        ...attributes,
        Type: 'AWS::SNS::Subscription',
        Properties: {
          Protocol: 'lambda',
          Endpoint: { Ref: 'OrderAliasblue' },
          TopicArn: { Ref: 'Arrivals' },
        },
      },
      OrderHelloPermission: {
        ...attributes,
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: { Ref: 'OrderAliasblue' },
          Principal: 'sns.amazonaws.com',
          SourceArn: { Ref: 'Arrivals' },
        },
      },
      Arrivals: { Type: 'AWS::SNS::Topic' },
    });
    assert.deepEqual(body.Outputs, {
      Alias: { Value: { Ref: 'OrderAliasblue' } },
      Version: { Value: { 'Fn::Sub': ['v=${Order.Version}', { 'Order.Version': { Ref: 'OrderVersion' } }] } },
    });
    assert.equal(origins.get('OrderHelloPermission'), 'Order');
  });

  it('makes the queue that a destination only names by kind', () => {
    const { resources } = expand({
      Resources: {
        Order: fn({
          Role: 'r',
          EventInvokeConfig: {
            MaximumRetryAttempts: 1,
            DestinationConfig: {
              OnFailure: { Type: 'SQS' },
              OnSuccess: { Type: 'SNS', Destination: 'arn:done' },
            },
          },
        }),
      },
    });
    assert.deepEqual(resources, {
      Order: lambda({ Role: 'r' }),
      OrderEventInvokeConfigOnFailureQueue: { Type: 'AWS::SQS::Queue', Properties: {} },
      OrderEventInvokeConfig: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: { Ref: 'Order' },
          Qualifier: '$LATEST',
          MaximumRetryAttempts: 1,
          DestinationConfig: {
            OnSuccess: { Destination: 'arn:done' },
            OnFailure: { Destination: { 'Fn::GetAtt': ['OrderEventInvokeConfigOnFailureQueue', 'Arn'] } },
          },
        },
      },
    });
  });
});

describe('expandSam, events', () => {
  const arn = { 'Fn::GetAtt': ['Order', 'Arn'] };
  const only = (event: Record<string, unknown>) => {
    const { resources, findings } = expand({ Resources: { Order: fn({ Role: 'r', Events: { E: event } }) } });
    const { Order: _order, ...rest } = resources;
    return { rest, findings };
  };
  const permission = (Principal: string) => ({
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: arn,
      Principal,
      SourceArn: { 'Fn::GetAtt': ['OrderE', 'Arn'] },
    },
  });

  it('maps a queue and a stream to event source mappings', () => {
    assert.deepEqual(
      only({
        Type: 'SQS',
        Properties: { Queue: 'arn:q', BatchSize: 5, FunctionResponseTypes: ['ReportBatchItemFailures'] },
      }).rest,
      {
        OrderE: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            EventSourceArn: 'arn:q',
            FunctionName: arn,
            BatchSize: 5,
            FunctionResponseTypes: ['ReportBatchItemFailures'],
          },
        },
      },
    );
    assert.deepEqual(
      only({ Type: 'DynamoDB', Properties: { Stream: 'arn:s', StartingPosition: 'LATEST' } }).rest,
      {
        OrderE: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: 'arn:s', FunctionName: arn, StartingPosition: 'LATEST' },
        },
      },
    );
  });

  it('puts a queue between topic and function', () => {
    assert.deepEqual(
      only({ Type: 'SNS', Properties: { Topic: 'arn:t', SqsSubscription: true, FilterPolicy: { a: ['b'] } } })
        .rest,
      {
        OrderEQueue: { Type: 'AWS::SQS::Queue', Properties: {} },
        OrderE: {
          Type: 'AWS::SNS::Subscription',
          Properties: {
            Protocol: 'sqs',
            Endpoint: { 'Fn::GetAtt': ['OrderEQueue', 'Arn'] },
            TopicArn: 'arn:t',
            FilterPolicy: { a: ['b'] },
          },
        },
        OrderEEventSourceMapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            EventSourceArn: { 'Fn::GetAtt': ['OrderEQueue', 'Arn'] },
            FunctionName: arn,
            BatchSize: 10,
            Enabled: true,
          },
        },
      },
    );
  });

  it('makes rules of schedules and patterns', () => {
    assert.deepEqual(
      only({ Type: 'Schedule', Properties: { Schedule: 'rate(1 minute)', Enabled: false, Input: '{}' } })
        .rest,
      {
        OrderE: {
          Type: 'AWS::Events::Rule',
          Properties: {
            State: 'DISABLED',
            ScheduleExpression: 'rate(1 minute)',
            Targets: [{ Arn: arn, Id: 'OrderELambdaTarget', Input: '{}' }],
          },
        },
        OrderEPermission: permission('events.amazonaws.com'),
      },
    );
    for (const type of ['EventBridgeRule', 'CloudWatchEvent']) {
      assert.deepEqual(
        only({
          Type: type,
          Properties: { EventBusName: 'shop', Pattern: { source: ['shop'] }, Target: { Id: 'T' } },
        }).rest,
        {
          OrderE: {
            Type: 'AWS::Events::Rule',
            Properties: {
              EventBusName: 'shop',
              EventPattern: { source: ['shop'] },
              Targets: [{ Arn: arn, Id: 'T' }],
            },
          },
          OrderEPermission: permission('events.amazonaws.com'),
        },
      );
    }
    assert.deepEqual(only({ Type: 'ScheduleV2', Properties: { ScheduleExpression: 'rate(1 hour)' } }).rest, {
      OrderE: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          ScheduleExpression: 'rate(1 hour)',
          Name: 'OrderE',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: { Arn: arn, RoleArn: { 'Fn::GetAtt': ['OrderERole', 'Arn'] } },
        },
      },
      OrderERole: { Type: 'AWS::IAM::Role', Properties: {} },
    });
  });

  it('makes the dead-letter queue of a schedule, and leaves out its name when told to', () => {
    const { rest } = only({
      Type: 'ScheduleV2',
      Properties: { ScheduleExpression: 'rate(1 hour)', OmitName: true, DeadLetterConfig: { Type: 'SQS' } },
    });
    assert.deepEqual(rest.OrderEQueue, { Type: 'AWS::SQS::Queue', Properties: {} });
    assert.deepEqual((rest.OrderE as { Properties?: unknown }).Properties, {
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: arn,
        RoleArn: { 'Fn::GetAtt': ['OrderERole', 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['OrderEQueue', 'Arn'] } },
      },
    });
    const named = only({
      Type: 'Schedule',
      Properties: {
        Schedule: 'rate(1 hour)',
        DeadLetterConfig: { Type: 'SQS', QueueLogicalId: 'Lost' },
      },
    });
    assert.deepEqual(named.rest.Lost, { Type: 'AWS::SQS::Queue', Properties: {} });
  });

  it('lets references to the implicit APIs resolve', () => {
    assert.deepEqual(Object.keys(only({ Type: 'Api', Properties: { Path: '/', Method: 'get' } }).rest), [
      'ServerlessRestApi',
      'ServerlessRestApiProdStage',
    ]);
    assert.deepEqual(Object.keys(only({ Type: 'HttpApi' }).rest), ['ServerlessHttpApi']);
  });

  it('reports an event that nothing sends, and a type that SAM does not have', () => {
    assert.deepEqual(only({ Type: 'S3', Properties: { Bucket: { Ref: 'B' } } }), {
      rest: {},
      findings: ['EW3303 Resources.Order.Properties.Events.E'],
    });
    assert.deepEqual(only({ Type: 'Sqs' }), {
      rest: {},
      findings: ['EW3304 Resources.Order.Properties.Events.E.Type'],
    });
  });
});

describe('expandSam, other types', () => {
  it('makes a table with the key "id" by default', () => {
    const { resources } = expand({
      Resources: {
        Items: { Type: 'AWS::Serverless::SimpleTable' },
        Orders: {
          Type: 'AWS::Serverless::SimpleTable',
          Properties: {
            TableName: 'orders',
            PrimaryKey: { Name: 'number', Type: 'Number' },
            ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
          },
        },
      },
    });
    assert.deepEqual(resources, {
      Items: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          BillingMode: 'PAY_PER_REQUEST',
        },
      },
      Orders: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: 'orders',
          AttributeDefinitions: [{ AttributeName: 'number', AttributeType: 'N' }],
          KeySchema: [{ AttributeName: 'number', KeyType: 'HASH' }],
          ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
        },
      },
    });
  });

  it('makes a layer version', () => {
    const { resources } = expand({
      Resources: { Tools: { Type: 'AWS::Serverless::LayerVersion', Properties: { ContentUri: 'layer/' } } },
    });
    assert.deepEqual(resources, {
      Tools: { Type: 'AWS::Lambda::LayerVersion', Properties: { LayerName: 'Tools', Content: 'layer/' } },
    });
  });

  it('makes a WebSocket API with its stage, routes and authorizer', () => {
    const { resources, body } = expand({
      Resources: {
        Sockets: {
          Type: 'AWS::Serverless::WebSocketApi',
          Properties: {
            RouteSelectionExpression: '$request.body.action',
            StageName: 'dev',
            Auth: {
              AuthType: 'CUSTOM',
              AuthArn: 'arn:auth',
              IdentitySource: ['route.request.querystring.t'],
            },
            Routes: {
              $connect: { FunctionArn: 'arn:connect' },
              sendMessage: { FunctionArn: 'arn:send', RouteResponseSelectionExpression: '$default' },
            },
          },
        },
      },
      Outputs: { Stage: { Value: { Ref: 'Sockets.Stage' } } },
    });
    const uri = (arn: string) => ({
      'Fn::Join': [
        '',
        [
          'arn:',
          { Ref: 'AWS::Partition' },
          ':apigateway:',
          { Ref: 'AWS::Region' },
          ':lambda:path/2015-03-31/functions/',
          arn,
          '/invocations',
        ],
      ],
    });
    const ApiId = { Ref: 'Sockets' };
    assert.deepEqual(resources, {
      Sockets: {
        Type: 'AWS::ApiGatewayV2::Api',
        Properties: {
          RouteSelectionExpression: '$request.body.action',
          Name: 'Sockets',
          ProtocolType: 'WEBSOCKET',
        },
      },
      SocketsConnectAuthorizer: {
        Type: 'AWS::ApiGatewayV2::Authorizer',
        Properties: {
          ApiId,
          AuthorizerType: 'REQUEST',
          Name: 'SocketsConnectAuthorizer',
          AuthorizerUri: uri('arn:auth'),
          IdentitySource: ['route.request.querystring.t'],
        },
      },
      SocketsConnectIntegration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: { ApiId, IntegrationType: 'AWS_PROXY', IntegrationUri: uri('arn:connect') },
      },
      SocketsConnectRoute: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          ApiId,
          RouteKey: '$connect',
          Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'SocketsConnectIntegration' }]] },
          AuthorizationType: 'CUSTOM',
          AuthorizerId: { Ref: 'SocketsConnectAuthorizer' },
        },
      },
      SocketsSendmessageIntegration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: { ApiId, IntegrationType: 'AWS_PROXY', IntegrationUri: uri('arn:send') },
      },
      SocketsSendmessageRoute: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          ApiId,
          RouteKey: 'sendMessage',
          Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'SocketsSendmessageIntegration' }]] },
          AuthorizationType: 'NONE',
          RouteResponseSelectionExpression: '$default',
        },
      },
      SocketsdevStage: {
        Type: 'AWS::ApiGatewayV2::Stage',
        Properties: { ApiId, StageName: 'dev', AutoDeploy: true },
      },
    });
    assert.deepEqual(body.Outputs, { Stage: { Value: { Ref: 'SocketsdevStage' } } });
  });

  it('reports unknown and ignored properties with their paths, and leaves unknown types alone', () => {
    const { resources, findings } = expand({
      Globals: { Functions: {} },
      Resources: {
        Order: fn({ Role: 'r', CodeURI: 'x', TenancyConfig: {} }),
        Flow: { Type: 'AWS::Serverless::StateMachine', Properties: {} },
        Link: { Type: 'AWS::Serverless::Connector', Properties: {} },
      },
    });
    assert.deepEqual(findings, [
      'EW3302 Globals.Functions',
      'EW3302 Resources.Order.Properties.CodeURI',
      'EW3301 Resources.Order.Properties.TenancyConfig',
      'EW3306 Resources.Link',
    ]);
    assert.deepEqual(resources, {
      Order: lambda({ Role: 'r' }),
      Flow: { Type: 'AWS::Serverless::StateMachine', Properties: {} },
    });
  });
});
