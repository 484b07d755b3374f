// The event a Lambda function gets for one SNS message.

import { signaturePlaceholder } from './assumptions.js';
import type { Message, Subscription } from './model.js';

/**
 * Builds the event: exactly one record, `Subject` null without one, attributes `{}` without any.
 *
 * @source spec/websocket-api.md 10.2
 */
export function buildSnsLambdaEvent(
  message: Message,
  subscription: Subscription,
  region: string,
): Readonly<Record<string, unknown>> {
  const host = `https://sns.${region}.amazonaws.com/`;
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: subscription.arn,
        Sns: {
          Type: 'Notification',
          MessageId: message.messageId,
          TopicArn: message.topicArn,
          Subject: message.subject,
          Message: message.textFor('lambda'),
          Timestamp: new Date(message.timestampMs).toISOString(),
          SignatureVersion: '1',
          Signature: signaturePlaceholder,
          SigningCertUrl: `${host}SimpleNotificationService-${signaturePlaceholder}.pem`,
          UnsubscribeUrl: `${host}?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
          MessageAttributes: message.attributes,
        },
      },
    ],
  };
}

/**
 * The body of an SQS message for one SNS message: the bare text with raw delivery, else the envelope.
 *
 * @source spec/websocket-api.md 10.2 (spelling `…URL` outside Lambda)
 */
export function buildSnsQueueBody(message: Message, subscription: Subscription, region: string): string {
  if (subscription.rawMessageDelivery) return message.textFor('sqs');
  const host = `https://sns.${region}.amazonaws.com/`;
  return JSON.stringify({
    Type: 'Notification',
    MessageId: message.messageId,
    TopicArn: message.topicArn,
    ...(message.subject === null ? {} : { Subject: message.subject }),
    Message: message.textFor('sqs'),
    Timestamp: new Date(message.timestampMs).toISOString(),
    SignatureVersion: '1',
    Signature: signaturePlaceholder,
    SigningCertURL: `${host}SimpleNotificationService-${signaturePlaceholder}.pem`,
    UnsubscribeURL: `${host}?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
    ...(Object.keys(message.attributes).length === 0 ? {} : { MessageAttributes: message.attributes }),
  });
}
