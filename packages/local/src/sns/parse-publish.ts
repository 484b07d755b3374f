// Publish and PublishBatch parameters -> a message, or AWS's refusal.

import { listMembers } from '../aws-query/parse-query.js';
import { QueryError } from '../aws-query/respond.js';
import { maxMessageBytes, maxSubjectCharacters } from './limits.js';
import type { Message, MessageAttribute } from './model.js';

/** What one entry says, before it has an id and a time. */
export type MessageDraft = Omit<Message, 'messageId' | 'topicArn' | 'timestampMs'>;

/**
 * Validates the parameters of one message.
 *
 * @param parameters - Flat parameters of the call, or of one batch entry.
 * @throws QueryError with AWS's code and sentence.
 * @source spec/websocket-api.md 10.1
 */
export function parseMessage(parameters: ReadonlyMap<string, string>): MessageDraft {
  const text = parameters.get('Message') ?? '';
  if (text === '') throw new QueryError('InvalidParameter', 'Invalid parameter: Empty message');
  const attributes = parseAttributes(parameters);
  const subject = parameters.get('Subject') ?? null;
  if (subject !== null && !isSubject(subject)) {
    throw new QueryError('InvalidParameter', 'Invalid parameter: Subject');
  }
  if (sizeOf(text, attributes) > maxMessageBytes) {
    throw new QueryError('InvalidParameter', 'Invalid parameter: Message too long');
  }
  const groupId = parameters.get('MessageGroupId');
  const deduplicationId = parameters.get('MessageDeduplicationId');
  return {
    subject,
    textFor: parameters.get('MessageStructure') === 'json' ? textByProtocol(text) : () => text,
    attributes,
    ...(groupId === undefined ? {} : { groupId }),
    ...(deduplicationId === undefined ? {} : { deduplicationId }),
  };
}

function parseAttributes(parameters: ReadonlyMap<string, string>): Record<string, MessageAttribute> {
  const attributes: Record<string, MessageAttribute> = {};
  for (const entry of listMembers(parameters, 'MessageAttributes.entry')) {
    const name = entry.get('Name') ?? '';
    const type = entry.get('Value.DataType') ?? '';
    const value = entry.get('Value.StringValue') ?? entry.get('Value.BinaryValue');
    if (type === '') {
      throw new QueryError(
        'InvalidParameterValue',
        `The message attribute '${name}' must contain non-empty message attribute type.`,
      );
    }
    if (value === undefined || value === '') {
      throw new QueryError(
        'InvalidParameterValue',
        `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
      );
    }
    if (!/^(String|Number|Binary)(\.|$)/.test(type)) {
      throw new QueryError(
        'InvalidParameterValue',
        `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      );
    }
    attributes[name] = { Type: type, Value: value };
  }
  return attributes;
}

function textByProtocol(text: string): (protocol: string) => string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw Object.assign(
      new QueryError(
        'InvalidParameter',
        'Invalid parameter: Message Structure - JSON message body failed to parse',
      ),
      { cause },
    );
  }
  const texts = new Map(
    typeof parsed === 'object' && parsed !== null
      ? Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
      : [],
  );
  const fallback = texts.get('default');
  if (fallback === undefined) {
    throw new QueryError(
      'InvalidParameter',
      'Invalid parameter: Message Structure - No default entry in JSON message body',
    );
  }
  return (protocol) => texts.get(protocol) ?? fallback;
}

function sizeOf(text: string, attributes: Readonly<Record<string, MessageAttribute>>): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { Type, Value }]) => sum + Buffer.byteLength(name + Type + Value),
    Buffer.byteLength(text),
  );
}

function isSubject(text: string): boolean {
  return text.length > 0 && text.length <= maxSubjectCharacters && /^[\x20-\x7e]+$/.test(text);
}
