// AWS::ApiGatewayV2::Route.

import { parseRoute } from '../apigateway/index.js';
import { notForWebSockets, partType } from './apigatewayv2-part.js';
import type { ResourceType } from './resource-type.js';

/** Source: spec/websocket-api.md 8.1. */
export const apiGatewayRoute: ResourceType = partType({
  name: 'Route',
  kind: 'routes',
  attribute: 'RouteId',
  properties: {
    RouteKey: 'used',
    Target: 'used',
    AuthorizationType: 'used',
    AuthorizerId: 'used',
    ApiKeyRequired: 'used',
    ModelSelectionExpression: 'used',
    RequestModels: 'used',
    RouteResponseSelectionExpression: 'used',
    OperationName: 'harmless',
    // They declare what mappings may use; a required one that is missing is not refused locally.
    RequestParameters: 'harmless',
    AuthorizationScopes: notForWebSockets,
  },
  parse: parseRoute,
});
