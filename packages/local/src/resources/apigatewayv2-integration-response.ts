// AWS::ApiGatewayV2::IntegrationResponse.

import { parseIntegrationResponse } from '../apigateway/index.js';
import { partType } from './apigatewayv2-part.js';
import type { ResourceType } from './resource-type.js';

/** Source: spec/websocket-api.md 3.8, 8.1. */
export const apiGatewayIntegrationResponse: ResourceType = partType({
  name: 'IntegrationResponse',
  kind: 'integrationResponses',
  attribute: 'IntegrationResponseId',
  replacedBy: ['IntegrationId'],
  properties: {
    IntegrationId: 'used',
    IntegrationResponseKey: 'used',
    ResponseTemplates: 'used',
    TemplateSelectionExpression: 'used',
    ContentHandlingStrategy: 'used',
    // A frame has no headers that a response could be mapped to.
    ResponseParameters: 'harmless',
  },
  parse: parseIntegrationResponse,
});
