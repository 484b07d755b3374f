// SNS topics, subscriptions and messages as plain data.

import type { EventPattern } from '../event-pattern/event-pattern.js';

/** One topic. Attributes are the API's own strings. */
export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly isFifo: boolean;
}

/** One subscription; `filter` is absent when every message passes. */
export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly filter?: { readonly pattern: EventPattern; readonly scope: 'MessageAttributes' | 'MessageBody' };
  readonly rawMessageDelivery: boolean;
  readonly deadLetterTargetArn?: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A message attribute; binary values stay base64 text. */
export interface MessageAttribute {
  readonly Type: string;
  readonly Value: string;
}

/** A message accepted by Publish. */
export interface Message {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | null;
  /** The text for a protocol: `MessageStructure: json` may give each protocol its own. */
  textFor(protocol: string): string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly timestampMs: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
}
