// Rows of spec/websocket-api.md 1.5 and 5: the @connections API.

import type { Row, Step } from '../row.js';

const open: Step = { do: 'connect', expect: { status: 101 } };
const gone = {
  status: 410,
  headers: { 'x-amzn-errortype': { $regex: '^GoneException' } },
  body: '',
} as const;
const a = { of: 'a' } as const;
const unknown = { id: 'L0SM9cOFvHcCIhw=' } as const;

const malformedIds: readonly (readonly [string, string])[] = [
  ['short', 'abc'],
  ['long', 'L0SM9cOFvHcCIhwL0SM9cOFvHcCIhw='],
  ['slash-like', 'L0SM9cOFvHc+Ihw='],
  ['no-padding', 'L0SM9cOFvHcCIhwA'],
];

export const managementRows: readonly Row[] = [
  {
    id: 'ws-5.1-post',
    section: '5.1',
    title: 'POST delivers its body as one text message and answers 200 without a body',
    confidence: 'documented',
    steps: [
      open,
      { do: 'manage', operation: 'POST', connection: a, body: 'hello', expect: { status: 200, body: '' } },
      { do: 'expect-message', text: 'hello' },
    ],
  },
  {
    id: 'ws-5.1-post-unicode',
    section: '5.4',
    title: 'POST delivers UTF-8 unchanged',
    confidence: 'documented',
    steps: [
      open,
      { do: 'manage', operation: 'POST', connection: a, body: 'Grüße 😀', expect: { status: 200 } },
      { do: 'expect-message', text: 'Grüße 😀' },
    ],
  },
  {
    id: 'ws-5.1-post-empty',
    section: '5.4',
    title: 'POST of an empty body delivers an empty message',
    confidence: 'documented',
    steps: [
      open,
      { do: 'manage', operation: 'POST', connection: a, body: '', expect: { status: 200 } },
      { do: 'expect-message', text: '' },
    ],
  },
  {
    id: 'ws-5.1-get',
    section: '5.1',
    title: 'GET tells times and identity in lower camel case',
    confidence: 'documented',
    steps: [
      { do: 'connect', headers: [['User-Agent', 'conformance/1.0']], expect: { status: 101 } },
      {
        do: 'manage',
        operation: 'GET',
        connection: a,
        expect: {
          status: 200,
          headers: { 'content-type': { $regex: '^application/json' } },
          body: {
            $json: {
              $all: [
                { $keys: ['connectedAt', 'identity', 'lastActiveAt'] },
                {
                  connectedAt: { $regex: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$' },
                  lastActiveAt: { $regex: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$' },
                  identity: { userAgent: 'conformance/1.0', sourceIp: { $type: 'string' } },
                },
              ],
            },
          },
        },
      },
    ],
  },
  {
    id: 'ws-5.1-delete',
    section: '5.1, 5.4',
    title: 'DELETE answers 204 and closes with 1000',
    confidence: 'observed',
    steps: [
      open,
      { do: 'manage', operation: 'DELETE', connection: a, expect: { status: 204, body: '' } },
      { do: 'expect-close', code: 1_000 },
    ],
  },
  {
    id: 'ws-5.4-delete-event',
    section: '3.4, 5.4',
    title: 'DELETE invokes $disconnect with 1000 Connection Closed Normally',
    confidence: 'observed',
    steps: [
      open,
      { do: 'manage', operation: 'DELETE', connection: a, expect: { status: 204 } },
      { do: 'expect-close', code: 1_000 },
      {
        do: 'recorded',
        type: 'DISCONNECT',
        event: {
          requestContext: { disconnectStatusCode: 1_000, disconnectReason: 'Connection Closed Normally' },
        },
      },
    ],
  },
  ...(['POST', 'GET', 'DELETE'] as const).flatMap((operation): Row[] => [
    {
      id: `ws-5.2-gone-${operation.toLowerCase()}`,
      section: '5.2',
      title: `${operation} of an unknown connection answers 410 GoneException with an empty body`,
      confidence: 'observed',
      steps: [
        {
          do: 'manage',
          operation,
          connection: unknown,
          ...(operation === 'POST' ? { body: 'x' } : {}),
          expect: gone,
        },
      ],
    },
    {
      id: `ws-5.2-closed-${operation.toLowerCase()}`,
      section: '5.2',
      title: `${operation} of a closed connection answers 410`,
      confidence: 'documented',
      steps: [
        open,
        { do: 'close', code: 1_000 },
        { do: 'expect-close', code: 1_000 },
        {
          do: 'manage',
          operation,
          connection: a,
          ...(operation === 'POST' ? { body: 'x' } : {}),
          expect: gone,
        },
      ],
    },
    {
      id: `ws-5.3-percent-${operation.toLowerCase()}`,
      section: '5.3',
      title: `${operation} takes the id with a raw = sign`,
      confidence: 'documented',
      steps: [
        open,
        {
          do: 'manage',
          operation,
          connection: a,
          encode: 'raw',
          ...(operation === 'POST' ? { body: 'x' } : {}),
          expect: { status: operation === 'DELETE' ? 204 : 200 },
        },
      ],
    },
    {
      id: `ws-5.3-at-${operation.toLowerCase()}`,
      section: '5.3',
      title: `${operation} takes %40connections`,
      confidence: 'documented',
      steps: [
        open,
        {
          do: 'manage',
          operation,
          connection: a,
          encode: 'percent-at',
          ...(operation === 'POST' ? { body: 'x' } : {}),
          expect: { status: operation === 'DELETE' ? 204 : 200 },
        },
      ],
    },
  ]),
  ...malformedIds.map(
    ([suffix, id]): Row => ({
      id: `ws-5.2-malformed-${suffix}`,
      section: '5.2',
      title: `POST to the malformed id "${id}" answers 400 BadRequestException`,
      confidence: 'observed',
      steps: [
        {
          do: 'manage',
          operation: 'POST',
          connection: { id },
          body: 'x',
          expect: { status: 400, headers: { 'x-amzn-errortype': { $regex: '^BadRequestException' } } },
        },
      ],
    }),
  ),
  {
    id: 'ws-5.2-size-at',
    section: '5.2',
    title: 'POST takes 131,072 bytes',
    confidence: 'documented',
    steps: [
      open,
      { do: 'manage', operation: 'POST', connection: a, body: 'b'.repeat(131_072), expect: { status: 200 } },
      { do: 'expect-message', text: { $regex: '^b{1000}' } },
    ],
  },
  {
    id: 'ws-5.2-size-above',
    section: '5.2',
    title: 'POST of 131,073 bytes answers 413 PayloadTooLargeException',
    confidence: 'documented',
    steps: [
      open,
      {
        do: 'manage',
        operation: 'POST',
        connection: a,
        body: 'b'.repeat(131_073),
        expect: { status: 413, headers: { 'x-amzn-errortype': { $regex: '^PayloadTooLargeException' } } },
      },
    ],
  },
  {
    id: 'ws-5.2-stage',
    section: '5.2',
    title: 'POST below an unknown stage answers 403 Forbidden',
    confidence: 'observed',
    steps: [
      open,
      {
        do: 'manage',
        operation: 'POST',
        connection: a,
        stage: '/nosuchstage',
        body: 'x',
        expect: {
          status: 403,
          headers: { 'x-amzn-errortype': 'ForbiddenException' },
          body: '{"message":"Forbidden"}',
        },
      },
    ],
  },
  {
    id: 'ws-5.2-request-id',
    section: '1.6',
    title: 'management answers carry a UUID request id',
    confidence: 'observed',
    steps: [
      {
        do: 'manage',
        operation: 'GET',
        connection: unknown,
        expect: {
          status: 410,
          headers: {
            'x-amzn-requestid': { $regex: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' },
          },
        },
      },
    ],
  },
  {
    id: 'ws-5.4-order',
    section: '5.4',
    title: 'awaited posts to one connection arrive in order',
    confidence: 'unverified',
    steps: [
      open,
      ...['1', '2', '3'].map(
        (body): Step => ({ do: 'manage', operation: 'POST', connection: a, body, expect: { status: 200 } }),
      ),
      ...['1', '2', '3'].map((text): Step => ({ do: 'expect-message', text })),
    ],
  },
  {
    id: 'ws-5.4-active',
    section: '5.4',
    title: 'a post resets the idle timer',
    confidence: 'documented',
    steps: [
      open,
      { do: 'advance', by: '9m' },
      { do: 'manage', operation: 'POST', connection: a, body: 'still here', expect: { status: 200 } },
      { do: 'expect-message', text: 'still here' },
      { do: 'advance', by: '9m' },
      { do: 'manage', operation: 'GET', connection: a, expect: { status: 200 } },
    ],
  },
];
