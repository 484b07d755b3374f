// AWS::ApiGatewayV2::RouteResponse.

import { parseRouteResponse } from '../apigateway/index.js';
import { partType } from './apigatewayv2-part.js';
import type { ResourceType } from './resource-type.js';

/** Source: spec/websocket-api.md 2.4, 8.1. */
export const apiGatewayRouteResponse: ResourceType = partType({
  name: 'RouteResponse',
  kind: 'routeResponses',
  attribute: 'RouteResponseId',
  replacedBy: ['RouteId'],
  properties: {
    RouteId: 'used',
    RouteResponseKey: 'used',
    ModelSelectionExpression: 'harmless',
    ResponseModels: 'harmless',
    ResponseParameters: 'harmless',
  },
  parse: parseRouteResponse,
});
