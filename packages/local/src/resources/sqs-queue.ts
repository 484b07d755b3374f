// AWS::SQS::Queue.

import { settingsFromAttributes } from '../sqs/index.js';
import type { ResourceType } from './resource-type.js';

/** Source: spec/websocket-api.md 8.1, 8.2. */
export const sqsQueue: ResourceType = {
  type: 'AWS::SQS::Queue',
  properties: {
    QueueName: 'used',
    FifoQueue: 'used',
    ContentBasedDeduplication: 'used',
    DelaySeconds: 'used',
    MaximumMessageSize: 'used',
    MessageRetentionPeriod: 'used',
    ReceiveMessageWaitTimeSeconds: 'used',
    VisibilityTimeout: 'used',
    RedrivePolicy: 'used',
    RedriveAllowPolicy: 'harmless',
    DeduplicationScope: { ignored: 'deduplication is per queue locally' },
    FifoThroughputLimit: 'harmless',
    KmsDataKeyReusePeriodSeconds: 'harmless',
    KmsMasterKeyId: 'harmless',
    SqsManagedSseEnabled: 'harmless',
    Tags: 'harmless',
  },
  create({ services, physicalName }, { logicalId, properties }) {
    const isFifo = String(properties.FifoQueue) === 'true';
    const given = properties.QueueName;
    const name =
      typeof given === 'string' && given !== ''
        ? given
        : `${physicalName(logicalId)}${isFifo ? '.fifo' : ''}`;
    const attributes = Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [
        key,
        typeof value === 'object' ? JSON.stringify(value) : String(value),
      ]),
    );
    const queue = services.sqs.createQueue(name, settingsFromAttributes(attributes));
    return { physicalId: queue.url, attributes: { Arn: queue.arn, QueueName: name, QueueUrl: queue.url } };
  },
  remove({ services }, _resource, { attributes }) {
    services.sqs.deleteQueue(String(attributes.Arn));
  },
};
