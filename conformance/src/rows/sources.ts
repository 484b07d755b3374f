// Rows of spec/websocket-api.md 10.2 to 10.4: what functions are told by topics, queues, streams and buses.

import type { Matcher, RecordType, Row, Step } from '../row.js';

type Source = Extract<RecordType, 'SNS' | 'SQS' | 'STREAM' | 'EVENTS'>;

const uuid: Matcher = { $regex: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' };
const isoMs: Matcher = { $regex: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' };
const isoSeconds: Matcher = { $regex: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' };
const epochMs: Matcher = { $regex: '^\\d{13}$' };

/** Opens a connection and lets its function send something through a source. */
function emit(via: string, what: object = {}): readonly Step[] {
  return [
    { do: 'connect', expect: { status: 101 } },
    { do: 'send', text: JSON.stringify({ action: 'two-way', do: 'emit', via, ...what }) },
    { do: 'expect-message', text: 'emitted' },
  ];
}

interface Observation {
  readonly id: string;
  readonly title: string;
  readonly event: Matcher;
  readonly confidence?: Row['confidence'];
  /** Other than the source's plain case. */
  readonly steps?: readonly Step[];
}

interface SourceSpec {
  readonly type: Source;
  readonly section: string;
  readonly noun: string;
  readonly plain: readonly Step[];
  readonly observations: readonly Observation[];
}

const record = (members: Matcher): Matcher => ({ Records: [members] });
const attribute = (DataType: string, value: object) => ({
  options: { MessageAttributes: { kind: { DataType, ...value } } },
});

const specs: readonly SourceSpec[] = [
  {
    type: 'SNS',
    section: '10.2',
    noun: 'topic',
    plain: emit('sns'),
    observations: [
      {
        id: 'keys',
        title: 'has one record with exactly the documented members',
        event: record({ $keys: ['EventSource', 'EventVersion', 'EventSubscriptionArn', 'Sns'] }),
      },
      {
        id: 'sns-keys',
        title: 'has exactly the documented members of Sns',
        event: record({
          Sns: {
            $keys: [
              'Type',
              'MessageId',
              'TopicArn',
              'Subject',
              'Message',
              'Timestamp',
              'SignatureVersion',
              'Signature',
              'SigningCertUrl',
              'UnsubscribeUrl',
              'MessageAttributes',
            ],
          },
        }),
      },
      {
        id: 'source',
        title: 'names its source, version and subscription',
        event: record({
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: { $regex: '^arn:[^:]+:sns:[^:]+:\\d{12}:[^:]+:[0-9a-f-]{36}$' },
        }),
      },
      {
        id: 'values',
        title: 'carries a notification with an id and a time to the millisecond',
        event: record({ Sns: { Type: 'Notification', MessageId: uuid, Timestamp: isoMs } }),
      },
      {
        id: 'no-subject',
        title: 'has a null subject and no attributes where the publisher gave none',
        event: record({ Sns: { Subject: null, MessageAttributes: { $keys: [] } } }),
      },
      {
        id: 'subject',
        title: 'carries the subject',
        steps: emit('sns', { options: { Subject: 'news' } }),
        event: record({ Sns: { Subject: 'news' } }),
      },
      {
        id: 'attribute',
        title: 'carries an attribute as type and value',
        steps: emit('sns', attribute('String', { StringValue: 'broadcast' })),
        event: record({
          Sns: { MessageAttributes: { kind: { Type: 'String', Value: 'broadcast' } } },
        }),
      },
      {
        id: 'number-attribute',
        title: 'carries a number as text',
        steps: emit('sns', attribute('Number', { StringValue: '17' })),
        event: record({ Sns: { MessageAttributes: { kind: { Type: 'Number', Value: '17' } } } }),
      },
      {
        id: 'batch',
        title: 'has one record each for messages published together',
        steps: emit('sns-batch'),
        event: record({ EventSource: 'aws:sns' }),
      },
      {
        id: 'filter-passes',
        title: 'comes when every key of the filter policy matches',
        steps: emit('filtered', {
          options: {
            MessageAttributes: {
              kind: { DataType: 'String', StringValue: 'also-this' },
              level: { DataType: 'Number', StringValue: '5' },
            },
          },
        }),
        event: record({ Sns: { MessageAttributes: { level: { Type: 'Number', Value: '5' } } } }),
      },
    ],
  },
  {
    type: 'SQS',
    section: '10.4',
    noun: 'queue',
    plain: emit('sqs'),
    observations: [
      {
        id: 'keys',
        title: 'has records with exactly the documented members',
        event: record({
          $keys: [
            'messageId',
            'receiptHandle',
            'body',
            'attributes',
            'messageAttributes',
            'md5OfBody',
            'eventSource',
            'eventSourceARN',
            'awsRegion',
          ],
        }),
      },
      {
        id: 'values',
        title: 'carries id, digest and source',
        event: record({
          messageId: uuid,
          md5OfBody: { $regex: '^[0-9a-f]{32}$' },
          eventSource: 'aws:sqs',
          eventSourceARN: { $regex: '^arn:[^:]+:sqs:[^:]+:\\d{12}:.+$' },
        }),
      },
      {
        id: 'attributes',
        title: 'carries the count of receipts and times in milliseconds as text',
        event: record({
          attributes: {
            $all: [
              {
                $keys: [
                  'ApproximateReceiveCount',
                  'SentTimestamp',
                  'SenderId',
                  'ApproximateFirstReceiveTimestamp',
                ],
              },
              {
                ApproximateReceiveCount: '1',
                SentTimestamp: epochMs,
                ApproximateFirstReceiveTimestamp: epochMs,
              },
            ],
          },
        }),
      },
      {
        id: 'no-message-attributes',
        title: 'has no message attributes where the sender gave none',
        event: record({ messageAttributes: { $keys: [] } }),
      },
      {
        id: 'message-attributes',
        title: 'carries a message attribute with empty lists beside its value',
        steps: emit('sqs', attribute('String', { StringValue: 'v' })),
        event: record({
          messageAttributes: {
            kind: {
              $all: [
                { $keys: ['stringValue', 'stringListValues', 'binaryListValues', 'dataType'] },
                { stringValue: 'v', stringListValues: [], binaryListValues: [], dataType: 'String' },
              ],
            },
          },
        }),
      },
    ],
  },
  {
    type: 'STREAM',
    section: '10.4',
    noun: 'stream',
    plain: emit('stream', { writes: ['new'] }),
    observations: [
      {
        id: 'keys',
        title: 'has records with exactly the documented members, and no user identity',
        event: record({
          $keys: [
            'eventID',
            'eventName',
            'eventVersion',
            'eventSource',
            'awsRegion',
            'dynamodb',
            'eventSourceARN',
          ],
        }),
      },
      {
        id: 'insert',
        title: 'tells of a new item with its new image only',
        event: record({
          eventName: 'INSERT',
          dynamodb: { NewImage: { note: { S: 'new' } }, OldImage: { $absent: true } },
        }),
      },
      {
        id: 'values',
        title: 'carries version, source, view type and a time in seconds',
        event: record({
          eventVersion: '1.1',
          eventSource: 'aws:dynamodb',
          eventID: { $regex: '^[0-9a-f]{32}$' },
          eventSourceARN: { $regex: '^arn:[^:]+:dynamodb:[^:]+:\\d{12}:table/.+/stream/.+$' },
          dynamodb: {
            Keys: { id: { S: { $connectionId: 'a' } } },
            ApproximateCreationDateTime: { $type: 'number' },
            SequenceNumber: { $regex: '^\\d{21,40}$' },
            SizeBytes: { $type: 'integer' },
            StreamViewType: 'NEW_AND_OLD_IMAGES',
          },
        }),
      },
      {
        id: 'modify',
        title: 'tells of a changed item with both images',
        steps: emit('stream', { writes: ['old', 'new'] }),
        event: record({
          eventName: 'MODIFY',
          dynamodb: { OldImage: { note: { S: 'old' } }, NewImage: { note: { S: 'new' } } },
        }),
      },
      {
        id: 'no-change',
        title: 'does not tell of a write that changes nothing',
        steps: emit('stream', { writes: ['same', 'same'] }),
        event: record({ eventName: 'INSERT' }),
      },
      {
        id: 'remove',
        title: 'tells of a deleted item with its old image only',
        steps: emit('stream', { writes: ['old', null] }),
        event: record({
          eventName: 'REMOVE',
          dynamodb: { OldImage: { note: { S: 'old' } }, NewImage: { $absent: true } },
        }),
      },
    ],
  },
  {
    type: 'EVENTS',
    section: '10.4',
    noun: 'bus',
    plain: emit('events', { detail: { item: 'i1' } }),
    observations: [
      {
        id: 'keys',
        title: 'has exactly the documented members',
        event: {
          $keys: [
            'version',
            'id',
            'detail-type',
            'source',
            'account',
            'time',
            'region',
            'resources',
            'detail',
          ],
        },
      },
      {
        id: 'values',
        title: 'carries version, id, account, time to the second and no resources',
        event: {
          version: '0',
          id: uuid,
          account: { $regex: '^\\d{12}$' },
          time: isoSeconds,
          resources: [],
        },
      },
      {
        id: 'detail',
        title: 'carries source, type and detail as they were put',
        event: { source: 'conformance', 'detail-type': 'probe', detail: { item: 'i1' } },
      },
    ],
  },
];

export const sourceRows: readonly Row[] = [
  ...specs.flatMap(({ type, section, noun, plain, observations }) =>
    observations.map(
      ({ id, title, event, confidence = 'documented', steps = plain }): Row => ({
        id: `src-${section}-${type.toLowerCase()}-${id}`,
        section,
        title: `Event of a ${noun}: ${title}`,
        confidence,
        steps: [...steps, { do: 'recorded', type, event, withinMs: 15_000 }],
      }),
    ),
  ),
  {
    id: 'src-10.3-filter-drops',
    section: '10.3',
    title: 'A message that one key of the filter policy does not match is not delivered',
    confidence: 'documented',
    steps: [
      ...emit('filtered', {
        options: {
          MessageAttributes: {
            kind: { DataType: 'String', StringValue: 'wanted' },
            level: { DataType: 'Number', StringValue: '4' },
          },
        },
      }),
      { do: 'not-recorded', type: 'SNS', forMs: 1_000 },
    ],
  },
  {
    id: 'src-10.3-filter-absent',
    section: '10.3',
    title: 'A message without an attribute that the filter policy names is not delivered',
    confidence: 'documented',
    steps: [...emit('filtered'), { do: 'not-recorded', type: 'SNS', forMs: 1_000 }],
  },
  {
    id: 'src-10.4-rule-drops',
    section: '10.4',
    title: 'An event that the pattern of a rule does not match reaches no target',
    confidence: 'documented',
    steps: [...emit('events', { type: 'other' }), { do: 'not-recorded', type: 'EVENTS', forMs: 1_000 }],
  },
  {
    id: 'src-10.4-sqs-partial-failure',
    section: '10.4',
    title: 'A message that a function reports as failed comes again after its visibility timeout',
    confidence: 'documented',
    steps: [
      ...emit('sqs', { message: { failsOnce: true } }),
      {
        do: 'recorded',
        type: 'SQS',
        event: record({ attributes: { ApproximateReceiveCount: '1' } }),
        withinMs: 15_000,
      },
      { do: 'advance', by: '61s' },
      {
        do: 'recorded',
        type: 'SQS',
        event: record({ attributes: { ApproximateReceiveCount: '2' } }),
        withinMs: 15_000,
      },
    ],
  },
];
