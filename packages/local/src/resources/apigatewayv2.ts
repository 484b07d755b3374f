// AWS::ApiGatewayV2::*: each type puts its part into the WebSocket service (spec/websocket-api.md 8.1, 8.2).
// One file for the family: the types differ only in which properties they read.

import type { Throttle } from '../apigateway/index.js';
import {
  booleanOf,
  listOf,
  mapOf,
  numberOf,
  PropertyError,
  requiredText,
  textMapOf,
  textOf,
} from './property.js';
import type {
  PropertyUse,
  ResolvedResource,
  ResourceContext,
  ResourceInstance,
  ResourceType,
} from './resource-type.js';

type Properties = Readonly<Record<string, unknown>>;
type Kind =
  | 'stages'
  | 'routes'
  | 'routeResponses'
  | 'integrations'
  | 'integrationResponses'
  | 'authorizers'
  | 'models';

const notForWebSockets: PropertyUse = { ignored: 'it belongs to HTTP APIs' };

export const apiGatewayApi: ResourceType = {
  type: 'AWS::ApiGatewayV2::Api',
  properties: {
    Name: 'used',
    ProtocolType: 'used',
    RouteSelectionExpression: 'used',
    ApiKeySelectionExpression: 'used',
    Description: 'harmless',
    DisableExecuteApiEndpoint: { ignored: 'the default endpoint stays on locally' },
    DisableSchemaValidation: 'harmless',
    IpAddressType: 'harmless',
    Tags: 'harmless',
    Version: 'harmless',
    CorsConfiguration: notForWebSockets,
    Target: notForWebSockets,
    RouteKey: notForWebSockets,
    Body: notForWebSockets,
    BodyS3Location: notForWebSockets,
  },
  create(context, resource) {
    return putApi(context, resource);
  },
  update(context, resource, previous) {
    return resource.properties.ProtocolType === previous.resource.properties.ProtocolType
      ? putApi(context, resource)
      : 'replace';
  },
  remove({ services }, _resource, { physicalId }) {
    services.apigateway.removeApi(physicalId);
  },
};

function putApi(context: ResourceContext, { logicalId, properties }: ResolvedResource): ResourceInstance {
  const protocol = textOf(properties.ProtocolType);
  if (protocol !== 'WEBSOCKET') {
    throw new PropertyError('ProtocolType', `"${protocol ?? ''}" is not run locally, only WEBSOCKET is`);
  }
  const id = context.stableId(logicalId, 10);
  context.services.apigateway.putApi({
    id,
    logicalId,
    name: textOf(properties.Name) ?? logicalId,
    routeSelectionExpression: requiredText(properties, 'RouteSelectionExpression'),
    isDefaultEndpointDisabled: booleanOf(properties.DisableExecuteApiEndpoint),
    apiKeySelectionExpression: textOf(properties.ApiKeySelectionExpression) ?? '$request.header.x-api-key',
  });
  const { region, urlSuffix } = context.identity;
  return {
    physicalId: id,
    attributes: { ApiId: id, ApiEndpoint: `wss://${id}.execute-api.${region}.${urlSuffix}` },
  };
}

/** Makes the type of a part: `read` turns properties into the service's model. */
function partType(options: {
  readonly name: string;
  readonly kind: Kind;
  readonly attribute?: string;
  readonly properties: Readonly<Record<string, PropertyUse>>;
  readonly id?: (context: ResourceContext, resource: ResolvedResource) => string;
  readonly read: (id: string, properties: Properties) => object;
}): ResourceType {
  const put = (context: ResourceContext, resource: ResolvedResource): ResourceInstance => {
    const id = options.id?.(context, resource) ?? context.stableId(resource.logicalId, 7);
    const apiId = requiredText(resource.properties, 'ApiId');
    // `read` of a kind makes that kind's model; the table below pairs them.
    context.services.apigateway.put(options.kind, id, {
      id,
      apiId,
      ...options.read(id, resource.properties),
    } as never);
    return { physicalId: id, attributes: options.attribute === undefined ? {} : { [options.attribute]: id } };
  };
  return {
    type: `AWS::ApiGatewayV2::${options.name}`,
    properties: { ApiId: 'used', ...options.properties },
    create: put,
    update(context, resource, previous) {
      return resource.properties.ApiId === previous.resource.properties.ApiId
        ? put(context, resource)
        : 'replace';
    },
    remove({ services }, { properties }, { physicalId }) {
      services.apigateway.remove(options.kind, textOf(properties.ApiId) ?? '', physicalId);
    },
  };
}

export const apiGatewayRoute: ResourceType = partType({
  name: 'Route',
  kind: 'routes',
  attribute: 'RouteId',
  properties: {
    RouteKey: 'used',
    Target: 'used',
    AuthorizationType: 'used',
    AuthorizerId: 'used',
    ApiKeyRequired: { ignored: 'API keys are not checked locally' },
    ModelSelectionExpression: 'used',
    RequestModels: 'used',
    RequestParameters: 'harmless',
    RouteResponseSelectionExpression: 'used',
    OperationName: 'harmless',
    AuthorizationScopes: notForWebSockets,
  },
  read: (_id, properties) => {
    const target = textOf(properties.Target);
    const integrationId = target === undefined ? undefined : /^integrations\/(.+)$/.exec(target)?.[1];
    if (target !== undefined && integrationId === undefined) {
      throw new PropertyError('Target', `"${target}" does not look like integrations/ID`);
    }
    return {
      key: requiredText(properties, 'RouteKey'),
      integrationId,
      authorization: textOf(properties.AuthorizationType) ?? 'NONE',
      authorizerId: textOf(properties.AuthorizerId),
      apiKeyRequired: booleanOf(properties.ApiKeyRequired),
      modelSelectionExpression: textOf(properties.ModelSelectionExpression),
      requestModels: textMapOf(properties.RequestModels),
      hasResponseSelection: textOf(properties.RouteResponseSelectionExpression) === '$default',
    };
  },
});

export const apiGatewayRouteResponse: ResourceType = partType({
  name: 'RouteResponse',
  kind: 'routeResponses',
  attribute: 'RouteResponseId',
  properties: {
    RouteId: 'used',
    RouteResponseKey: 'used',
    ModelSelectionExpression: 'harmless',
    ResponseModels: 'harmless',
    ResponseParameters: 'harmless',
  },
  read: (_id, properties) => ({
    routeId: requiredText(properties, 'RouteId'),
    key: requiredText(properties, 'RouteResponseKey'),
  }),
});

export const apiGatewayIntegration: ResourceType = partType({
  name: 'Integration',
  kind: 'integrations',
  attribute: 'IntegrationId',
  properties: {
    IntegrationType: 'used',
    IntegrationUri: 'used',
    IntegrationMethod: 'used',
    TimeoutInMillis: 'used',
    RequestTemplates: 'used',
    TemplateSelectionExpression: 'used',
    RequestParameters: 'used',
    PassthroughBehavior: 'used',
    ContentHandlingStrategy: 'used',
    ConnectionType: { ignored: 'every integration is reached directly locally' },
    ConnectionId: { ignored: 'every integration is reached directly locally' },
    CredentialsArn: 'harmless',
    Description: 'harmless',
    PayloadFormatVersion: 'harmless',
    IntegrationSubtype: notForWebSockets,
    ResponseParameters: notForWebSockets,
    TlsConfig: notForWebSockets,
  },
  read: (_id, properties) => ({
    type: requiredText(properties, 'IntegrationType'),
    uri: textOf(properties.IntegrationUri) ?? '',
    method: textOf(properties.IntegrationMethod) ?? 'POST',
    timeoutMs: timeoutOf(properties.TimeoutInMillis),
    requestTemplates: textMapOf(properties.RequestTemplates),
    templateSelectionExpression: textOf(properties.TemplateSelectionExpression),
    requestParameters: textMapOf(properties.RequestParameters),
    passthrough: textOf(properties.PassthroughBehavior) ?? 'WHEN_NO_MATCH',
    contentHandling: textOf(properties.ContentHandlingStrategy),
  }),
});

function timeoutOf(value: unknown): number {
  const timeoutMs = numberOf(value) ?? 29_000;
  if (timeoutMs >= 50 && timeoutMs <= 29_000) return timeoutMs;
  throw new PropertyError('TimeoutInMillis', `${timeoutMs} is not between 50 and 29000`);
}

export const apiGatewayIntegrationResponse: ResourceType = partType({
  name: 'IntegrationResponse',
  kind: 'integrationResponses',
  attribute: 'IntegrationResponseId',
  properties: {
    IntegrationId: 'used',
    IntegrationResponseKey: 'used',
    ResponseTemplates: 'used',
    TemplateSelectionExpression: 'used',
    ResponseParameters: 'harmless',
    ContentHandlingStrategy: { ignored: 'answers are text locally' },
  },
  read: (_id, properties) => ({
    integrationId: requiredText(properties, 'IntegrationId'),
    key: requiredText(properties, 'IntegrationResponseKey'),
    contentHandling: textOf(properties.ContentHandlingStrategy),
    templates: textMapOf(properties.ResponseTemplates),
    templateSelectionExpression: textOf(properties.TemplateSelectionExpression),
  }),
});

export const apiGatewayAuthorizer: ResourceType = partType({
  name: 'Authorizer',
  kind: 'authorizers',
  attribute: 'AuthorizerId',
  properties: {
    Name: 'used',
    AuthorizerType: 'used',
    AuthorizerUri: 'used',
    IdentitySource: 'used',
    AuthorizerCredentialsArn: 'harmless',
    AuthorizerPayloadFormatVersion: notForWebSockets,
    AuthorizerResultTtlInSeconds: notForWebSockets,
    EnableSimpleResponses: notForWebSockets,
    JwtConfiguration: notForWebSockets,
    IdentityValidationExpression: 'harmless',
  },
  read: (_id, properties) => {
    const type = textOf(properties.AuthorizerType);
    if (type !== 'REQUEST')
      throw new PropertyError(
        'AuthorizerType',
        `"${type ?? ''}" does not exist for WebSocket APIs, only REQUEST does`,
      );
    const uri = requiredText(properties, 'AuthorizerUri');
    const functionArn = /functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1];
    if (functionArn === undefined)
      throw new PropertyError('AuthorizerUri', `"${uri}" names no Lambda function`);
    return {
      name: textOf(properties.Name) ?? '',
      uri,
      identitySources: listOf(properties.IdentitySource).map(String),
    };
  },
});

export const apiGatewayModel: ResourceType = partType({
  name: 'Model',
  kind: 'models',
  attribute: 'ModelId',
  properties: { Name: 'used', Schema: 'used', ContentType: 'harmless', Description: 'harmless' },
  read: (_id, properties) => ({
    name: requiredText(properties, 'Name'),
    schema: typeof properties.Schema === 'string' ? JSON.parse(properties.Schema) : properties.Schema,
  }),
});

export const apiGatewayStage: ResourceType = partType({
  name: 'Stage',
  kind: 'stages',
  properties: {
    StageName: 'used',
    DeploymentId: 'harmless',
    AutoDeploy: 'harmless',
    StageVariables: 'used',
    DefaultRouteSettings: 'used',
    RouteSettings: 'used',
    AccessLogSettings: { ignored: 'requests are in the event stream instead of an access log' },
    AccessPolicyId: 'harmless',
    ClientCertificateId: 'harmless',
    Description: 'harmless',
    Tags: 'harmless',
  },
  id: (_context, { properties }) => requiredText(properties, 'StageName'),
  read: (_id, properties) => {
    const variables = textMapOf(properties.StageVariables);
    return {
      name: requiredText(properties, 'StageName'),
      variables: Object.keys(variables).length === 0 ? undefined : variables,
      throttle: throttleOf(properties.DefaultRouteSettings),
      routeThrottles: Object.fromEntries(
        Object.entries(mapOf(properties.RouteSettings)).flatMap(([key, settings]) => {
          const throttle = throttleOf(settings);
          return throttle === undefined ? [] : [[key, throttle]];
        }),
      ),
    };
  },
});

function throttleOf(settings: unknown): Throttle | undefined {
  const { ThrottlingRateLimit, ThrottlingBurstLimit } = mapOf(settings);
  const rate = numberOf(ThrottlingRateLimit);
  const burst = numberOf(ThrottlingBurstLimit);
  return rate === undefined && burst === undefined
    ? undefined
    : { rate: rate ?? 10_000, burst: burst ?? 5_000 };
}

/** A deployment is a snapshot on AWS; locally a stage always serves the present configuration. */
export const apiGatewayDeployment: ResourceType = {
  type: 'AWS::ApiGatewayV2::Deployment',
  properties: { ApiId: 'used', StageName: 'used', Description: 'harmless' },
  create(context, { logicalId, properties }) {
    const id = context.stableId(logicalId, 6);
    const stageName = textOf(properties.StageName);
    const apiId = requiredText(properties, 'ApiId');
    if (stageName !== undefined && !context.services.apigateway.stageNames(apiId).includes(stageName)) {
      context.services.apigateway.put('stages', stageName, {
        apiId,
        name: stageName,
        variables: undefined,
        throttle: undefined,
        routeThrottles: {},
      });
    }
    return { physicalId: id, attributes: { DeploymentId: id } };
  },
  remove() {
    // The stage that it may have made belongs to the API and goes with it.
  },
};

export const apiGatewayDomainName: ResourceType = {
  type: 'AWS::ApiGatewayV2::DomainName',
  properties: {
    DomainName: 'used',
    DomainNameConfigurations: 'harmless',
    MutualTlsAuthentication: { ignored: 'client certificates are not asked for locally' },
    RoutingMode: 'harmless',
    Tags: 'harmless',
  },
  create({ identity }, { properties }) {
    const name = requiredText(properties, 'DomainName');
    const regional = `d-${name.replace(/\W/g, '').slice(0, 10)}.execute-api.${identity.region}.${identity.urlSuffix}`;
    return {
      physicalId: name,
      attributes: {
        RegionalDomainName: regional,
        RegionalHostedZoneId: 'Z1UJRXOUMOOFQ8',
        DomainNameArn: `arn:${identity.partition}:apigateway:${identity.region}::/domainnames/${name}`,
      },
    };
  },
  remove() {
    // Mappings hold the name; they go by themselves.
  },
};

export const apiGatewayApiMapping: ResourceType = {
  type: 'AWS::ApiGatewayV2::ApiMapping',
  properties: { ApiId: 'used', DomainName: 'used', Stage: 'used', ApiMappingKey: 'used' },
  create(context, { logicalId, properties }) {
    const id = context.stableId(logicalId, 6);
    context.services.apigateway.putMapping({
      id,
      apiId: requiredText(properties, 'ApiId'),
      domainName: requiredText(properties, 'DomainName').toLowerCase(),
      stage: requiredText(properties, 'Stage'),
      key: textOf(properties.ApiMappingKey) ?? '',
    });
    return { physicalId: id, attributes: { ApiMappingId: id } };
  },
  remove({ services }, _resource, { physicalId }) {
    services.apigateway.removeMapping(physicalId);
  },
};
