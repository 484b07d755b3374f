// Rows of spec/websocket-api.md 1.1 to 1.4: URLs, refusals, the 101 answer, subprotocols.

import type { Row } from '../row.js';

const forbidden = {
  status: 403,
  headers: { 'x-amzn-errortype': 'ForbiddenException', 'content-type': { $regex: '^application/json' } },
  body: '{"message":"Forbidden"}',
} as const;

const refusalStatuses: readonly (readonly [number, 'documented' | 'observed'])[] = [
  [301, 'observed'],
  [400, 'documented'],
  [401, 'observed'],
  [403, 'observed'],
  [404, 'observed'],
  [500, 'observed'],
  [501, 'observed'],
];

const acceptStatuses: readonly number[] = [200, 201, 204, 299];

const malformed: readonly (readonly [string, string])[] = [
  ['null', 'null'],
  ['text', 'a string'],
  ['nostatus', 'an object without statusCode'],
  ['textstatus', 'a statusCode that is not a number'],
];

const absentOn101: readonly string[] = [
  'x-ignored',
  'set-cookie',
  'sec-websocket-extensions',
  'content-length',
];

export const handshakeRows: readonly Row[] = [
  {
    id: 'ws-1.1-1',
    section: '1.1',
    title: 'opens at the stage path',
    confidence: 'documented',
    steps: [{ do: 'connect', expect: { status: 101 } }],
  },
  {
    id: 'ws-1.1-2',
    section: '1.1',
    title: 'accepts a trailing slash after the stage',
    confidence: 'observed',
    steps: [{ do: 'connect', path: '/{stage}/', expect: { status: 101 } }],
  },
  {
    id: 'ws-1.2-1',
    section: '1.2',
    title: 'opens an API without a $connect route',
    confidence: 'documented',
    steps: [{ do: 'connect', api: 'bare', expect: { status: 101 } }],
  },
  ...acceptStatuses.map(
    (status): Row => ({
      id: `ws-1.2-accept-${status}`,
      section: '1.2',
      title: `opens when $connect answers ${status}`,
      confidence: status < 202 ? 'observed' : 'documented',
      steps: [{ do: 'connect', query: `status=${status}`, expect: { status: 101 } }],
    }),
  ),
  ...refusalStatuses.map(
    ([status, confidence]): Row => ({
      id: `ws-1.2-refuse-${status}`,
      section: '1.2',
      title: `refuses with ${status} when $connect answers ${status}`,
      confidence,
      steps: [{ do: 'connect', query: `status=${status}`, expect: { status } }],
    }),
  ),
  {
    id: 'ws-1.2-throw',
    section: '1.2',
    title: 'refuses with 502 when $connect throws',
    confidence: 'observed',
    steps: [{ do: 'connect', query: 'throw=1', expect: { status: 502 } }],
  },
  {
    id: 'ws-1.2-throw-body',
    section: '1.2',
    title: 'names connection and request in the body of a 502',
    confidence: 'unverified',
    steps: [
      {
        do: 'connect',
        query: 'throw=1',
        expect: {
          status: 502,
          body: {
            $json: {
              message: 'Internal server error',
              connectionId: { $regex: '^[A-Za-z0-9_-]{15}=$' },
              requestId: { $regex: '^[A-Za-z0-9_-]{15}=$' },
            },
          },
        },
      },
    ],
  },
  {
    id: 'ws-1.2-exit',
    section: '1.2',
    title: 'refuses with 502 when the runtime of $connect exits',
    confidence: 'observed',
    steps: [{ do: 'connect', query: 'exit=1', expect: { status: 502 } }],
  },
  ...malformed.map(
    ([kind, words]): Row => ({
      id: `ws-1.4-malformed-${kind}`,
      section: '1.4',
      title: `refuses with 502 when $connect returns ${words}`,
      confidence: 'unverified',
      steps: [{ do: 'connect', query: `malformed=${kind}`, expect: { status: 502 } }],
    }),
  ),
  {
    id: 'ws-1.2-stage',
    section: '1.2',
    title: 'refuses an unknown stage with 403 Forbidden',
    confidence: 'observed',
    steps: [{ do: 'connect', path: '/nosuchstage', expect: forbidden }],
  },
  {
    id: 'ws-1.2-path',
    section: '1.2',
    title: 'refuses a path below the stage with 403 Forbidden',
    confidence: 'observed',
    steps: [{ do: 'connect', path: '/{stage}/below', expect: forbidden }],
  },
  {
    id: 'ws-1.2-root',
    section: '1.2',
    title: 'refuses the root path with 403 Forbidden',
    confidence: 'observed',
    steps: [{ do: 'connect', path: '/', expect: forbidden }],
  },
  {
    id: 'ws-1.2-stage-case',
    section: '1.2',
    title: 'compares the stage name case-sensitively',
    confidence: 'unverified',
    steps: [{ do: 'connect', path: '/PROD', expect: forbidden }],
  },
  {
    id: 'ws-1.2-plain-get',
    section: '1.2',
    title: 'refuses a GET without upgrade',
    confidence: 'unverified',
    steps: [{ do: 'http', method: 'GET', path: '/{stage}', expect: { status: { $oneOf: [403, 426] } } }],
  },
  {
    id: 'ws-1.2-throttled',
    section: '1.2, 6.4',
    title: 'answers 429 to a stage throttled to nothing',
    confidence: 'observed',
    steps: [{ do: 'connect', api: 'throttled', expect: { status: 429 } }],
  },
  {
    id: 'ws-1.2-iam-unsigned',
    section: '1.2, 4.2',
    title: 'refuses an unsigned handshake on an AWS_IAM route with 403',
    confidence: 'documented',
    steps: [{ do: 'connect', api: 'iam', expect: { status: 403 } }],
  },
  {
    id: 'ws-1.3-1',
    section: '1.3',
    title: 'answers 101 with the upgrade headers',
    confidence: 'documented',
    steps: [
      {
        do: 'connect',
        expect: {
          status: 101,
          headers: {
            upgrade: { $regex: '^websocket$' },
            connection: { $regex: '^[Uu]pgrade$' },
            'sec-websocket-accept': { $type: 'string' },
          },
        },
      },
    ],
  },
  ...absentOn101.map(
    (header): Row => ({
      id: `ws-1.3-no-${header}`,
      section: '1.3, 1.4',
      title: `sends no ${header} header with the 101`,
      confidence: 'observed',
      steps: [
        {
          do: 'connect',
          headers: [['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits']],
          expect: { status: 101, headers: { [header]: { $absent: true } } },
        },
      ],
    }),
  ),
  {
    id: 'ws-1.4-protocol',
    section: '1.4',
    title: 'copies the subprotocol that $connect returns',
    confidence: 'documented',
    steps: [
      {
        do: 'connect',
        headers: [['Sec-WebSocket-Protocol', 'chat.v2, chat.v1']],
        expect: { status: 101, headers: { 'sec-websocket-protocol': 'chat.v2' } },
      },
    ],
  },
  {
    id: 'ws-1.4-protocol-case',
    section: '1.4',
    title: 'takes the subprotocol header in any letter case',
    confidence: 'unverified',
    steps: [
      {
        do: 'connect',
        query: 'lower=1',
        headers: [['Sec-WebSocket-Protocol', 'chat.v1']],
        expect: { status: 101, headers: { 'sec-websocket-protocol': 'chat.v1' } },
      },
    ],
  },
  {
    id: 'ws-1.4-protocol-silent',
    section: '1.4',
    title: 'chooses no subprotocol by itself',
    confidence: 'documented',
    steps: [
      {
        do: 'connect',
        query: 'silent=1',
        headers: [['Sec-WebSocket-Protocol', 'chat.v1']],
        expect: { status: 101, headers: { 'sec-websocket-protocol': { $absent: true } } },
      },
    ],
  },
  {
    id: 'ws-1.4-protocol-none',
    section: '1.4',
    title: 'sends no subprotocol when none was offered',
    confidence: 'documented',
    steps: [
      { do: 'connect', expect: { status: 101, headers: { 'sec-websocket-protocol': { $absent: true } } } },
    ],
  },
  {
    id: 'ws-1.4-protocol-bare',
    section: '1.4',
    title: 'sends no subprotocol without a $connect integration',
    confidence: 'documented',
    steps: [
      {
        do: 'connect',
        api: 'bare',
        headers: [['Sec-WebSocket-Protocol', 'chat.v1']],
        expect: { status: 101, headers: { 'sec-websocket-protocol': { $absent: true } } },
      },
    ],
  },
  {
    id: 'ws-1.4-body',
    section: '1.4',
    title: 'never delivers the body of the $connect answer',
    confidence: 'documented',
    steps: [
      { do: 'connect', expect: { status: 101 } },
      { do: 'expect-nothing', forMs: 150 },
    ],
  },
  {
    id: 'ws-1.2-held',
    section: '1.2, 6.5',
    title: 'holds the 101 back until $connect has ended',
    confidence: 'documented',
    steps: [
      { do: 'connect', query: 'delay=300', expect: { status: 101 } },
      { do: 'send', text: '{"action":"two-way","do":"event"}' },
      { do: 'expect-message', text: { $json: { requestContext: { eventType: 'MESSAGE' } } } },
    ],
  },
  {
    id: 'ws-1.5-no-disconnect-after-refusal',
    section: '1.5',
    title: 'invokes no $disconnect after a refused $connect',
    confidence: 'unverified',
    steps: [
      { do: 'connect', query: 'status=403', expect: { status: 403 } },
      { do: 'not-recorded', type: 'DISCONNECT', forMs: 300 },
    ],
  },
];
