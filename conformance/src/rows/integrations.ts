// Rows of spec/websocket-api.md 3.8: integrations with templates.

import type { Confidence, Matcher, Row } from '../row.js';
import { errorFrame } from './messages.js';

const exchanges: readonly (readonly [
  name: string,
  title: string,
  message: unknown,
  answer: Matcher,
  Confidence,
])[] = [
  [
    'mock',
    'a MOCK answers with the $default response, which sees context and stage variables',
    { action: 'mock', status: 200 },
    'mock on prod of north',
    'documented',
  ],
  [
    'mock-pattern',
    'a MOCK chooses its response by a pattern of the status',
    { action: 'mock', status: 404 },
    'refused with 404',
    'documented',
  ],
  [
    'mock-text',
    'a MOCK whose template renders no status fails',
    { action: 'mock', status: 'ok' },
    errorFrame('Internal server error'),
    'unverified',
  ],
  [
    'function',
    'request and response templates stand between message and function',
    { action: 'function', style: 'promise' },
    'promised with 200',
    'documented',
  ],
  [
    'function-error',
    'errorMessage of the function chooses the response',
    { action: 'function', style: 'rejects' },
    'the function said no',
    'documented',
  ],
  [
    'function-other-error',
    'an error that no pattern matches takes the $default response',
    { action: 'function', style: 'fail' },
    { $regex: ' with ' },
    'documented',
  ],
  [
    'event',
    'a function is invoked asynchronously when the mapping says so',
    { action: 'later' },
    'accepted',
    'documented',
  ],
  [
    'never',
    'passthrough NEVER without a template refuses the message',
    { action: 'never' },
    errorFrame('Unsupported Media Type'),
    'unverified',
  ],
  [
    'unanswered',
    'an integration without response fails',
    { action: 'unanswered' },
    errorFrame('Internal server error'),
    'documented',
  ],
];

export const integrationRows: readonly Row[] = exchanges.map(
  ([name, title, message, answer, confidence]): Row => ({
    id: `ws-3.8-${name}`,
    section: '3.8',
    title,
    confidence,
    steps: [
      { do: 'connect', api: 'mapped', expect: { status: 101 } },
      { do: 'send', text: JSON.stringify(message) },
      { do: 'expect-message', text: answer },
    ],
  }),
);
