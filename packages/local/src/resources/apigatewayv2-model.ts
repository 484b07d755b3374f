// AWS::ApiGatewayV2::Model.

import { parseModel } from '../apigateway/index.js';
import { partType } from './apigatewayv2-part.js';
import type { ResourceType } from './resource-type.js';

/** Source: spec/websocket-api.md 2.6, 8.1. */
export const apiGatewayModel: ResourceType = partType({
  name: 'Model',
  kind: 'models',
  attribute: 'ModelId',
  properties: { Name: 'used', Schema: 'used', ContentType: 'harmless', Description: 'harmless' },
  parse: parseModel,
});
