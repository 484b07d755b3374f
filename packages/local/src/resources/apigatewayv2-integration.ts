// AWS::ApiGatewayV2::Integration.

import { parseIntegration } from '../apigateway/index.js';
import { notForWebSockets, partType } from './apigatewayv2-part.js';
import type { ResourceType } from './resource-type.js';

/** Source: spec/websocket-api.md 3, 8.1. */
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
    CredentialsArn: 'harmless',
    Description: 'harmless',
    PayloadFormatVersion: 'harmless',
    ConnectionType: 'used',
    ConnectionId: { ignored: 'there is no VPC here: the integration URI is called from this machine' },
    IntegrationSubtype: notForWebSockets,
    ResponseParameters: notForWebSockets,
    TlsConfig: notForWebSockets,
  },
  parse: parseIntegration,
});
