// AWS::Serverless::WebSocketApi -> the API, its stage, and a route with its integration per entry of `Routes`.

import { isMap, type PlainMap } from '../plain-data.js';
import { pick, type SamContext, type SamType } from './sam-type.js';

const apiNames = [
  'ApiKeySelectionExpression',
  'Description',
  'DisableExecuteApiEndpoint',
  'DisableSchemaValidation',
  'IpAddressType',
  'RouteSelectionExpression',
] as const;
const stageNames = ['AccessLogSettings', 'DefaultRouteSettings', 'RouteSettings', 'StageVariables'] as const;

/** Source: spec/websocket-api.md 8.6. */
export const webSocketApiType: SamType = {
  type: 'AWS::Serverless::WebSocketApi',
  properties: {
    ...Object.fromEntries([...apiNames, ...stageNames].map((name) => [name, 'used' as const])),
    Auth: 'used',
    Name: 'used',
    Routes: 'used',
    StageName: 'used',
    Tags: 'harmless',
    PropagateTags: 'harmless',
    Domain: { ignored: 'the API has its local address only' },
  },
  expand({ logicalId, properties, attributes }, context) {
    const stageName = properties.StageName ?? 'default';
    const stageText = context.textOf(stageName);
    const stageId = `${logicalId}${stageText === undefined || stageText === 'default' ? 'Default' : stageText.replace(/[^A-Za-z0-9]/g, '')}Stage`;
    context.add(logicalId, {
      ...attributes,
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: {
        ...pick(properties, apiNames),
        Name: properties.Name ?? logicalId,
        ProtocolType: 'WEBSOCKET',
      },
    });
    const auth = isMap(properties.Auth) ? addAuthorizer(logicalId, properties.Auth, context) : {};
    const routes = isMap(properties.Routes) ? Object.entries(properties.Routes) : [];
    for (const [routeKey, route] of routes) {
      if (!isMap(route)) continue;
      addRoute({ apiId: logicalId, routeKey, route }, routeKey === '$connect' ? auth : {}, context);
    }
    context.add(stageId, {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: {
        ...pick(properties, stageNames),
        ApiId: { Ref: logicalId },
        StageName: stageName,
        AutoDeploy: true,
      },
    });
    context.alias(`${logicalId}.Stage`, { Ref: stageId });
  },
};

function addRoute(
  { apiId, routeKey, route }: { readonly apiId: string; readonly routeKey: string; readonly route: PlainMap },
  auth: PlainMap,
  context: SamContext,
): void {
  const plain = routeKey.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
  const id = `${apiId}${plain.charAt(0).toUpperCase()}${plain.slice(1)}`;
  context.add(`${id}Integration`, {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: { Ref: apiId },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: invocationUri(route.FunctionArn),
      ...(route.IntegrationTimeout === undefined ? {} : { TimeoutInMillis: route.IntegrationTimeout }),
    },
  });
  context.add(`${id}Route`, {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: { Ref: apiId },
      RouteKey: routeKey,
      Target: { 'Fn::Join': ['/', ['integrations', { Ref: `${id}Integration` }]] },
      AuthorizationType: 'NONE',
      ...pick(route, [
        'ApiKeyRequired',
        'ModelSelectionExpression',
        'OperationName',
        'RequestModels',
        'RequestParameters',
        'RouteResponseSelectionExpression',
      ]),
      ...auth,
    },
  });
}

/** @returns The properties of the `$connect` route. */
function addAuthorizer(apiId: string, auth: PlainMap, context: SamContext): PlainMap {
  const type = context.textOf(auth.AuthType) ?? 'NONE';
  if (type !== 'CUSTOM') return { AuthorizationType: type };
  const id = `${apiId}ConnectAuthorizer`;
  context.add(id, {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      ApiId: { Ref: apiId },
      AuthorizerType: 'REQUEST',
      Name: auth.Name ?? id,
      AuthorizerUri: invocationUri(auth.AuthArn),
      ...pick(auth, ['IdentitySource']),
      ...(auth.InvokeRole === undefined ? {} : { AuthorizerCredentialsArn: auth.InvokeRole }),
    },
  });
  return { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: id } };
}

function invocationUri(functionArn: unknown): unknown {
  const parts = ['arn:', { Ref: 'AWS::Partition' }, ':apigateway:', { Ref: 'AWS::Region' }];
  const path = [':lambda:path/2015-03-31/functions/', functionArn, '/invocations'];
  return { 'Fn::Join': ['', [...parts, ...path]] };
}
