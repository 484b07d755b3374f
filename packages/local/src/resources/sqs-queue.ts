// AWS::SQS::Queue.

import { settingsFromAttributes } from '../sqs/index.js';
import { booleanOf, textOf } from './property.js';
import type { ResolvedResource, ResourceContext, ResourceInstance, ResourceType } from './resource-type.js';

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
  create: ensureQueue,
  // Settings change in place and keep the messages; another name is another queue.
  update: (context, resource, previous) =>
    nameOf(context, resource) === previous.instance.attributes.QueueName
      ? ensureQueue(context, resource)
      : 'replace',
  remove({ services }, _resource, { attributes }) {
    services.sqs.deleteQueue(String(attributes.Arn));
  },
};

function ensureQueue(context: ResourceContext, resource: ResolvedResource): ResourceInstance {
  const attributes = Object.fromEntries(
    Object.entries(resource.properties).map(([key, value]) => [
      key,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  );
  const { arn, name, url } = context.services.sqs.createQueue(
    nameOf(context, resource),
    settingsFromAttributes(attributes),
  );
  return { physicalId: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
}

function nameOf(context: ResourceContext, { logicalId, properties }: ResolvedResource): string {
  const suffix = booleanOf(properties.FifoQueue) ? '.fifo' : '';
  return textOf(properties.QueueName) ?? `${context.physicalName(logicalId)}${suffix}`;
}
