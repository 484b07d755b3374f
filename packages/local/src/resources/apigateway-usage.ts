// AWS::ApiGateway::ApiKey, ::UsagePlan, ::UsagePlanKey and ::Account: the parts of REST APIs that WebSocket APIs use.

import { parseApiKey, parseUsagePlan, parseUsagePlanKey } from '../apigateway/index.js';
import { accepted } from './apigatewayv2-part.js';
import { harmlessType } from './harmless-type.js';
import type { ResolvedResource, ResourceContext, ResourceInstance, ResourceType } from './resource-type.js';

/** Source: spec/websocket-api.md 2.7. */
export const apiGatewayApiKey: ResourceType = {
  type: 'AWS::ApiGateway::ApiKey',
  properties: {
    Value: 'used',
    Enabled: 'used',
    Name: 'harmless',
    Description: 'harmless',
    CustomerId: 'harmless',
    GenerateDistinctId: 'harmless',
    StageKeys: 'harmless',
    Tags: 'harmless',
  },
  create: putApiKey,
  update: putApiKey,
  remove({ services }, _resource, { physicalId }) {
    services.apigateway.removeApiKey(physicalId);
  },
};

function putApiKey(context: ResourceContext, { logicalId, properties }: ResolvedResource): ResourceInstance {
  const id = context.stableId(logicalId, 10);
  // The value must be the same in every run: clients have it in their configuration.
  const generatedValue = context.stableId(`${logicalId} value`, 40);
  context.services.apigateway.putApiKey(
    accepted(parseApiKey({ logicalId, id, properties, generatedValue }), context),
  );
  return { physicalId: id, attributes: { APIKeyId: id } };
}

/** Source: spec/websocket-api.md 2.7. */
export const apiGatewayUsagePlan: ResourceType = {
  type: 'AWS::ApiGateway::UsagePlan',
  properties: {
    ApiStages: 'used',
    Quota: 'used',
    Throttle: 'used',
    UsagePlanName: 'harmless',
    Description: 'harmless',
    Tags: 'harmless',
  },
  create: putUsagePlan,
  update: putUsagePlan,
  remove({ services }, _resource, { physicalId }) {
    services.apigateway.removeUsagePlan(physicalId);
  },
};

function putUsagePlan(
  context: ResourceContext,
  { logicalId, properties }: ResolvedResource,
): ResourceInstance {
  const id = context.stableId(logicalId, 6);
  context.services.apigateway.putUsagePlan(accepted(parseUsagePlan({ logicalId, id, properties }), context));
  return { physicalId: id, attributes: { Id: id } };
}

/** Source: spec/websocket-api.md 2.7. */
export const apiGatewayUsagePlanKey: ResourceType = {
  type: 'AWS::ApiGateway::UsagePlanKey',
  properties: { KeyId: 'used', KeyType: 'used', UsagePlanId: 'used' },
  create(context, { logicalId, properties }) {
    const key = accepted(parseUsagePlanKey({ logicalId, id: logicalId, properties }), context);
    context.services.apigateway.putUsagePlanKey(key);
    return { physicalId: key.id, attributes: { Id: key.id } };
  },
  remove({ services }, _resource, { physicalId }) {
    services.apigateway.removeUsagePlanKey(physicalId);
  },
};

/** Names the role of API Gateway's logs. */
export const apiGatewayAccount: ResourceType = harmlessType('AWS::ApiGateway::Account', {
  properties: ['CloudWatchRoleArn'],
  instance: (name) => ({ physicalId: name, attributes: { Id: name } }),
});
