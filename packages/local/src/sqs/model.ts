// Queues and messages as plain data.

/** A message attribute of the SQS API; binary values are base64 text. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

/** What a sender gives. */
export interface MessageDraft {
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly delaySeconds?: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly traceHeader?: string;
}

/** A message in a queue. Times are epoch milliseconds of the service clock. */
export interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly sentMs: number;
  readonly sequenceNumber?: string;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly traceHeader?: string;
  /** The queue whose redrive policy moved the message here. */
  readonly deadLetterSourceArn?: string;
  receiveCount: number;
  firstReceivedMs: number | undefined;
  visibleAtMs: number;
  receiptHandle: string | undefined;
}

/** Settings of a queue, defaults filled in. */
export interface QueueSettings {
  readonly delaySeconds: number;
  readonly maximumMessageBytes: number;
  readonly retentionSeconds: number;
  readonly receiveWaitSeconds: number;
  readonly visibilityTimeoutSeconds: number;
  readonly isFifo: boolean;
  readonly contentBasedDeduplication: boolean;
  readonly redrive?: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number };
}
