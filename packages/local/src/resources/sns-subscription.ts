// AWS::SNS::Subscription.

import type { ResourceType } from './resource-type.js';

/** Source: spec/websocket-api.md 8.1, 8.2, 10.3. */
export const snsSubscription: ResourceType = {
  type: 'AWS::SNS::Subscription',
  properties: {
    TopicArn: 'used',
    Protocol: 'used',
    Endpoint: 'used',
    FilterPolicy: 'used',
    FilterPolicyScope: 'used',
    RawMessageDelivery: 'used',
    RedrivePolicy: 'used',
    DeliveryPolicy: { ignored: 'delivery retries of HTTP subscribers are not run locally' },
    ReplayPolicy: { ignored: 'archived messages are not replayed locally' },
    Region: 'harmless',
    SubscriptionRoleArn: 'harmless',
  },
  create({ services }, { properties }) {
    const subscription = services.sns.subscribe({
      topicArn: String(properties.TopicArn ?? ''),
      protocol: String(properties.Protocol ?? ''),
      endpoint: String(properties.Endpoint ?? ''),
      attributes: attributesOf(properties),
    });
    return { physicalId: subscription.arn, attributes: { Arn: subscription.arn } };
  },
  remove({ services }, _resource, { physicalId }) {
    services.sns.unsubscribe(physicalId);
  },
};

const attributeNames = ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy'] as const;

// The API takes attributes as text; templates give objects and booleans.
function attributesOf(properties: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    attributeNames.flatMap((name) => {
      const value = properties[name];
      if (value === undefined) return [];
      return [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]];
    }),
  );
}
