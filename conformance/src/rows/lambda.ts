// Rows of spec/websocket-api.md 9: what Lambda tells a handler, and how a handler may end.

import type { Confidence, Matcher, Row, Step } from '../row.js';
import { errorFrame } from './messages.js';

const open: Step = { do: 'connect', expect: { status: 101 } };

const stream = '^\\d{4}/\\d{2}/\\d{2}/\\[\\$LATEST\\][0-9a-f]{32}$';

/** A row about one part of what the handler is told. */
function told(name: string, section: string, title: string, value: Matcher): Row {
  return {
    id: `ws-9-${name}`,
    section,
    title,
    confidence: 'documented',
    steps: [
      open,
      { do: 'send', text: '{"action":"two-way","do":"runtime"}' },
      { do: 'expect-message', text: { $json: value } },
    ],
  };
}

const variables: readonly (readonly [string, Matcher])[] = [
  ['_HANDLER', { $regex: 'probe\\.message$' }],
  ['_X_AMZN_TRACE_ID', { $regex: '^Root=1-[0-9a-f]{8}-[0-9a-f]{24}' }],
  ['AWS_REGION', { $regex: '^[a-z]{2}(-[a-z]+)+-\\d$' }],
  ['AWS_DEFAULT_REGION', { $regex: '^[a-z]{2}(-[a-z]+)+-\\d$' }],
  ['AWS_EXECUTION_ENV', { $regex: '^AWS_Lambda_nodejs\\d+\\.x$' }],
  ['AWS_LAMBDA_FUNCTION_NAME', { $regex: '^[\\w-]{1,64}$' }],
  ['AWS_LAMBDA_FUNCTION_VERSION', '$LATEST'],
  ['AWS_LAMBDA_FUNCTION_MEMORY_SIZE', { $regex: '^\\d+$' }],
  ['AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand'],
  ['AWS_LAMBDA_LOG_GROUP_NAME', { $regex: '^/aws/lambda/[\\w-]+$' }],
  ['AWS_LAMBDA_LOG_STREAM_NAME', { $regex: stream }],
  ['LAMBDA_TASK_ROOT', { $type: 'string' }],
  ['LAMBDA_RUNTIME_DIR', '/var/runtime'],
  ['TZ', ':UTC'],
  ['LANG', 'en_US.UTF-8'],
];

const failed = errorFrame('Internal server error');

const endings: readonly (readonly [style: string, title: string, answer: Matcher, Confidence])[] = [
  ['callback', 'a callback answers', 'called back', 'documented'],
  ['callback-error', 'a callback with an error is a function error', failed, 'documented'],
  ['callback-text', 'a callback with text as error is a function error', failed, 'documented'],
  ['callback-twice', 'the first callback counts', 'first', 'documented'],
  ['callback-waits', 'a callback answers when the event loop is empty', 'after the loop', 'documented'],
  ['callback-at-once', 'a callback answers at once when told not to wait', 'at once', 'documented'],
  ['promise', 'a promise answers without async', 'promised', 'documented'],
  ['thenable', 'any thenable answers', 'then', 'documented'],
  ['returns', 'a value that is returned without promise is ignored', failed, 'documented'],
  ['succeed', 'context.succeed answers', 'succeeded', 'documented'],
  ['done', 'context.done answers', 'done', 'documented'],
  ['fail', 'context.fail is a function error', failed, 'documented'],
  ['never', 'a promise that never settles is a function error', failed, 'documented'],
  ['rejects', 'a rejected promise is a function error', failed, 'documented'],
  ['rejects-unseen', 'a rejection that nobody handles is a function error', failed, 'documented'],
  ['throws-later', 'an error outside of the handler is a function error', failed, 'documented'],
];

export const lambdaRows: readonly Row[] = [
  ...variables.map(([name, value]) =>
    told(`env-${name.toLowerCase()}`, '9.3', `a handler finds ${name} in its environment`, {
      env: { [name]: value },
    }),
  ),
  told('credentials', '9.3', 'a handler finds credentials in its environment', { hasCredentials: true }),
  told('context', '9.4', 'the context names function, invocation and log', {
    context: {
      functionName: { $regex: '^[\\w-]{1,64}$' },
      functionVersion: '$LATEST',
      invokedFunctionArn: { $regex: '^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\\d{12}:function:[\\w-]+$' },
      memoryLimitInMB: { $regex: '^\\d+$' },
      awsRequestId: { $regex: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' },
      logGroupName: { $regex: '^/aws/lambda/[\\w-]+$' },
      logStreamName: { $regex: stream },
      isPatient: true,
      hasTime: true,
    },
  }),
  told('tmp', '9.2', 'a handler can write to /tmp', { tmp: 'kept' }),
  ...endings.map(
    ([style, title, answer, confidence]): Row => ({
      id: `ws-9.4-${style}`,
      section: '9.4',
      title,
      confidence,
      steps: [
        open,
        { do: 'send', text: JSON.stringify({ action: 'styled', style }) },
        { do: 'expect-message', text: answer },
      ],
    }),
  ),
  {
    id: 'ws-9.4-after-failures',
    section: '9.4, 9.5',
    title: 'a function answers again after its environment was replaced',
    confidence: 'documented',
    steps: [
      open,
      ...(['throws-later', 'never'] as const).flatMap((style): Step[] => [
        { do: 'send', text: JSON.stringify({ action: 'styled', style }) },
        { do: 'expect-message', text: failed },
      ]),
      { do: 'send', text: '{"action":"styled","style":"promise"}' },
      { do: 'expect-message', text: 'promised' },
    ],
  },
];
