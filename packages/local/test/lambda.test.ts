import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { createManualClock } from '../src/clock/manual-clock.js';
import type { Emit, StackEvent } from '../src/events/stack-event.js';
import { createLambda, type Lambda, type LambdaFunctionConfig } from '../src/lambda/index.js';
import { createSeededRandom } from '../src/random.js';
import { clientOptions, serveWire, testIdentity } from './wire-server.js';

const fixtures = fileURLToPath(new URL('../../test/fixtures/handlers', import.meta.url));

describe('Lambda', () => {
  const clock = createManualClock(1_705_751_700_000);
  const events: Pick<StackEvent, 'kind' | 'data'>[] = [];
  const deadLetters: { target: string; body: string; attributes: Record<string, string> }[] = [];
  const clockOffset = new SharedArrayBuffer(8);
  let root: string;
  let lambda: Lambda;

  // The kind and data of one call belong together; the union cannot see that.
  const emit: Emit = (kind, data) => void events.push({ kind, data } as StackEvent);

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'edgewire-lambda-'));
    await cp(fixtures, root, { recursive: true });
    lambda = createLambda({
      clock,
      random: createSeededRandom(5),
      emit,
      identity: testIdentity,
      endpoint: () => 'http://127.0.0.1:1',
      maxEnvironments: 2,
      cacheDir: join(root, '.cache'),
      watches: true,
      clockOffset,
      sendToDeadLetterTarget: async (target, body, attributes) =>
        void deadLetters.push({ target, body, attributes }),
    });
  });
  after(async () => {
    await lambda.close();
    await rm(root, { recursive: true, force: true });
  });

  const put = (handler: string, overrides: Partial<LambdaFunctionConfig> = {}) => {
    const functionName = handler.replace(/\W/g, '-');
    lambda.putFunction({
      logicalId: functionName,
      functionName,
      handler,
      runtime: 'nodejs22.x',
      memoryMb: 128,
      timeoutSeconds: 3,
      environment: { NAME: 'value' },
      code: { kind: 'folder', root },
      architecture: 'x86_64',
      ...overrides,
    });
    return functionName;
  };
  const invoke = async (
    handler: string,
    event: unknown = {},
    overrides: Partial<LambdaFunctionConfig> = {},
  ) => {
    const outcome = await lambda.invoke(put(handler, overrides), JSON.stringify(event), {
      type: 'RequestResponse',
    });
    if (outcome.kind !== 'success' && outcome.kind !== 'function-error')
      return { kind: outcome.kind, value: undefined };
    return { kind: outcome.kind, value: JSON.parse(outcome.payload), requestId: outcome.requestId };
  };

  it('runs an async handler with its event, context and environment', async () => {
    const { kind, value, requestId } = await invoke('plain.echo', { a: 1 });
    assert.equal(kind, 'success');
    assert.deepEqual(value, { event: { a: 1 }, id: requestId, name: 'value', remaining: true });
  });
  it('runs a callback handler', async () => {
    assert.deepEqual((await invoke('plain.callback', { n: 4 })).value, { got: 4 });
  });
  it('answers null for a handler that returns nothing', async () => {
    assert.equal((await invoke('plain.nothing')).value, null);
  });
  it('runs an ES module with top-level await', async () => {
    assert.equal((await invoke('module.handler')).value, 'from a module');
  });
  it('runs TypeScript with its local imports', async () => {
    assert.equal((await invoke('typed.handler', { name: 'you' })).value, 'Hello you');
  });
  it('shifts Date by the offset of the service clock', async () => {
    new Float64Array(clockOffset)[0] = 3_600_000;
    const { value } = await invoke('plain.now');
    new Float64Array(clockOffset)[0] = 0;
    const difference = value - Date.now();
    assert.ok(difference > 3_500_000 && difference < 3_700_000, `difference is ${difference}`);
  });

  const failures: [string, { errorType: string; errorMessage: string | RegExp }][] = [
    ['plain.throws', { errorType: 'RangeError', errorMessage: 'out of range' }],
    ['plain.throwsText', { errorType: 'string', errorMessage: 'just text' }],
    ['plain.callbackError', { errorType: 'TypeError', errorMessage: 'no good' }],
    ['plain.exits', { errorType: 'Runtime.ExitError', errorMessage: /exit status 3$/ }],
    ['plain.late', { errorType: 'Error', errorMessage: 'too late' }],
    [
      'plain.cycle',
      { errorType: 'Runtime.MarshalError', errorMessage: /^Unable to stringify response body as json/ },
    ],
    [
      'plain.missing',
      { errorType: 'Runtime.HandlerNotFound', errorMessage: 'plain.missing is undefined or not exported' },
    ],
    [
      'plain.notAFunction',
      { errorType: 'Runtime.HandlerNotFound', errorMessage: 'plain.notAFunction is not a function' },
    ],
    [
      'nowhere.handler',
      { errorType: 'Runtime.ImportModuleError', errorMessage: /^Error: Cannot find module 'nowhere'/ },
    ],
    [
      '../up.handler',
      { errorType: 'Runtime.MalformedHandlerName', errorMessage: /is not a valid handler name/ },
    ],
    ['broken.handler', { errorType: 'Runtime.UserCodeSyntaxError', errorMessage: /broken\.ts:2:13/ }],
    [
      'broken-plain.handler',
      { errorType: 'Runtime.UserCodeSyntaxError', errorMessage: /^SyntaxError: Unexpected token/ },
    ],
    ['plain.big', { errorType: 'Function.ResponseSizeTooLarge', errorMessage: /6291558 bytes/ }],
  ];
  for (const [handler, expected] of failures) {
    it(`reports ${handler} as ${expected.errorType}`, async () => {
      const { kind, value } = await invoke(handler);
      assert.equal(kind, 'function-error');
      assert.equal(value.errorType, expected.errorType);
      if (typeof expected.errorMessage === 'string') assert.equal(value.errorMessage, expected.errorMessage);
      else assert.match(value.errorMessage, expected.errorMessage);
    });
  }

  it('stops a busy loop at the timeout and runs on', async () => {
    const { kind, value, requestId } = await invoke('plain.forever', {}, { timeoutSeconds: 1 });
    assert.equal(kind, 'function-error');
    assert.deepEqual(value, {
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 1.00 seconds`,
    });
    assert.equal((await invoke('plain.callback', { n: 1 })).kind, 'success');
  });

  it('maps a failure to the TypeScript line', async () => {
    events.length = 0;
    await invoke('typed.fails');
    const end = events.find((event) => event.kind === 'lambda.end');
    assert.match(JSON.stringify(end?.data), /typed\.ts:9:9/);
  });

  it('captures what the handler prints with its request id', async () => {
    events.length = 0;
    const { requestId } = await invoke('plain.logs');
    const lines = events.flatMap((event) =>
      event.kind === 'lambda.log' ? [event.data as { stream: string; line: string }] : [],
    );
    assert.deepEqual(
      lines.map(({ stream, line }) => [stream, line.replace(/^\S+Z/, 'TIME')]),
      [
        ['stdout', `TIME\t${requestId}\tINFO\thello there { a: 1 }\n`],
        ['stderr', `TIME\t${requestId}\tERROR\tbad\n`],
        ['stdout', 'raw\n'],
      ],
    );
  });

  it('serves changed source at the next invocation', async () => {
    const file = join(root, 'typed-helper.ts');
    assert.equal((await invoke('typed.handler', { name: 'a' })).value, 'Hello a');
    events.length = 0;
    await writeFile(file, 'export const greet = (name: string): string => `Bye ${name}`;\n');
    for (
      let tries = 0;
      tries < 200 && !events.some(({ kind }) => kind === 'lambda.source-changed');
      tries++
    ) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const outcome = await lambda.invoke('typed-handler', '{"name":"a"}', { type: 'RequestResponse' });
    assert.equal(outcome.kind === 'success' ? outcome.payload : outcome.kind, '"Bye a"');
  });

  it('repeats a failed asynchronous invocation after one and two minutes, then sends it to the dead-letter target', async () => {
    const name = put('plain.throws', { deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:123456789012:dead' });
    const outcome = await lambda.invoke(name, '{"n":1}', { type: 'Event' });
    assert.equal(outcome.kind, 'accepted');
    const ends = () => events.filter((event) => event.kind === 'lambda.end').length;
    const until = async (condition: () => boolean) => {
      for (let tries = 0; tries < 300 && !condition(); tries++)
        await new Promise((resolve) => setTimeout(resolve, 10));
    };
    events.length = 0;
    await until(() => ends() === 1);
    await clock.advance(60_000);
    await until(() => ends() === 2);
    await clock.advance(120_000);
    await until(() => deadLetters.length === 1);
    assert.equal(ends(), 3);
    assert.deepEqual(deadLetters[0], {
      target: 'arn:aws:sqs:eu-west-1:123456789012:dead',
      body: '{"n":1}',
      attributes: {
        RequestID: outcome.kind === 'accepted' ? outcome.requestId : '',
        ErrorCode: '200',
        ErrorMessage: 'out of range',
      },
    });
  });

  it('throttles beyond the reserved concurrency', async () => {
    const name = put('plain.late', { reservedConcurrency: 1 });
    const first = lambda.invoke(name, '{}', { type: 'RequestResponse' });
    assert.deepEqual(await lambda.invoke(name, '{}', { type: 'RequestResponse' }), {
      kind: 'throttled',
      message: 'Rate Exceeded.',
    });
    await first;
  });

  it('answers the SDK by name and by ARN, and refuses an unknown function', async () => {
    put('plain.callback');
    const server = await serveWire((request) => lambda.request(request));
    const client = new LambdaClient(clientOptions(server.url));
    try {
      for (const FunctionName of [
        'plain-callback',
        'arn:aws:lambda:eu-west-1:123456789012:function:plain-callback:$LATEST',
      ]) {
        const { StatusCode, Payload, ExecutedVersion } = await client.send(
          new InvokeCommand({ FunctionName, Payload: '{"n":2}' }),
        );
        assert.deepEqual(
          [StatusCode, Buffer.from(Payload ?? []).toString(), ExecutedVersion],
          [200, '{"got":2}', '$LATEST'],
        );
      }
      put('plain.throws');
      const failed = await client.send(new InvokeCommand({ FunctionName: 'plain-throws' }));
      assert.equal(failed.FunctionError, 'Unhandled');
      await assert.rejects(client.send(new InvokeCommand({ FunctionName: 'none' })), {
        name: 'ResourceNotFoundException',
        message: 'Function not found: arn:aws:lambda:eu-west-1:123456789012:function:none',
      });
    } finally {
      client.destroy();
      await server.close();
    }
  });
});
