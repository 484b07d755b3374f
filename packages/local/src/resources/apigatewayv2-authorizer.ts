// AWS::ApiGatewayV2::Authorizer.

import { parseAuthorizer } from '../apigateway/index.js';
import { notForWebSockets, partType } from './apigatewayv2-part.js';
import type { ResourceType } from './resource-type.js';

/** Source: spec/websocket-api.md 4.1, 8.1. */
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
    IdentityValidationExpression: 'harmless',
    AuthorizerPayloadFormatVersion: notForWebSockets,
    AuthorizerResultTtlInSeconds: notForWebSockets,
    EnableSimpleResponses: notForWebSockets,
    JwtConfiguration: notForWebSockets,
  },
  parse: parseAuthorizer,
});
