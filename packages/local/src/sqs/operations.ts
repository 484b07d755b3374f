// The SQS API, one function per action, on plain JSON input and output.

import {
  invalidParameter,
  invalidReceiptHandle,
  missingParameter,
  queueDoesNotExist,
  SqsError,
} from './errors.js';
import {
  maxBatchEntries,
  maxDelaySeconds,
  maxReceiveMessages,
  maxVisibilityTimeoutSeconds,
  maxWaitSeconds,
} from './limits.js';
import { md5OfAttributes, md5OfBody } from './message-digest.js';
import type { MessageAttribute, MessageDraft, QueuedMessage } from './model.js';
import type { Queue } from './queue.js';
import { attributesOfQueue, settingsFromAttributes } from './queue-attributes.js';
import type { Sqs } from './sqs.js';

type Input = Readonly<Record<string, unknown>>;
type Operation = (sqs: Sqs, input: Input) => Promise<unknown> | unknown;

/** All actions by name. @throws SqsError from any of them. */
export const sqsOperations: Readonly<Record<string, Operation>> = {
  CreateQueue: (sqs, input) => ({
    QueueUrl: sqs.createQueue(
      requiredText(input, 'QueueName'),
      settingsFromAttributes(stringMap(input.Attributes)),
    ).url,
  }),
  DeleteQueue: (sqs, input) => {
    sqs.deleteQueue(queueOf(sqs, input).arn);
    return {};
  },
  GetQueueUrl: (sqs, input) => ({
    QueueUrl: required(sqs.queueByName(requiredText(input, 'QueueName'))).url,
  }),
  ListQueues: (sqs, input) => {
    const prefix = typeof input.QueueNamePrefix === 'string' ? input.QueueNamePrefix : '';
    const urls = sqs
      .queues()
      .filter(({ name }) => name.startsWith(prefix))
      .map(({ url }) => url);
    return urls.length === 0 ? {} : { QueueUrls: urls };
  },
  GetQueueAttributes: (sqs, input) => {
    const wanted = stringList(input.AttributeNames);
    const all = attributesOfQueue(queueOf(sqs, input));
    if (wanted.length === 0) return {};
    const names = wanted.includes('All') ? Object.keys(all) : wanted;
    return {
      Attributes: Object.fromEntries(
        names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])),
      ),
    };
  },
  SetQueueAttributes: (sqs, input) => {
    const queue = queueOf(sqs, input);
    queue.settings = settingsFromAttributes(stringMap(input.Attributes), queue.settings);
    return {};
  },
  SendMessage: (sqs, input) => {
    const queue = queueOf(sqs, input);
    return sendOne(queue, input);
  },
  SendMessageBatch: (sqs, input) => {
    const queue = queueOf(sqs, input);
    return batch(input, (entry) => sendOne(queue, entry));
  },
  ReceiveMessage: async (sqs, input) => {
    const queue = queueOf(sqs, input);
    const max = integer(input.MaxNumberOfMessages, 1, {
      least: 1,
      most: maxReceiveMessages,
      name: 'MaxNumberOfMessages',
    });
    const waitSeconds = integer(input.WaitTimeSeconds, queue.settings.receiveWaitSeconds, {
      least: 0,
      most: maxWaitSeconds,
      name: 'WaitTimeSeconds',
    });
    const visibility = integer(input.VisibilityTimeout, queue.settings.visibilityTimeoutSeconds, {
      least: 0,
      most: maxVisibilityTimeoutSeconds,
      name: 'VisibilityTimeout',
    });
    const messages = await sqs.receive(queue, { max, waitSeconds, visibilityTimeoutSeconds: visibility });
    if (messages.length === 0) return {};
    const systemNames = [
      ...stringList(input.AttributeNames),
      ...stringList(input.MessageSystemAttributeNames),
    ];
    const attributeNames = stringList(input.MessageAttributeNames);
    return { Messages: messages.map((message) => describeMessage(message, systemNames, attributeNames)) };
  },
  DeleteMessage: (sqs, input) => {
    queueOf(sqs, input).remove(requiredText(input, 'ReceiptHandle'));
    return {};
  },
  DeleteMessageBatch: (sqs, input) => {
    const queue = queueOf(sqs, input);
    return batch(input, (entry) => {
      queue.remove(requiredText(entry, 'ReceiptHandle'));
      return {};
    });
  },
  ChangeMessageVisibility: (sqs, input) => changeVisibility(queueOf(sqs, input), input),
  ChangeMessageVisibilityBatch: (sqs, input) => {
    const queue = queueOf(sqs, input);
    return batch(input, (entry) => changeVisibility(queue, entry));
  },
  PurgeQueue: (sqs, input) => {
    queueOf(sqs, input).purge();
    return {};
  },
  ListDeadLetterSourceQueues: (sqs, input) => {
    const { arn } = queueOf(sqs, input);
    const sources = sqs.queues().filter(({ settings }) => settings.redrive?.deadLetterTargetArn === arn);
    return { queueUrls: sources.map(({ url }) => url) };
  },
  StartMessageMoveTask: (sqs, input) => {
    const { DestinationArn } = input;
    const destinationArn = typeof DestinationArn === 'string' ? DestinationArn : undefined;
    return { TaskHandle: sqs.moves.start(requiredText(input, 'SourceArn'), destinationArn).handle };
  },
  ListMessageMoveTasks: (sqs, input) => ({
    Results: sqs.moves
      .list(requiredText(input, 'SourceArn'))
      .slice(0, integer(input.MaxResults, 1, { least: 1, most: 10, name: 'MaxResults' }))
      .map(({ sourceArn, destinationArn, startedMs, moved }) => ({
        Status: 'COMPLETED',
        SourceArn: sourceArn,
        DestinationArn: destinationArn,
        ApproximateNumberOfMessagesMoved: moved,
        ApproximateNumberOfMessagesToMove: moved,
        StartedTimestamp: startedMs,
      })),
  }),
  TagQueue: (sqs, input) => {
    queueOf(sqs, input);
    return {};
  },
  UntagQueue: (sqs, input) => {
    queueOf(sqs, input);
    return {};
  },
  ListQueueTags: (sqs, input) => {
    queueOf(sqs, input);
    return {};
  },
};

function sendOne(queue: Queue, input: Input): Record<string, unknown> {
  const draft = parseDraft(queue, input);
  const sent = queue.send(draft);
  const attributesDigest = md5OfAttributes(draft.attributes);
  return {
    MD5OfMessageBody: md5OfBody(draft.body),
    ...(attributesDigest === undefined ? {} : { MD5OfMessageAttributes: attributesDigest }),
    MessageId: sent.messageId,
    ...(sent.sequenceNumber === undefined ? {} : { SequenceNumber: sent.sequenceNumber }),
  };
}

function parseDraft(queue: Queue, input: Input): MessageDraft {
  const body = requiredText(input, 'MessageBody');
  const attributes = (input.MessageAttributes ?? {}) as Record<string, MessageAttribute>;
  const bytes =
    Buffer.byteLength(body) +
    Object.entries(attributes).reduce(
      (sum, [name, { DataType, StringValue, BinaryValue }]) =>
        sum + Buffer.byteLength(name + DataType + (StringValue ?? BinaryValue ?? '')),
      0,
    );
  if (bytes > queue.settings.maximumMessageBytes) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${queue.settings.maximumMessageBytes} bytes.`,
    );
  }
  const groupId = typeof input.MessageGroupId === 'string' ? input.MessageGroupId : undefined;
  const deduplicationId =
    typeof input.MessageDeduplicationId === 'string' ? input.MessageDeduplicationId : undefined;
  if (queue.settings.isFifo) {
    if (groupId === undefined) throw missingParameter('MessageGroupId');
    if (deduplicationId === undefined && !queue.settings.contentBasedDeduplication) {
      throw invalidParameter(
        'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
      );
    }
  }
  const system = (input.MessageSystemAttributes ?? {}) as Record<string, MessageAttribute>;
  const traceHeader = system.AWSTraceHeader?.StringValue;
  const delaySeconds =
    input.DelaySeconds === undefined
      ? undefined
      : integer(input.DelaySeconds, 0, { least: 0, most: maxDelaySeconds, name: 'DelaySeconds' });
  return {
    body,
    attributes,
    ...(delaySeconds === undefined ? {} : { delaySeconds }),
    ...(groupId === undefined ? {} : { groupId }),
    ...(deduplicationId === undefined ? {} : { deduplicationId }),
    ...(traceHeader === undefined ? {} : { traceHeader }),
  };
}

function changeVisibility(queue: Queue, input: Input): Record<string, never> {
  const handle = requiredText(input, 'ReceiptHandle');
  const seconds = integer(input.VisibilityTimeout, Number.NaN, {
    least: 0,
    most: maxVisibilityTimeoutSeconds,
    name: 'VisibilityTimeout',
  });
  if (!queue.changeVisibility(handle, seconds)) throw invalidReceiptHandle(handle);
  return {};
}

function batch(input: Input, run: (entry: Input) => Record<string, unknown>): unknown {
  const entries = Array.isArray(input.Entries) ? (input.Entries as Input[]) : [];
  const code = (type: string, message: string) =>
    new SqsError(type, message, { queryCode: `AWS.SimpleQueueService.${type}` });
  if (entries.length === 0)
    throw code('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > maxBatchEntries) {
    throw code(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${maxBatchEntries}. You have sent ${entries.length}.`,
    );
  }
  const ids = entries.map((entry) => String(entry.Id));
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) throw code('BatchEntryIdsNotDistinct', `Id ${repeated} repeated.`);
  const Successful: unknown[] = [];
  const Failed: unknown[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof SqsError)) throw error;
      Failed.push({ Id: entry.Id, Code: error.queryCode, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
}

function describeMessage(
  message: QueuedMessage,
  systemNames: readonly string[],
  attributeNames: readonly string[],
): unknown {
  const system = systemAttributes(message);
  const shown = Object.entries(system).filter(
    ([name]) => systemNames.includes('All') || systemNames.includes(name),
  );
  const attributes = Object.entries(message.attributes).filter(([name]) =>
    attributeNames.some(
      (wanted) =>
        wanted === 'All' ||
        wanted === '.*' ||
        wanted === name ||
        (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -2))),
    ),
  );
  const digest = md5OfAttributes(Object.fromEntries(attributes));
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: md5OfBody(message.body),
    Body: message.body,
    ...(shown.length === 0 ? {} : { Attributes: Object.fromEntries(shown) }),
    ...(attributes.length === 0
      ? {}
      : { MessageAttributes: Object.fromEntries(attributes), MD5OfMessageAttributes: digest }),
  };
}

/** System attributes of a received message, as text. Source: spec/websocket-api.md 10.4. */
export function systemAttributes(message: QueuedMessage): Record<string, string> {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentMs),
    SenderId: 'AIDALOCAL',
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs ?? message.sentMs),
    ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
    ...(message.deduplicationId === undefined ? {} : { MessageDeduplicationId: message.deduplicationId }),
    ...(message.sequenceNumber === undefined ? {} : { SequenceNumber: message.sequenceNumber }),
    ...(message.traceHeader === undefined ? {} : { AWSTraceHeader: message.traceHeader }),
    ...(message.deadLetterSourceArn === undefined
      ? {}
      : { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
  };
}

function queueOf(sqs: Sqs, input: Input): Queue {
  return required(sqs.queueByUrl(requiredText(input, 'QueueUrl')));
}

function required(queue: Queue | undefined): Queue {
  if (queue === undefined) throw queueDoesNotExist();
  return queue;
}

function requiredText(input: Input, name: string): string {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw missingParameter(name);
}

function integer(
  value: unknown,
  fallback: number,
  range: { readonly least: number; readonly most: number; readonly name: string },
): number {
  const number = value === undefined ? fallback : Number(value);
  if (Number.isInteger(number) && number >= range.least && number <= range.most) return number;
  throw invalidParameter(
    `Value ${String(value)} for parameter ${range.name} is invalid. Reason: Must be between ${range.least} and ${range.most}, if provided.`,
  );
}

function stringMap(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries((value ?? {}) as Record<string, unknown>).map(([name, text]) => [name, String(text)]),
  );
}

function stringList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
