// Rows of spec/websocket-api.md 1.6 and 3.2 to 3.5: what handlers are told.

import type { Matcher, Row } from '../row.js';

const id: Matcher = { $regex: '^[A-Za-z0-9_-]{15}=$' };
const clfTime: Matcher = {
  $regex: '^\\d{2}/(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)/\\d{4}:\\d{2}:\\d{2}:\\d{2} \\+0000$',
};

const commonContext: readonly string[] = [
  'routeKey',
  'eventType',
  'extendedRequestId',
  'requestTime',
  'messageDirection',
  'stage',
  'connectedAt',
  'requestTimeEpoch',
  'identity',
  'requestId',
  'domainName',
  'connectionId',
  'apiId',
];

const commonValues: readonly (readonly [string, string, Matcher])[] = [
  ['stage', 'the stage name', 'prod'],
  ['messageDirection', 'IN', 'IN'],
  ['connectedAt', 'integer milliseconds', { $type: 'integer' }],
  ['requestTimeEpoch', 'integer milliseconds', { $type: 'integer' }],
  ['requestTime', 'a CLF time in UTC', clfTime],
  ['connectionId', 'sixteen characters ending in =', id],
  ['requestId', 'sixteen characters ending in =', id],
  ['extendedRequestId', 'the request id again', { $same: 'requestContext.requestId' }],
  ['domainName', 'a host name', { $regex: '^[a-z0-9.-]+(:\\d+)?$' }],
  ['apiId', 'ten lower-case alphanumerics', { $regex: '^[a-z0-9]{10}$' }],
];

const kinds = {
  CONNECT: {
    routeKey: '$connect',
    steps: [{ do: 'connect', headers: [['User-Agent', 'conformance/1.0']], expect: { status: 101 } }],
  },
  MESSAGE: {
    routeKey: 'two-way',
    steps: [
      { do: 'connect', headers: [['User-Agent', 'conformance/1.0']], expect: { status: 101 } },
      { do: 'send', text: '{"action":"two-way","do":"record"}' },
      { do: 'expect-message', text: 'recorded' },
    ],
  },
  DISCONNECT: {
    routeKey: '$disconnect',
    steps: [
      { do: 'connect', headers: [['User-Agent', 'conformance/1.0']], expect: { status: 101 } },
      { do: 'close', code: 1000, reason: 'done' },
    ],
  },
} as const satisfies Record<string, { routeKey: string; steps: Row['steps'] }>;

type Kind = keyof typeof kinds;

const contextKeys: Readonly<Record<Kind, readonly string[]>> = {
  CONNECT: commonContext,
  MESSAGE: [...commonContext, 'messageId'],
  DISCONNECT: [...commonContext, 'disconnectStatusCode', 'disconnectReason'],
};

const eventKeys: Readonly<Record<Kind, readonly string[]>> = {
  CONNECT: [
    'headers',
    'multiValueHeaders',
    'queryStringParameters',
    'multiValueQueryStringParameters',
    'stageVariables',
    'requestContext',
    'isBase64Encoded',
  ],
  MESSAGE: ['requestContext', 'stageVariables', 'body', 'isBase64Encoded'],
  DISCONNECT: ['headers', 'multiValueHeaders', 'stageVariables', 'requestContext', 'isBase64Encoded'],
};

function rowsOf(kind: Kind): Row[] {
  const { steps, routeKey } = kinds[kind];
  const observe = (idSuffix: string, title: string, event: Matcher, confidence: Row['confidence']): Row => ({
    id: `ws-3-${kind.toLowerCase()}-${idSuffix}`,
    section: '3.2 to 3.5',
    title: `${kind} event: ${title}`,
    confidence,
    steps: [...steps, { do: 'recorded', type: kind, event }],
  });
  return [
    observe('keys', 'has exactly the documented members', { $keys: eventKeys[kind] }, 'observed'),
    observe(
      'context-keys',
      'has exactly the documented requestContext members',
      { requestContext: { $keys: contextKeys[kind] } },
      'observed',
    ),
    observe('route', `carries the route key ${routeKey}`, { requestContext: { routeKey } }, 'documented'),
    observe('type', `carries the event type ${kind}`, { requestContext: { eventType: kind } }, 'documented'),
    observe('base64', 'is not base64', { isBase64Encoded: false }, 'documented'),
    observe(
      'variables',
      'carries the stage variables',
      { stageVariables: { tableName: 'conns-dev' } },
      'documented',
    ),
    observe(
      'identity',
      'carries source address and user agent',
      {
        requestContext: {
          identity: { $all: [{ $keys: ['userAgent', 'sourceIp'] }, { userAgent: 'conformance/1.0' }] },
        },
      },
      'documented',
    ),
    observe(
      'same-id',
      'carries the id of the connection',
      { requestContext: { connectionId: { $connectionId: 'a' } } },
      'documented',
    ),
    ...commonValues.map(([field, words, matcher]) =>
      observe(
        `value-${field}`,
        `requestContext.${field} is ${words}`,
        { requestContext: { [field]: matcher } },
        'observed',
      ),
    ),
  ];
}

export const eventRows: readonly Row[] = [
  ...rowsOf('CONNECT'),
  ...rowsOf('MESSAGE'),
  ...rowsOf('DISCONNECT'),
  {
    id: 'ws-3.2-headers',
    section: '3.2',
    title: 'CONNECT event: header names keep the casing the client sent',
    confidence: 'documented',
    steps: [
      {
        do: 'connect',
        headers: [
          ['X-CuStOm', 'one'],
          ['X-CuStOm', 'two'],
        ],
        expect: { status: 101 },
      },
      {
        do: 'recorded',
        type: 'CONNECT',
        event: { headers: { 'X-CuStOm': 'two' }, multiValueHeaders: { 'X-CuStOm': ['one', 'two'] } },
      },
    ],
  },
  ...(['Connection', 'Upgrade', 'content-length', 'Content-Length'] as const).map(
    (header): Row => ({
      id: `ws-3.2-no-${header === 'Content-Length' ? 'content-length-capital' : header.toLowerCase()}`,
      section: '3.2',
      title: `CONNECT event: has no ${header} header`,
      confidence: 'observed',
      steps: [
        { do: 'connect', expect: { status: 101 } },
        { do: 'recorded', type: 'CONNECT', event: { headers: { [header]: { $absent: true } } } },
      ],
    }),
  ),
  ...(
    [
      ['X-Amzn-Trace-Id', { $regex: '^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$' }],
      ['X-Forwarded-For', { $type: 'string' }],
      ['X-Forwarded-Port', '443'],
      ['X-Forwarded-Proto', 'https'],
      ['Sec-WebSocket-Version', '13'],
      ['Sec-WebSocket-Key', { $type: 'string' }],
      ['Host', { $type: 'string' }],
    ] as const
  ).map(
    ([header, matcher]): Row => ({
      id: `ws-3.2-header-${header.toLowerCase()}`,
      section: '3.2',
      title: `CONNECT event: carries ${header}`,
      confidence: 'observed',
      steps: [
        { do: 'connect', expect: { status: 101 } },
        {
          do: 'recorded',
          type: 'CONNECT',
          event: { headers: { [header]: matcher }, multiValueHeaders: { [header]: [matcher] } },
        },
      ],
    }),
  ),
  {
    id: 'ws-3.2-query',
    section: '3.2',
    title: 'CONNECT event: query values are decoded, the last of repeated keys wins',
    confidence: 'unverified',
    steps: [
      { do: 'connect', query: 'room=a&room=b%20c', expect: { status: 101 } },
      {
        do: 'recorded',
        type: 'CONNECT',
        event: {
          queryStringParameters: { room: 'b c' },
          multiValueQueryStringParameters: { room: ['a', 'b c'] },
        },
      },
    ],
  },
  {
    id: 'ws-3.3-body',
    section: '3.3',
    title: 'MESSAGE event: the body is the text verbatim',
    confidence: 'documented',
    steps: [
      { do: 'connect', expect: { status: 101 } },
      { do: 'send', text: '{ "action" : "two-way",  "do":"record", "text":"Grüße 😀" }' },
      { do: 'expect-message', text: 'recorded' },
      {
        do: 'recorded',
        type: 'MESSAGE',
        event: { body: '{ "action" : "two-way",  "do":"record", "text":"Grüße 😀" }' },
      },
    ],
  },
  {
    id: 'ws-1.6-message-id',
    section: '1.6',
    title: 'MESSAGE event: the message id has the shape of the connection id',
    confidence: 'observed',
    steps: [
      { do: 'connect', expect: { status: 101 } },
      { do: 'send', text: '{"action":"two-way","do":"event"}' },
      { do: 'expect-message', text: { $json: { requestContext: { messageId: id } } } },
    ],
  },
  {
    id: 'ws-3.4-pseudo-headers',
    section: '3.4',
    title: 'DISCONNECT event: has the four pseudo headers, three of them empty',
    confidence: 'observed',
    steps: [
      ...kinds.DISCONNECT.steps,
      {
        do: 'recorded',
        type: 'DISCONNECT',
        event: {
          headers: {
            $all: [
              { $keys: ['Host', 'x-api-key', 'X-Forwarded-For', 'x-restapi'] },
              { 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' },
            ],
          },
          multiValueHeaders: { 'x-api-key': [''], 'X-Forwarded-For': [''], 'x-restapi': [''] },
        },
      },
    ],
  },
  ...(
    [
      [
        'no-code',
        'a close without a code',
        [{ do: 'close' }],
        1005,
        'Client-side close frame status not set',
        'documented',
      ],
      ['going-away', 'a browser that leaves the page', [{ do: 'close', code: 1001 }], 1001, '', 'observed'],
      [
        'code-reason',
        'a close with code and reason',
        [{ do: 'close', code: 1000, reason: 'bye' }],
        1000,
        'bye',
        'unverified',
      ],
      [
        'own-code',
        'a close with a code of its own',
        [{ do: 'close', code: 4_001, reason: '' }],
        4_001,
        '',
        'unverified',
      ],
      ['reset', 'a connection reset', [{ do: 'reset' }], 1006, { $any: true }, 'documented'],
    ] as const
  ).map(
    ([suffix, words, how, code, reason, confidence]): Row => ({
      id: `ws-3.4-${suffix}`,
      section: '3.4',
      title: `DISCONNECT event: tells ${words}`,
      confidence,
      steps: [
        { do: 'connect', expect: { status: 101 } },
        ...how,
        {
          do: 'recorded',
          type: 'DISCONNECT',
          event: { requestContext: { disconnectStatusCode: code, disconnectReason: reason } },
        },
      ],
    }),
  ),
];
