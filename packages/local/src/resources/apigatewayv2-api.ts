// AWS::ApiGatewayV2::Api. HTTP APIs are named as not run and do not stop the stack.

import { parseApi } from '../apigateway/index.js';
import { accepted, notForWebSockets } from './apigatewayv2-part.js';
import { textOf } from './property.js';
import type { ResolvedResource, ResourceContext, ResourceInstance, ResourceType } from './resource-type.js';

/** Source: spec/websocket-api.md 8.1, 8.2. */
export const apiGatewayApi: ResourceType = {
  type: 'AWS::ApiGatewayV2::Api',
  properties: {
    Name: 'used',
    ProtocolType: 'used',
    RouteSelectionExpression: 'used',
    ApiKeySelectionExpression: 'used',
    DisableExecuteApiEndpoint: 'used',
    Description: 'harmless',
    DisableSchemaValidation: 'harmless',
    IpAddressType: 'harmless',
    Tags: 'harmless',
    Version: 'harmless',
    BasePath: notForWebSockets,
    Body: notForWebSockets,
    BodyS3Location: notForWebSockets,
    CorsConfiguration: notForWebSockets,
    CredentialsArn: notForWebSockets,
    FailOnWarnings: notForWebSockets,
    RouteKey: notForWebSockets,
    Target: notForWebSockets,
  },
  create: putApi,
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
  const { apigateway } = context.services;
  const id = context.stableId(logicalId, 10);
  const protocol = textOf(properties.ProtocolType);
  if (protocol === 'WEBSOCKET') {
    apigateway.putApi(accepted(parseApi({ logicalId, id, properties }), context));
  } else {
    // A quick-create HTTP API has no ProtocolType either way that a WebSocket API could lack one.
    apigateway.putForeignApi(id);
    context.emit(
      'stack.resource-not-run',
      { type: `AWS::ApiGatewayV2::Api with ProtocolType ${protocol ?? 'HTTP'}`, logicalIds: [logicalId] },
      { level: 'warn', resource: logicalId },
    );
  }
  const { region, urlSuffix } = context.identity;
  const scheme = protocol === 'WEBSOCKET' ? 'wss' : 'https';
  return {
    physicalId: id,
    attributes: { ApiId: id, ApiEndpoint: `${scheme}://${id}.execute-api.${region}.${urlSuffix}` },
  };
}
