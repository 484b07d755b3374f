// AWS::SNS::Topic, with its inline subscriptions.

import type { ResourceType } from './resource-type.js';

/** Source: spec/websocket-api.md 8.1, 8.2, 8.5. */
export const snsTopic: ResourceType = {
  type: 'AWS::SNS::Topic',
  properties: {
    TopicName: 'used',
    DisplayName: 'used',
    Subscription: 'used',
    FifoTopic: 'used',
    ContentBasedDeduplication: { ignored: 'FIFO topics are not deduplicated locally' },
    KmsMasterKeyId: 'harmless',
    SignatureVersion: 'harmless',
    DataProtectionPolicy: { ignored: 'data protection policies are not applied locally' },
    DeliveryStatusLogging: 'harmless',
    TracingConfig: 'harmless',
    ArchivePolicy: { ignored: 'messages are not archived locally' },
    FifoThroughputScope: 'harmless',
    Tags: 'harmless',
  },
  create({ services, physicalName }, { logicalId, properties }) {
    const isFifo = properties.FifoTopic === true || properties.FifoTopic === 'true';
    const name = textProperty(properties.TopicName) ?? `${physicalName(logicalId)}${isFifo ? '.fifo' : ''}`;
    const displayName = textProperty(properties.DisplayName);
    const topic = services.sns.createTopic(name, {
      ...(displayName === undefined ? {} : { DisplayName: displayName }),
      ...(isFifo ? { FifoTopic: 'true' } : {}),
    });
    for (const subscription of inlineSubscriptions(properties.Subscription)) {
      services.sns.subscribe({ ...subscription, topicArn: topic.arn, attributes: {} });
    }
    return { physicalId: topic.arn, attributes: { TopicArn: topic.arn, TopicName: topic.name } };
  },
  remove({ services }, _resource, { physicalId }) {
    services.sns.deleteTopic(physicalId);
  },
};

function inlineSubscriptions(value: unknown): { protocol: string; endpoint: string }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: { Protocol?: unknown; Endpoint?: unknown }) => {
    const protocol = textProperty(entry.Protocol);
    const endpoint = textProperty(entry.Endpoint);
    return protocol === undefined || endpoint === undefined ? [] : [{ protocol, endpoint }];
  });
}

function textProperty(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
