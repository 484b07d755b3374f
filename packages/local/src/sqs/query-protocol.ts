// SQS's older query protocol: flat parameters in, XML members out, onto the same operations.

import { listMembers } from '../aws-query/parse-query.js';
import { XmlList, type XmlValue } from '../aws-query/xml.js';

/** Builds the JSON input of an action from flat parameters; the queue is named by the path or `QueueUrl`. */
export function queryInput(parameters: ReadonlyMap<string, string>, path: string): Record<string, unknown> {
  const input = entryInput(parameters);
  if (input.QueueUrl === undefined && path.length > 1) input.QueueUrl = path;
  const attributes = listMembers(parameters, 'Attribute');
  if (attributes.length > 0) {
    input.Attributes = Object.fromEntries(
      attributes.map((entry) => [entry.get('Name') ?? '', entry.get('Value') ?? '']),
    );
  }
  for (const [prefix, name] of [
    ['AttributeName', 'AttributeNames'],
    ['MessageAttributeName', 'MessageAttributeNames'],
  ] as const) {
    const names = listMembers(parameters, prefix).map((entry) => entry.get('') ?? '');
    if (names.length > 0) input[name] = names;
  }
  for (const prefix of [
    'SendMessageBatchRequestEntry',
    'DeleteMessageBatchRequestEntry',
    'ChangeMessageVisibilityBatchRequestEntry',
  ]) {
    const entries = listMembers(parameters, prefix);
    if (entries.length > 0) input.Entries = entries.map(entryInput);
  }
  return input;
}

/** Turns an action's JSON output into the older element names. */
export function queryOutput(action: string, output: unknown): XmlValue {
  const result = output as Record<string, unknown>;
  switch (action) {
    case 'ReceiveMessage':
      return flatList('Message', result.Messages, (message) => ({
        MessageId: text(message.MessageId),
        ReceiptHandle: text(message.ReceiptHandle),
        MD5OfBody: text(message.MD5OfBody),
        Body: text(message.Body),
        ...pairs('Attribute', message.Attributes),
      }));
    case 'ListQueues':
      return flatList('QueueUrl', result.QueueUrls, (url) => text(url));
    case 'GetQueueAttributes':
      return pairs('Attribute', result.Attributes);
    case 'SendMessageBatch':
    case 'DeleteMessageBatch':
    case 'ChangeMessageVisibilityBatch':
      return {
        ...flatList(`${action}ResultEntry`, result.Successful, plain),
        ...flatList('BatchResultErrorEntry', result.Failed, plain),
      };
    default:
      return Object.keys(result).length === 0 ? undefined : plain(result);
  }
}

function entryInput(parameters: ReadonlyMap<string, string>): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [name, value] of parameters) if (!name.includes('.')) input[name] = value;
  const attributes = listMembers(parameters, 'MessageAttribute');
  if (attributes.length > 0) {
    input.MessageAttributes = Object.fromEntries(
      attributes.map((entry) => [
        entry.get('Name') ?? '',
        {
          DataType: entry.get('Value.DataType') ?? '',
          ...optional('StringValue', entry.get('Value.StringValue')),
          ...optional('BinaryValue', entry.get('Value.BinaryValue')),
        },
      ]),
    );
  }
  return input;
}

// The query protocol repeats elements without a wrapper around them.
function flatList(
  element: string,
  value: unknown,
  describe: (item: Record<string, unknown>) => XmlValue,
): Record<string, XmlValue> {
  const items = Array.isArray(value) ? value : [];
  return {
    [`#${element}`]: new XmlList(
      element,
      items.map((item) => describe(item as Record<string, unknown>)),
    ),
  };
}

function pairs(element: string, value: unknown): Record<string, XmlValue> {
  const entries = Object.entries((value ?? {}) as Record<string, string>);
  return {
    [`#${element}`]: new XmlList(
      element,
      entries.map(([Name, Value]) => ({ Name, Value })),
    ),
  };
}

function plain(value: Record<string, unknown>): Record<string, XmlValue> {
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, text(item)]));
}

function text(value: unknown): string {
  return String(value);
}

function optional(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value };
}
