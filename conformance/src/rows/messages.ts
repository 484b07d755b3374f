// Rows of spec/websocket-api.md 2 and 3.7: route selection, one-way and two-way routes, the gateway's own frames.

import type { Confidence, Matcher, Row, Step } from '../row.js';

const id = '[A-Za-z0-9_-]{15}=';

/** The gateway's frame, byte for byte: a space after `message":` and the commas, none after the ids' colons. */
export function errorFrame(message: string): Matcher {
  return { $regex: `^\\{"message": "${message}", "connectionId":"${id}", "requestId":"${id}"\\}$` };
}

const open: Step = { do: 'connect', expect: { status: 101 } };

function exchange(text: string, answer: Matcher, api?: 'bare' | 'templated'): readonly Step[] {
  return [
    { do: 'connect', ...(api === undefined ? {} : { api }), expect: { status: 101 } },
    { do: 'send', text },
    { do: 'expect-message', text: answer },
  ];
}

const selections: readonly (readonly [string, string, string, string, Confidence])[] = [
  [
    'action',
    'the value of action names the route',
    '{"action":"two-way"}',
    'two-way {"action":"two-way"}',
    'documented',
  ],
  [
    'unknown',
    'an unknown action goes to $default',
    '{"action":"nosuch"}',
    '$default {"action":"nosuch"}',
    'documented',
  ],
  [
    'case',
    'route keys are compared case-sensitively',
    '{"action":"Two-Way"}',
    '$default {"action":"Two-Way"}',
    'documented',
  ],
  ['missing', 'a message without action goes to $default', '{"x":1}', '$default {"x":1}', 'documented'],
  [
    'empty-action',
    'an empty action goes to $default',
    '{"action":""}',
    '$default {"action":""}',
    'documented',
  ],
  ['not-json', 'text that is not JSON goes to $default', 'hello', '$default hello', 'documented'],
  ['array', 'a JSON list goes to $default', '[1,2]', '$default [1,2]', 'unverified'],
  ['string', 'a JSON string goes to $default', '"two-way"', '$default "two-way"', 'unverified'],
  ['number', 'a JSON number goes to $default', '5', '$default 5', 'unverified'],
  ['null', 'a null action goes to $default', '{"action":null}', '$default {"action":null}', 'unverified'],
  [
    'connect',
    'an action of $connect reaches no lifecycle route',
    '{"action":"$connect"}',
    '$default {"action":"$connect"}',
    'unverified',
  ],
  [
    'disconnect',
    'an action of $disconnect reaches no lifecycle route',
    '{"action":"$disconnect"}',
    '$default {"action":"$disconnect"}',
    'unverified',
  ],
  [
    'default',
    'an action of $default takes that route',
    '{"action":"$default"}',
    '$default {"action":"$default"}',
    'documented',
  ],
  [
    'spaces',
    'white space in the message is kept',
    ' { "action" : "two-way" } ',
    'two-way  { "action" : "two-way" } ',
    'documented',
  ],
  [
    'nested',
    'only the top-level action counts',
    '{"a":{"action":"two-way"}}',
    '$default {"a":{"action":"two-way"}}',
    'documented',
  ],
  [
    'duplicate',
    'the last of repeated keys counts',
    '{"action":"one-way","action":"two-way"}',
    'two-way {"action":"one-way","action":"two-way"}',
    'unverified',
  ],
  [
    'lenient',
    'an unquoted key is read leniently',
    '{"action":"two-way", body:"x"}',
    'two-way {"action":"two-way", body:"x"}',
    'observed',
  ],
  [
    'unicode',
    'any text passes unchanged',
    '{"action":"two-way","t":"Grüße 😀 \\u0041"}',
    'two-way {"action":"two-way","t":"Grüße 😀 \\u0041"}',
    'documented',
  ],
];

const malformedAnswers: readonly (readonly [string, string, string, Confidence])[] = [
  ['extra', 'unknown members', '{"statusCode":200,"body":"x","Data":"y"}', 'observed'],
  ['no-status', 'no statusCode', '{"body":"x"}', 'unverified'],
  ['text', 'a string', '"text"', 'unverified'],
  ['null', 'null', 'null', 'unverified'],
  ['list', 'a list', '[]', 'unverified'],
  ['object-body', 'a body that is an object', '{"statusCode":200,"body":{"a":1}}', 'unverified'],
  ['status-text', 'a statusCode that is text', '{"statusCode":"abc","body":"x"}', 'unverified'],
];

const answers: readonly (readonly [string, string, string, Matcher, Confidence])[] = [
  [
    'body',
    'the body and nothing else',
    '{"statusCode":200,"headers":{"X":"y"},"body":"hi"}',
    'hi',
    'documented',
  ],
  ['500', 'the body of an answer with status 500', '{"statusCode":500,"body":"sorry"}', 'sorry', 'observed'],
  ['empty', 'an empty frame for an empty body', '{"statusCode":200,"body":""}', '', 'observed'],
  ['none', 'an empty frame without a body', '{"statusCode":200}', '', 'observed'],
  [
    'null-headers',
    'the body when headers are null',
    '{"statusCode":200,"headers":null,"multiValueHeaders":null,"body":"go"}',
    'go',
    'documented',
  ],
  ['json', 'JSON text unchanged', '{"statusCode":200,"body":"{ \\"a\\" : 1 }"}', '{ "a" : 1 }', 'documented'],
];

export const messageRows: readonly Row[] = [
  ...selections.map(
    ([suffix, title, text, answer, confidence]): Row => ({
      id: `ws-2.2-${suffix}`,
      section: '2.1, 2.2',
      title,
      confidence,
      steps: exchange(text, answer),
    }),
  ),
  {
    id: 'ws-2.2-template',
    section: '2.2',
    title: 'several variables and static text make one key',
    confidence: 'documented',
    steps: exchange(
      '{"service":"chat","action":"join"}',
      'chat/join {"service":"chat","action":"join"}',
      'templated',
    ),
  },
  {
    id: 'ws-2.2-template-missing',
    section: '2.2',
    title: 'a path that is not found is the empty string',
    confidence: 'documented',
    steps: exchange('{"service":"chat"}', 'chat/ {"service":"chat"}', 'templated'),
  },
  {
    id: 'ws-2.5-forbidden',
    section: '2.5',
    title: 'answers Forbidden when no route matches and there is no $default',
    confidence: 'observed',
    steps: exchange('{"action":"nosuch"}', errorFrame('Forbidden'), 'bare'),
  },
  {
    id: 'ws-2.5-forbidden-open',
    section: '2.5',
    title: 'keeps the connection open after a Forbidden frame',
    confidence: 'observed',
    steps: [
      ...exchange('{"action":"nosuch"}', errorFrame('Forbidden'), 'bare'),
      { do: 'send', text: '{"action":"known"}' },
      { do: 'expect-message', text: 'known {"action":"known"}' },
    ],
  },
  {
    id: 'ws-2.5-throw',
    section: '2.5',
    title: 'answers Internal server error when the function throws',
    confidence: 'observed',
    steps: exchange('{"action":"two-way","do":"throw"}', errorFrame('Internal server error')),
  },
  {
    id: 'ws-2.5-throw-one-way',
    section: '2.5',
    title: 'sends the error frame on one-way routes too',
    confidence: 'observed',
    steps: exchange('{"action":"one-way","do":"throw"}', errorFrame('Internal server error')),
  },
  {
    id: 'ws-2.5-exit',
    section: '2.5',
    title: 'answers Internal server error when the runtime exits',
    confidence: 'observed',
    steps: exchange('{"action":"two-way","do":"exit"}', errorFrame('Internal server error')),
  },
  {
    id: 'ws-2.5-timeout',
    section: '2.5',
    title: 'answers Internal server error when the function times out',
    confidence: 'observed',
    steps: exchange('{"action":"hurried","do":"slow","ms":3000}', errorFrame('Internal server error')),
  },
  {
    id: 'ws-2.5-error-ids',
    section: '2.5',
    title: 'names the connection in the error frame',
    confidence: 'observed',
    steps: exchange('{"action":"two-way","do":"throw"}', { $json: { connectionId: { $connectionId: 'a' } } }),
  },
  {
    id: 'ws-2.5-alive',
    section: '2.5',
    title: 'keeps the connection open after a function error',
    confidence: 'observed',
    steps: [
      ...exchange('{"action":"two-way","do":"throw"}', errorFrame('Internal server error')),
      { do: 'send', text: '{"action":"two-way"}' },
      { do: 'expect-message', text: 'two-way {"action":"two-way"}' },
    ],
  },
  {
    id: 'ws-2.6-invalid',
    section: '2.5, 2.6',
    title: 'answers Invalid request body when the model refuses the message',
    confidence: 'observed',
    steps: exchange('{"action":"validated","price":"much"}', errorFrame('Invalid request body')),
  },
  {
    id: 'ws-2.6-valid',
    section: '2.6',
    title: 'passes a message that the model accepts',
    confidence: 'documented',
    steps: exchange('{"action":"validated","price":3}', 'validated {"action":"validated","price":3}'),
  },
  {
    id: 'ws-2.4-one-way',
    section: '2.4',
    title: 'discards the answer of a one-way route',
    confidence: 'documented',
    steps: [open, { do: 'send', text: '{"action":"one-way"}' }, { do: 'expect-nothing', forMs: 300 }],
  },
  ...[200, 201, 301, 401, 501].map(
    (status): Row => ({
      id: `ws-3.7-one-way-${status}`,
      section: '3.7',
      title: `ignores status ${status} on a one-way route`,
      confidence: 'observed',
      steps: [
        open,
        {
          do: 'send',
          text: JSON.stringify({
            action: 'one-way',
            do: 'answer',
            answer: { statusCode: status, body: 'x' },
          }),
        },
        { do: 'expect-nothing', forMs: 200 },
        { do: 'send', text: '{"action":"two-way"}' },
        { do: 'expect-message', text: 'two-way {"action":"two-way"}' },
      ],
    }),
  ),
  ...answers.map(
    ([suffix, words, answer, frame, confidence]): Row => ({
      id: `ws-3.7-two-way-${suffix}`,
      section: '3.7',
      title: `a two-way route sends ${words}`,
      confidence,
      steps: exchange(`{"action":"two-way","do":"answer","answer":${answer}}`, frame),
    }),
  ),
  ...malformedAnswers.flatMap(([suffix, words, answer, confidence]): Row[] =>
    (['two-way', 'one-way'] as const).map((route) => ({
      id: `ws-3.7-malformed-${route}-${suffix}`,
      section: '3.7',
      title: `answers Internal server error on a ${route} route when the function returns ${words}`,
      confidence,
      steps: exchange(
        `{"action":"${route}","do":"answer","answer":${answer}}`,
        errorFrame('Internal server error'),
      ),
    })),
  ),
  {
    id: 'ws-3.7-undefined',
    section: '3.7',
    title: 'answers Internal server error when the function returns nothing',
    confidence: 'unverified',
    steps: exchange('{"action":"two-way","do":"undefined"}', errorFrame('Internal server error')),
  },
  {
    id: 'ws-6.5-concurrent',
    section: '6.5',
    title: 'does not hold a quick message back behind a slow one',
    confidence: 'documented',
    steps: [
      open,
      { do: 'send', text: '{"action":"two-way","do":"slow","ms":700}' },
      { do: 'send', text: '{"action":"two-way"}' },
      { do: 'expect-message', text: 'two-way {"action":"two-way"}' },
      { do: 'expect-message', text: 'slow 700' },
    ],
  },
];
