import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  parseApi,
  parseApiKey,
  parseApiMapping,
  parseAuthorizer,
  parseIntegration,
  parseIntegrationResponse,
  parseModel,
  parseRoute,
  parseRouteResponse,
  parseStage,
  parseUsagePlan,
  parseUsagePlanKey,
} from './parse.js';
import type { Parsed, ParseFacts } from './property-reader.js';

const invocations =
  'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:1:function:f:live/invocations';

function facts(properties: Record<string, unknown>): ParseFacts {
  return { logicalId: 'Thing', id: 'id1', properties: { ApiId: 'api1', ...properties } };
}

function findings(parsed: Parsed<unknown>): string[] {
  return parsed.diagnostics.map(({ code, severity, where }) => `${code} ${severity} ${where?.path ?? ''}`);
}

describe('properties of WebSocket resources', () => {
  it('become an API with defaults', () => {
    const parsed = parseApi(facts({ RouteSelectionExpression: '$request.body.action' }));
    assert.deepEqual(parsed, {
      value: {
        id: 'id1',
        logicalId: 'Thing',
        name: 'Thing',
        routeSelectionExpression: '$request.body.action',
        apiKeySelectionExpression: '$request.header.x-api-key',
        isDefaultEndpointDisabled: false,
      },
      diagnostics: [],
    });
  });
  it('become a route', () => {
    const parsed = parseRoute(
      facts({
        RouteKey: 'join',
        Target: 'integrations/abc',
        RouteResponseSelectionExpression: '$default',
        RequestModels: { $default: 'price' },
        ModelSelectionExpression: '$default',
        ApiKeyRequired: 'false',
      }),
    );
    assert.deepEqual(parsed, {
      value: {
        id: 'id1',
        apiId: 'api1',
        key: 'join',
        integrationId: 'abc',
        authorization: 'NONE',
        authorizerId: undefined,
        apiKeyRequired: false,
        modelSelectionExpression: '$default',
        requestModels: { $default: 'price' },
        hasResponseSelection: true,
      },
      diagnostics: [],
    });
  });
  it('become an integration with the defaults of AWS', () => {
    const parsed = parseIntegration(facts({ IntegrationType: 'AWS_PROXY', IntegrationUri: invocations }));
    assert.deepEqual(parsed, {
      value: {
        id: 'id1',
        apiId: 'api1',
        type: 'AWS_PROXY',
        uri: invocations,
        method: 'POST',
        timeoutMs: 29_000,
        requestTemplates: {},
        templateSelectionExpression: undefined,
        requestParameters: {},
        passthrough: 'WHEN_NO_MATCH',
        contentHandling: undefined,
      },
      diagnostics: [],
    });
  });
  it('become a stage with throttles, given as numbers or text', () => {
    const parsed = parseStage(
      facts({
        StageName: 'prod',
        AutoDeploy: true,
        StageVariables: { table: 'conns-dev' },
        DefaultRouteSettings: { ThrottlingRateLimit: '10', ThrottlingBurstLimit: 5 },
        RouteSettings: { join: { ThrottlingRateLimit: 1 }, other: { DataTraceEnabled: true } },
      }),
    );
    assert.deepEqual(parsed, {
      value: {
        apiId: 'api1',
        name: 'prod',
        variables: { table: 'conns-dev' },
        throttle: { rate: 10, burst: 5 },
        routeThrottles: { join: { rate: 1, burst: 5_000 } },
      },
      diagnostics: [],
    });
  });
  it('become a usage plan and its key', () => {
    assert.deepEqual(
      parseUsagePlan(
        facts({
          ApiStages: [{ ApiId: 'api1', Stage: 'prod' }],
          Throttle: { RateLimit: 1, BurstLimit: 2 },
          Quota: { Limit: 10, Period: 'DAY' },
        }),
      ),
      {
        value: {
          id: 'id1',
          stages: [{ apiId: 'api1', stage: 'prod' }],
          throttle: { rate: 1, burst: 2 },
          quota: { limit: 10, period: 'DAY' },
        },
        diagnostics: [],
      },
    );
    assert.deepEqual(parseUsagePlanKey(facts({ KeyId: 'k', KeyType: 'API_KEY', UsagePlanId: 'p' })), {
      value: { id: 'k:p', keyId: 'k', planId: 'p' },
      diagnostics: [],
    });
  });
  it('become a mapping whose domain name is lower case', () => {
    assert.deepEqual(parseApiMapping(facts({ DomainName: 'WS.Example.net', Stage: 'prod' })).value, {
      id: 'id1',
      apiId: 'api1',
      domainName: 'ws.example.net',
      stage: 'prod',
      key: '',
    });
  });

  const path = 'Resources.Thing.Properties.';
  const mistakes: readonly (readonly [string, Parsed<unknown>, readonly string[]])[] = [
    ['no RouteSelectionExpression', parseApi(facts({})), [`EW5001 error ${path}RouteSelectionExpression`]],
    [
      'a static selection expression',
      parseApi(facts({ RouteSelectionExpression: 'action' })),
      [`EW5003 warning ${path}RouteSelectionExpression`],
    ],
    ['an escaped static expression', parseApi(facts({ RouteSelectionExpression: '\\$default' })), []],
    [
      'a target without prefix, and no key',
      parseRoute(facts({ Target: 'abc' })),
      [`EW5001 error ${path}RouteKey`, `EW5004 error ${path}Target`],
    ],
    [
      'authorization of a message route',
      parseRoute(facts({ RouteKey: 'join', AuthorizationType: 'AWS_IAM' })),
      [`EW5005 error ${path}AuthorizationType`],
    ],
    [
      'CUSTOM without authorizer',
      parseRoute(facts({ RouteKey: '$connect', AuthorizationType: 'CUSTOM' })),
      [`EW5001 error ${path}AuthorizerId`],
    ],
    [
      'JWT authorization',
      parseRoute(facts({ RouteKey: '$connect', AuthorizationType: 'JWT' })),
      [`EW5002 error ${path}AuthorizationType`],
    ],
    [
      'a route response that is not $default',
      parseRouteResponse(facts({ RouteId: 'r', RouteResponseKey: 'ok' })),
      [`EW5002 error ${path}RouteResponseKey`],
    ],
    [
      'a plain function ARN',
      parseIntegration(
        facts({ IntegrationType: 'AWS_PROXY', IntegrationUri: 'arn:aws:lambda:eu-west-1:1:function:f' }),
      ),
      [`EW5006 error ${path}IntegrationUri`],
    ],
    [
      'a service action behind a proxy',
      parseIntegration(
        facts({
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: 'arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem',
        }),
      ),
      [`EW5006 error ${path}IntegrationUri`],
    ],
    [
      'an address without scheme',
      parseIntegration(facts({ IntegrationType: 'HTTP', IntegrationUri: 'example.net' })),
      [`EW5006 error ${path}IntegrationUri`],
    ],
    [
      'timeouts at 49 ms',
      parseIntegration(facts({ IntegrationType: 'MOCK', TimeoutInMillis: 49 })),
      [`EW5007 error ${path}TimeoutInMillis`],
    ],
    ['timeouts at 50 ms', parseIntegration(facts({ IntegrationType: 'MOCK', TimeoutInMillis: 50 })), []],
    [
      'timeouts at 29,000 ms',
      parseIntegration(facts({ IntegrationType: 'MOCK', TimeoutInMillis: 29_000 })),
      [],
    ],
    [
      'timeouts at 29,001 ms',
      parseIntegration(facts({ IntegrationType: 'MOCK', TimeoutInMillis: 29_001 })),
      [`EW5007 error ${path}TimeoutInMillis`],
    ],
    [
      'a template that does not end',
      parseIntegration(facts({ IntegrationType: 'MOCK', RequestTemplates: { $default: '#set($a = )' } })),
      [`EW5008 error ${path}RequestTemplates`],
    ],
    [
      'a response key that is no pattern',
      parseIntegrationResponse(facts({ IntegrationId: 'i', IntegrationResponseKey: '/4(/' })),
      [`EW5002 error ${path}IntegrationResponseKey`],
    ],
    [
      'an identity source of REST APIs',
      parseAuthorizer(
        facts({
          Name: 'a',
          AuthorizerType: 'REQUEST',
          AuthorizerUri: invocations,
          IdentitySource: ['route.request.header.Authorization', 'method.request.header.Authorization'],
        }),
      ),
      [`EW5009 error ${path}IdentitySource`],
    ],
    [
      'a JWT authorizer without URI',
      parseAuthorizer(facts({ Name: 'a', AuthorizerType: 'JWT' })),
      [`EW5002 error ${path}AuthorizerType`, `EW5001 error ${path}AuthorizerUri`],
    ],
    [
      'a schema that is text but no JSON',
      parseModel(facts({ Name: 'm', Schema: '{' })),
      [`EW5010 error ${path}Schema`],
    ],
    [
      'a schema with an unknown type',
      parseModel(facts({ Name: 'm', Schema: { type: 'money' } })),
      [`EW5010 error ${path}Schema`],
    ],
    [
      'the stage name of HTTP APIs',
      parseStage(facts({ StageName: '$default', AutoDeploy: true })),
      [`EW5011 error ${path}StageName`],
    ],
    [
      'a stage variable with a space',
      parseStage(facts({ StageName: 'prod', AutoDeploy: true, StageVariables: { a: 'b c' } })),
      [`EW5011 error ${path}StageVariables.a`],
    ],
    [
      'a stage without deployment',
      parseStage(facts({ StageName: 'prod' })),
      [`EW5014 warning ${path}DeploymentId`],
    ],
    ['a stage with a deployment', parseStage(facts({ StageName: 'prod', DeploymentId: 'd1' })), []],
    [
      'a stage with a deployment and automatic ones',
      parseStage(facts({ StageName: 'prod', DeploymentId: 'd1', AutoDeploy: 'true' })),
      [`EW5014 error ${path}DeploymentId`],
    ],
    [
      'an access log variable that does not exist',
      parseStage(
        facts({
          StageName: 'prod',
          AutoDeploy: true,
          AccessLogSettings: {
            DestinationArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:sockets',
            Format: '$context.requestId $context.authorizer.tenant $context.httpMethod $context.identity.ip',
          },
        }),
      ),
      [`EW5016 warning ${path}AccessLogSettings.Format`, `EW5016 warning ${path}AccessLogSettings.Format`],
    ],
    [
      'an access log format of 3,072 bytes',
      parseStage(
        facts({ StageName: 'prod', AutoDeploy: true, AccessLogSettings: { Format: 'x'.repeat(3_072) } }),
      ),
      [],
    ],
    [
      'an access log format of 3,073 bytes',
      parseStage(
        facts({ StageName: 'prod', AutoDeploy: true, AccessLogSettings: { Format: 'x'.repeat(3_073) } }),
      ),
      [`EW5016 error ${path}AccessLogSettings.Format`],
    ],
    [
      'mappings that AWS refuses',
      parseIntegration(
        facts({
          IntegrationType: 'AWS',
          IntegrationUri: invocations,
          RequestParameters: {
            'integration.request.header.X-Amz-Invocation-Type': 'Event',
            'method.request.header.A': "'a'",
            'integration.request.header.B': 'route.request.body.b',
            'integration.request.path.c': 'route.request.querystring.c',
          },
        }),
      ),
      [
        `EW5015 error ${path}RequestParameters.integration.request.header.X-Amz-Invocation-Type`,
        `EW5015 error ${path}RequestParameters.method.request.header.A`,
      ],
    ],
    [
      'a private integration without link',
      parseIntegration(facts({ IntegrationType: 'MOCK', ConnectionType: 'VPC_LINK' })),
      [`EW5001 error ${path}ConnectionId`],
    ],
    [
      'a quota period that does not exist',
      parseUsagePlan(facts({ Quota: { Limit: 1, Period: 'YEAR' } })),
      [`EW5002 error ${path}Quota.Period`],
    ],
    [
      'a key that nobody enabled',
      parseApiKey({ ...facts({}), generatedValue: 'x'.repeat(40) }),
      [`EW5012 warning ${path}Enabled`],
    ],
    [
      'a key of 19 characters',
      parseApiKey({ ...facts({ Value: 'x'.repeat(19), Enabled: true }), generatedValue: '' }),
      [`EW5012 error ${path}Value`],
    ],
  ];
  for (const [words, parsed, expected] of mistakes) {
    it(`tell of ${words}`, () => {
      assert.deepEqual(findings(parsed), expected);
    });
  }
});
