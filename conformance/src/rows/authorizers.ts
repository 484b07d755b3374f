// Rows of spec/websocket-api.md 4.1: Lambda REQUEST authorizers.

import type { Confidence, Row, Step } from '../row.js';

const outcomes: readonly (readonly [string, string, number, Confidence])[] = [
  ['allow', 'an Allow for exactly this route', 101, 'documented'],
  ['star', 'an Allow with a wildcard', 101, 'documented'],
  ['question', 'an Allow with a question mark', 101, 'documented'],
  ['action', 'an Allow of execute-api:*', 101, 'documented'],
  ['deny', 'a Deny', 403, 'documented'],
  ['both', 'a Deny beside an Allow', 403, 'documented'],
  ['other', 'an Allow for another route', 403, 'documented'],
  ['segments', 'an Allow for stage/*/*', 403, 'observed'],
  ['unauthorized', 'the error "Unauthorized"', 401, 'unverified'],
  ['throw', 'any other error', 500, 'documented'],
  ['malformed', 'something that is no policy', 500, 'documented'],
  ['nested', 'a context with nested values', 500, 'unverified'],
];

const guarded = (query: string, status: number): Step => ({
  do: 'connect',
  api: 'guarded',
  query,
  expect: { status },
});

export const authorizerRows: readonly Row[] = [
  ...outcomes.map(
    ([token, words, status, confidence]): Row => ({
      id: `ws-4.1-${token}`,
      section: '4.1, 1.2',
      title: `an authorizer that answers ${words} gives ${status}`,
      confidence,
      steps: [guarded(`token=${token}`, status)],
    }),
  ),
  {
    id: 'ws-4.1-missing',
    section: '4.1',
    title: 'a missing identity source gives 401',
    confidence: 'documented',
    steps: [guarded('', 401)],
  },
  {
    id: 'ws-4.1-empty',
    section: '4.1',
    title: 'an empty identity source gives 401',
    confidence: 'documented',
    steps: [guarded('token=', 401)],
  },
  {
    id: 'ws-4.1-not-invoked',
    section: '4.1',
    title: 'the authorizer is not invoked without its identity source',
    confidence: 'documented',
    steps: [guarded('', 401), { do: 'not-recorded', type: 'AUTHORIZER', forMs: 300 }],
  },
  {
    id: 'ws-4.1-denied-connect',
    section: '4.1',
    title: '$connect is not invoked after a refusal',
    confidence: 'documented',
    steps: [guarded('token=deny', 403), { do: 'not-recorded', type: 'CONNECT', forMs: 300 }],
  },
  {
    id: 'ws-4.1-connect-context',
    section: '4.1, 3.5',
    title: 'CONNECT carries the context as text, the principal and a numeric latency',
    confidence: 'observed',
    steps: [
      guarded('token=allow', 101),
      {
        do: 'recorded',
        type: 'CONNECT',
        event: {
          requestContext: {
            authorizer: {
              $all: [
                { $keys: ['tenant', 'level', 'beta', 'principalId', 'integrationLatency'] },
                {
                  tenant: 'acme',
                  level: '3',
                  beta: 'true',
                  principalId: 'user-17',
                  integrationLatency: { $type: 'integer' },
                },
              ],
            },
          },
        },
      },
    ],
  },
  {
    id: 'ws-4.1-message-context',
    section: '4.1, 3.5',
    title: 'MESSAGE carries the context without a latency',
    confidence: 'observed',
    steps: [
      guarded('token=allow', 101),
      { do: 'send', text: '{"do":"event"}' },
      {
        do: 'expect-message',
        text: {
          $json: {
            requestContext: {
              authorizer: {
                $all: [
                  { $keys: ['tenant', 'level', 'beta', 'principalId'] },
                  { tenant: 'acme', level: '3', beta: 'true', principalId: 'user-17' },
                ],
              },
            },
          },
        },
      },
    ],
  },
  {
    id: 'ws-4.1-event-keys',
    section: '4.1, 3.5',
    title: 'the authorizer event has exactly the documented members',
    confidence: 'documented',
    steps: [
      guarded('token=allow', 101),
      {
        do: 'recorded',
        type: 'AUTHORIZER',
        event: {
          $all: [
            {
              $keys: [
                'type',
                'methodArn',
                'headers',
                'multiValueHeaders',
                'queryStringParameters',
                'multiValueQueryStringParameters',
                'stageVariables',
                'requestContext',
              ],
            },
            {
              type: 'REQUEST',
              methodArn: {
                $regex: '^arn:aws[a-z-]*:execute-api:[a-z0-9-]+:\\d{12}:[a-z0-9]{10}/prod/\\$connect$',
              },
            },
          ],
        },
      },
    ],
  },
  {
    id: 'ws-4.1-event-headers',
    section: '3.2, 4.1',
    title: 'the authorizer event shows the upgrade headers that $connect does not see',
    confidence: 'observed',
    steps: [
      guarded('token=allow', 101),
      {
        do: 'recorded',
        type: 'AUTHORIZER',
        event: { headers: { Connection: 'upgrade', Upgrade: 'websocket', 'content-length': '0' } },
      },
    ],
  },
  {
    id: 'ws-4.1-same-connection',
    section: '1.2, 4.1',
    title: 'the authorizer already knows the connection id',
    confidence: 'documented',
    steps: [
      guarded('token=allow', 101),
      {
        do: 'recorded',
        type: 'AUTHORIZER',
        event: { requestContext: { connectionId: { $connectionId: 'a' }, eventType: 'CONNECT' } },
      },
    ],
  },
];
