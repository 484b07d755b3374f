// Queue settings <-> the API's attribute strings and the template's properties.

import { defaultRetentionSeconds, defaultVisibilityTimeoutSeconds, maxMessageBytes } from './limits.js';
import type { QueueSettings } from './model.js';
import type { Queue } from './queue.js';

const defaults: QueueSettings = {
  delaySeconds: 0,
  maximumMessageBytes: maxMessageBytes,
  retentionSeconds: defaultRetentionSeconds,
  receiveWaitSeconds: 0,
  visibilityTimeoutSeconds: defaultVisibilityTimeoutSeconds,
  isFifo: false,
  contentBasedDeduplication: false,
};

/** Overlays attribute strings on earlier settings; unknown names are left alone. */
export function settingsFromAttributes(
  attributes: Readonly<Record<string, string>>,
  base: QueueSettings = defaults,
): QueueSettings {
  const number = (name: string, fallback: number) =>
    attributes[name] === undefined ? fallback : Number(attributes[name]);
  const redrive = parseRedrive(attributes.RedrivePolicy) ?? base.redrive;
  return {
    delaySeconds: number('DelaySeconds', base.delaySeconds),
    maximumMessageBytes: number('MaximumMessageSize', base.maximumMessageBytes),
    retentionSeconds: number('MessageRetentionPeriod', base.retentionSeconds),
    receiveWaitSeconds: number('ReceiveMessageWaitTimeSeconds', base.receiveWaitSeconds),
    visibilityTimeoutSeconds: number('VisibilityTimeout', base.visibilityTimeoutSeconds),
    isFifo: attributes.FifoQueue === undefined ? base.isFifo : attributes.FifoQueue === 'true',
    contentBasedDeduplication:
      attributes.ContentBasedDeduplication === undefined
        ? base.contentBasedDeduplication
        : attributes.ContentBasedDeduplication === 'true',
    ...(redrive === undefined ? {} : { redrive }),
  };
}

/** What `GetQueueAttributes` tells. */
export function attributesOfQueue(queue: Queue): Record<string, string> {
  const { settings, arn } = queue;
  const { visible, inFlight, delayed } = queue.counts();
  return {
    QueueArn: arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    DelaySeconds: String(settings.delaySeconds),
    MaximumMessageSize: String(settings.maximumMessageBytes),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    ReceiveMessageWaitTimeSeconds: String(settings.receiveWaitSeconds),
    VisibilityTimeout: String(settings.visibilityTimeoutSeconds),
    ...(settings.isFifo
      ? { FifoQueue: 'true', ContentBasedDeduplication: String(settings.contentBasedDeduplication) }
      : {}),
    ...(settings.redrive === undefined ? {} : { RedrivePolicy: JSON.stringify(settings.redrive) }),
  };
}

function parseRedrive(text: string | undefined): QueueSettings['redrive'] {
  if (text === undefined || text === '') return undefined;
  const policy = JSON.parse(text) as { deadLetterTargetArn?: unknown; maxReceiveCount?: unknown };
  if (typeof policy.deadLetterTargetArn !== 'string') return undefined;
  return {
    deadLetterTargetArn: policy.deadLetterTargetArn,
    maxReceiveCount: Number(policy.maxReceiveCount ?? 10),
  };
}
