// The CloudFormation of the conformance stack, built from one table of APIs so that rows and template agree.

type Properties = Readonly<Record<string, unknown>>;
interface Resource {
  readonly Type: string;
  readonly DependsOn?: readonly string[];
  readonly Properties: Properties;
}

interface RouteSpec {
  readonly key: string;
  readonly target: string;
  readonly isTwoWay?: boolean;
  readonly properties?: Properties;
  /** Instead of a proxy of the target. */
  readonly integration?: Properties;
  /** Response templates of the integration by response key. */
  readonly responses?: Readonly<Record<string, string>>;
}

interface FunctionSpec {
  readonly Handler: string;
  readonly Timeout?: number;
}

interface ApiSpec {
  readonly id: string;
  readonly selection?: string;
  readonly routes: readonly RouteSpec[];
  readonly stageVariables?: Readonly<Record<string, string>>;
  readonly stageProperties?: Properties;
  readonly properties?: Properties;
}

const ref = (logicalId: string) => ({ Ref: logicalId });
const attribute = (logicalId: string, name: string) => ({ 'Fn::GetAtt': [logicalId, name] });

/** Functions of the stack by name: handler and, where it matters, timeout in seconds. */
export const functions: Readonly<Record<string, FunctionSpec>> = {
  Connect: { Handler: 'probe.connect' },
  Disconnect: { Handler: 'probe.disconnect' },
  Message: { Handler: 'probe.message' },
  Hurried: { Handler: 'probe.message', Timeout: 1 },
  Authorizer: { Handler: 'probe.authorizer' },
  Source: { Handler: 'probe.source' },
  Styled: { Handler: 'probe.styled', Timeout: 3 },
};

const model = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  type: 'object',
  required: ['action', 'price'],
  properties: { action: { type: 'string' }, price: { type: 'number', minimum: 0 } },
};

const lifecycle: readonly RouteSpec[] = [
  { key: '$connect', target: 'Connect' },
  { key: '$disconnect', target: 'Disconnect' },
];

/** The APIs that rows name. */
export const apis: Readonly<Record<string, ApiSpec>> = {
  main: {
    id: 'Main',
    stageVariables: { tableName: 'conns-dev' },
    routes: [
      ...lifecycle,
      { key: '$default', target: 'Message', isTwoWay: true },
      { key: 'two-way', target: 'Message', isTwoWay: true },
      { key: 'one-way', target: 'Message' },
      { key: 'hurried', target: 'Hurried', isTwoWay: true },
      { key: 'styled', target: 'Styled', isTwoWay: true },
      {
        key: 'validated',
        target: 'Message',
        isTwoWay: true,
        properties: { ModelSelectionExpression: '$default', RequestModels: { $default: 'price' } },
      },
    ],
  },
  bare: { id: 'Bare', routes: [{ key: 'known', target: 'Message', isTwoWay: true }] },
  guarded: {
    id: 'Guarded',
    routes: [
      {
        key: '$connect',
        target: 'Connect',
        properties: { AuthorizationType: 'CUSTOM', AuthorizerId: ref('GuardedAuthorizer') },
      },
      { key: '$disconnect', target: 'Disconnect' },
      { key: '$default', target: 'Message', isTwoWay: true },
    ],
  },
  templated: {
    id: 'Templated',
    selection: '${request.body.service}/${request.body.action}',
    routes: [
      { key: 'chat/join', target: 'Message', isTwoWay: true },
      { key: 'chat/', target: 'Message', isTwoWay: true },
    ],
  },
  iam: {
    id: 'Iam',
    routes: [
      { key: '$connect', target: 'Connect', properties: { AuthorizationType: 'AWS_IAM' } },
      { key: '$default', target: 'Message', isTwoWay: true },
    ],
  },
  mapped: {
    id: 'Mapped',
    stageVariables: { shop: 'north' },
    routes: [
      {
        key: 'mock',
        target: 'Message',
        isTwoWay: true,
        integration: {
          IntegrationType: 'MOCK',
          RequestTemplates: { $default: '{"statusCode": $input.path(\'$.status\')}' },
        },
        responses: {
          $default: '$context.routeKey on $context.stage of $stageVariables.shop',
          '/4\\d\\d/': 'refused with $context.status',
        },
      },
      {
        key: 'function',
        target: 'Styled',
        isTwoWay: true,
        integration: {
          IntegrationType: 'AWS',
          RequestTemplates: {
            $default: '{"body": "{\\"style\\":\\"$util.escapeJavaScript($input.path(\'$.style\'))\\"}"}',
          },
        },
        responses: {
          $default: "$input.path('$.body') with $input.json('$.statusCode')",
          '/rej.*/': 'the function said no',
        },
      },
      {
        key: 'later',
        target: 'Styled',
        isTwoWay: true,
        integration: {
          IntegrationType: 'AWS',
          RequestParameters: { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" },
          RequestTemplates: { $default: '{"body": "{}"}' },
        },
        responses: { $default: 'accepted' },
      },
      {
        key: 'never',
        target: 'Styled',
        isTwoWay: true,
        integration: { IntegrationType: 'AWS', PassthroughBehavior: 'NEVER' },
        responses: { $default: 'never' },
      },
      {
        key: 'unanswered',
        target: 'Styled',
        isTwoWay: true,
        integration: { IntegrationType: 'AWS', RequestTemplates: { $default: '{"body": "{}"}' } },
      },
    ],
  },
  throttled: {
    id: 'Throttled',
    stageProperties: { DefaultRouteSettings: { ThrottlingRateLimit: 0, ThrottlingBurstLimit: 0 } },
    routes: [{ key: '$connect', target: 'Connect' }],
  },
};

/** Stage of every API. */
export const stageName = 'prod';

/**
 * @param codeUri - What `Code` of the functions names: a local folder for Edgewire and `aws cloudformation package`.
 */
export function buildStackTemplate(codeUri: string): unknown {
  const resources: Record<string, Resource> = {
    ...dataResources(),
    ...sourceResources(),
    ...functionResources(codeUri),
  };
  for (const api of Object.values(apis)) Object.assign(resources, apiResources(api));
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'WebSocket APIs whose behaviour the conformance rows observe',
    Resources: resources,
    Outputs: Object.fromEntries(
      Object.entries(apis).map(([name, { id }]) => [
        `${name}Url`,
        {
          Value: { 'Fn::Sub': `wss://\${${id}}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/${stageName}` },
        },
      ]),
    ),
  };
}

/** The table in which handlers record the events that they get. */
export function recordsTable(): Resource {
  const key = (name: string, type: 'HASH' | 'RANGE') => ({ AttributeName: name, KeyType: type });
  return {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'run'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'run',
          KeySchema: [key('run', 'HASH'), key('sk', 'RANGE')],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    },
  };
}

function dataResources(): Record<string, Resource> {
  return {
    Records: recordsTable(),
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
        ManagedPolicyArns: [
          managedPolicy('AWSLambdaBasicExecutionRole'),
          managedPolicy('AWSLambdaSQSQueueExecutionRole'),
          managedPolicy('AWSLambdaDynamoDBExecutionRole'),
        ],
        Policies: [
          {
            PolicyName: 'sources',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: ['sns:Publish', 'sqs:SendMessage', 'events:PutEvents'],
                  Resource: '*',
                },
                {
                  Effect: 'Allow',
                  Action: ['dynamodb:PutItem', 'dynamodb:DeleteItem'],
                  Resource: attribute('SourceTable', 'Arn'),
                },
              ],
            },
          },
          {
            PolicyName: 'records',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: ['dynamodb:PutItem', 'dynamodb:Query'],
                  Resource: [attribute('Records', 'Arn'), { 'Fn::Sub': '${Records.Arn}/index/*' }],
                },
              ],
            },
          },
        ],
      },
    },
    PriceModel: {
      Type: 'AWS::ApiGatewayV2::Model',
      Properties: { ApiId: ref('Main'), Name: 'price', ContentType: 'application/json', Schema: model },
    },
    GuardedAuthorizer: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: {
        ApiId: ref('Guarded'),
        Name: 'token',
        AuthorizerType: 'REQUEST',
        AuthorizerUri: invocationUri('Authorizer'),
        IdentitySource: ['route.request.querystring.token'],
      },
    },
  };
}

function managedPolicy(name: string): unknown {
  return { 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/service-role/${name}` };
}

// What calls a function besides an API: one source of each kind.
function sourceResources(): Record<string, Resource> {
  const FunctionName = attribute('SourceFunction', 'Arn');
  const subscription = (topic: string, properties: Properties = {}): Resource => ({
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: ref(topic), Protocol: 'lambda', Endpoint: FunctionName, ...properties },
  });
  const permission = (principal: string, SourceArn: unknown): Resource => ({
    Type: 'AWS::Lambda::Permission',
    Properties: { Action: 'lambda:InvokeFunction', FunctionName, Principal: principal, SourceArn },
  });
  return {
    Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
    TopicSubscription: subscription('Topic'),
    TopicPermission: permission('sns.amazonaws.com', ref('Topic')),
    FilteredTopic: { Type: 'AWS::SNS::Topic', Properties: {} },
    FilteredSubscription: subscription('FilteredTopic', {
      FilterPolicy: { kind: ['wanted', { prefix: 'also-' }], level: [{ numeric: ['>=', 5] }] },
    }),
    FilteredPermission: permission('sns.amazonaws.com', ref('FilteredTopic')),
    Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 60 } },
    FromQueue: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName,
        EventSourceArn: attribute('Queue', 'Arn'),
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
    SourceTable: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      },
    },
    FromTable: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName,
        EventSourceArn: attribute('SourceTable', 'StreamArn'),
        StartingPosition: 'LATEST',
      },
    },
    OnProbe: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['conformance'], 'detail-type': ['probe'] },
        Targets: [{ Id: 'source', Arn: FunctionName }],
      },
    },
    OnProbePermission: permission('events.amazonaws.com', attribute('OnProbe', 'Arn')),
  };
}

function functionResources(codeUri: string): Record<string, Resource> {
  const resources: Record<string, Resource> = {};
  for (const [name, own] of Object.entries(functions)) {
    resources[`${name}Function`] = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs22.x',
        Code: codeUri,
        Role: attribute('Role', 'Arn'),
        Timeout: 10,
        MemorySize: 256,
        Environment: {
          Variables: {
            TABLE: ref('Records'),
            TOPIC: ref('Topic'),
            FILTERED: ref('FilteredTopic'),
            QUEUE: ref('Queue'),
            SOURCE: ref('SourceTable'),
          },
        },
        ...own,
      },
    };
    resources[`${name}Permission`] = {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: ref(`${name}Function`),
        Principal: 'apigateway.amazonaws.com',
      },
    };
  }
  return resources;
}

function apiResources(api: ApiSpec): Record<string, Resource> {
  const { id } = api;
  const ApiId = ref(id);
  const resources: Record<string, Resource> = {
    [id]: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: {
        Name: `conformance-${id.toLowerCase()}`,
        ProtocolType: 'WEBSOCKET',
        RouteSelectionExpression: api.selection ?? '$request.body.action',
        ...api.properties,
      },
    },
  };
  const deployed: string[] = [];
  for (const { key, target, isTwoWay, properties, integration, responses } of api.routes) {
    const name = `${id}${key.replace(/[^A-Za-z]/g, '')}${key.length}`;
    resources[`${name}Integration`] = {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId,
        IntegrationType: 'AWS_PROXY',
        ...(integration?.IntegrationType === 'MOCK'
          ? {}
          : { IntegrationMethod: 'POST', IntegrationUri: invocationUri(target) }),
        ...integration,
      },
    };
    for (const [index, [responseKey, template]] of Object.entries(responses ?? {}).entries()) {
      resources[`${name}Response${index}`] = {
        Type: 'AWS::ApiGatewayV2::IntegrationResponse',
        Properties: {
          ApiId,
          IntegrationId: ref(`${name}Integration`),
          IntegrationResponseKey: responseKey,
          ResponseTemplates: { $default: template },
        },
      };
      deployed.push(`${name}Response${index}`);
    }
    resources[`${name}Route`] = {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId,
        RouteKey: key,
        AuthorizationType: 'NONE',
        Target: { 'Fn::Join': ['/', ['integrations', ref(`${name}Integration`)]] },
        ...(isTwoWay === true ? { RouteResponseSelectionExpression: '$default' } : {}),
        ...properties,
      },
    };
    deployed.push(`${name}Route`);
    if (isTwoWay === true) {
      resources[`${name}Response`] = {
        Type: 'AWS::ApiGatewayV2::RouteResponse',
        Properties: { ApiId, RouteId: ref(`${name}Route`), RouteResponseKey: '$default' },
      };
      deployed.push(`${name}Response`);
    }
  }
  resources[`${id}Deployment`] = {
    Type: 'AWS::ApiGatewayV2::Deployment',
    DependsOn: deployed,
    Properties: { ApiId },
  };
  resources[`${id}Stage`] = {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: {
      ApiId,
      StageName: stageName,
      DeploymentId: ref(`${id}Deployment`),
      ...(api.stageVariables === undefined ? {} : { StageVariables: api.stageVariables }),
      ...api.stageProperties,
    },
  };
  return resources;
}

function invocationUri(name: string): unknown {
  return {
    'Fn::Sub': `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${name}Function.Arn}/invocations`,
  };
}
