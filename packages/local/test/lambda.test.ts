import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  GetFunctionCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
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

  const until = async (condition: () => boolean) => {
    for (let tries = 0; tries < 500 && !condition(); tries++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    assert.ok(condition(), 'it did not happen within five seconds');
  };

  const outcomes: [string, unknown][] = [
    ['plain.sync', null],
    ['plain.succeeds', { ok: true }],
    ['plain.done', 'done'],
    ['plain.thenable', 'thenable'],
    ['plain.doesNotWait', 'at once'],
    ['plain.nested.deep.handler', 'deep'],
    ['plain.sdk', 'function'],
    ['awaits.handler', 'started'],
    ['sdk.handler', 'function'],
    ['folder.handler', 'from an index file'],
  ];
  for (const [handler, expected] of outcomes) {
    it(`answers ${JSON.stringify(expected)} for ${handler}`, async () => {
      assert.deepEqual(await invoke(handler).then(({ kind, value }) => ({ kind, value })), {
        kind: 'success',
        value: expected,
      });
    });
  }

  it('waits for the event loop after a callback', async () => {
    events.length = 0;
    assert.equal((await invoke('plain.waits')).value, 'waited');
    assert.deepEqual(
      events.flatMap(({ kind }) => (kind === 'lambda.log' || kind === 'lambda.end' ? [kind] : [])),
      ['lambda.log', 'lambda.end'],
    );
  });
  it('lets what a handler left behind run in the next invocation only', async () => {
    put('plain.leavesTimer');
    const values: unknown[] = [];
    for (const event of ['{}', '{"wait":60}']) {
      const outcome = await lambda.invoke('plain-leavesTimer', event, { type: 'RequestResponse' });
      values.push(outcome.kind === 'success' ? outcome.payload : outcome);
      // The timer of the first invocation is due meanwhile, but the environment stands still.
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    assert.deepEqual(values, ['0', '1']);
  });
  it('joins a streamed response for a caller that wants one answer', async () => {
    const outcome = await lambda.invoke(put('plain.streams'), '{}', { type: 'RequestResponse' });
    assert.equal(outcome.kind === 'success' ? outcome.payload : outcome.kind, 'one two');
  });
  it('hands out the pieces of a streamed response as they come', async () => {
    const pieces: string[] = [];
    const outcome = await lambda.invoke(put('plain.streams'), '{}', {
      type: 'RequestResponse',
      onChunk: (chunk) => pieces.push(Buffer.from(chunk).toString()),
    });
    assert.deepEqual([pieces, outcome.kind === 'success' ? outcome.payload : outcome], [['one ', 'two'], '']);
  });
  it('hands the client context to the handler', async () => {
    const outcome = await lambda.invoke(put('plain.clientContext'), '{}', {
      type: 'RequestResponse',
      clientContext: '{"custom":{"a":"b"}}',
    });
    assert.equal(outcome.kind === 'success' ? outcome.payload : outcome.kind, '{"custom":{"a":"b"}}');
  });
  it("sets Lambda's variables over the user's", async () => {
    const { value } = await invoke(
      'plain.variables',
      {},
      { environment: { MINE: '1', AWS_REGION: 'mars-1' } },
    );
    const { PATH: _, AWS_LAMBDA_LOG_STREAM_NAME: stream, _X_AMZN_TRACE_ID: trace, ...variables } = value;
    assert.match(stream, /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
    assert.match(trace, /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);
    assert.deepEqual(variables, {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      LANG: 'en_US.UTF-8',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
      AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
      MINE: '1',
      TZ: ':UTC',
      _HANDLER: 'plain.variables',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
      AWS_LAMBDA_FUNCTION_NAME: 'plain-variables',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/plain-variables',
      AWS_ACCESS_KEY_ID: 'LOCALACCESSKEY',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SESSION_TOKEN: 'local',
      LAMBDA_TASK_ROOT: root,
      LAMBDA_RUNTIME_DIR: '/var/runtime',
    });
  });

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
    ['plain.fails', { errorType: 'Error', errorMessage: 'by context' }],
    ['plain.twice', { errorType: 'Error', errorMessage: 'first' }],
    [
      'plain.neverSettles',
      { errorType: 'Runtime.NodeJsExit', errorMessage: /a Promise that was never settled/ },
    ],
    [
      'slow-start.handler',
      { errorType: 'Runtime.NodeJsExit', errorMessage: /a Promise that was never settled/ },
    ],
    [
      'plain.rejectsLate',
      { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'TypeError: nobody caught this' },
    ],
    ['plain.streamBreaks', { errorType: 'Error', errorMessage: 'broke halfway' }],
    [
      'plain.hoards',
      { errorType: 'Runtime.OutOfMemory', errorMessage: /Runtime exited with error: signal: killed$/ },
    ],
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

  it('maps a failure of a module that awaits to its TypeScript line', async () => {
    events.length = 0;
    await invoke('awaits.fails');
    const end = events.find((event) => event.kind === 'lambda.end');
    assert.match(JSON.stringify(end?.data), /awaits\.ts:6:9/);
  });

  it('tells a syntax error once, with its place and the line', async () => {
    events.length = 0;
    const name = put('broken.handler', { timeoutSeconds: 4 });
    await lambda.invoke(name, '{}', { type: 'RequestResponse' });
    await lambda.invoke(name, '{}', { type: 'RequestResponse' });
    const notices = events.flatMap((event) => (event.kind === 'stack.notice' ? [event.data] : []));
    assert.deepEqual(notices, [
      {
        code: 'EW6002',
        message: `Function "broken-handler": SyntaxError: Unexpected ";" (${join(root, 'broken.ts')}:2:13)\n2 |   const a = ;\n                ^`,
      },
    ]);
  });

  it('refuses a handler with a callback from Node 24 on', async () => {
    const { value } = await invoke('plain.callback', {}, { runtime: 'nodejs24.x' });
    assert.equal(value.errorType, 'Runtime.CallbackHandlerDeprecated');
  });

  it('answers with the reason when a function has no code here', async () => {
    const { value, requestId } = await invoke(
      'plain.echo',
      {},
      {
        code: { kind: 'unavailable', reason: 'container images are not run locally' },
      },
    );
    assert.deepEqual(value, {
      errorType: 'Runtime.Unavailable',
      errorMessage: `RequestId: ${requestId} Error: container images are not run locally`,
    });
  });

  it('runs inline code', async () => {
    const code = {
      kind: 'inline',
      text: 'exports.handler = async () => __filename.endsWith("index.js");',
    } as const;
    assert.equal((await invoke('index.handler', {}, { code })).value, true);
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
    await until(() => events.some(({ kind }) => kind === 'lambda.source-changed'));
    const outcome = await lambda.invoke('typed-handler', '{"name":"a"}', { type: 'RequestResponse' });
    assert.equal(outcome.kind === 'success' ? outcome.payload : outcome.kind, '"Bye a"');
  });

  it('notices a change in a module that an ES module imports', async () => {
    await writeFile(join(root, 'part.mjs'), "export const part = 'one';");
    await writeFile(
      join(root, 'whole.mjs'),
      "import { part } from './part.mjs';\nexport const handler = async () => part;",
    );
    assert.equal((await invoke('whole.handler')).value, 'one');
    events.length = 0;
    await writeFile(join(root, 'part.mjs'), "export const part = 'two';");
    await until(() => events.some(({ kind }) => kind === 'lambda.source-changed'));
    assert.equal((await invoke('whole.handler')).value, 'two');
  });

  it('mends a function when its syntax error is gone', async () => {
    const file = join(root, 'mended.ts');
    await writeFile(file, 'export const handler = async () => {;');
    assert.equal((await invoke('mended.handler')).value.errorType, 'Runtime.UserCodeSyntaxError');
    events.length = 0;
    await writeFile(file, "export const handler = async () => 'mended';");
    await until(() => events.some(({ kind }) => kind === 'lambda.source-changed'));
    assert.equal((await invoke('mended.handler')).value, 'mended');
  });

  it('lets a running invocation end on the old source', async () => {
    const file = join(root, 'reloaded.js');
    const source = (text: string) =>
      `exports.handler = async (event) => { await new Promise((r) => setTimeout(r, event.wait)); return '${text}'; };`;
    await writeFile(file, source('old'));
    const name = put('reloaded.handler');
    await lambda.invoke(name, '{"wait":0}', { type: 'RequestResponse' });
    const first = lambda.invoke(name, '{"wait":300}', { type: 'RequestResponse' });
    events.length = 0;
    await writeFile(file, source('new'));
    await until(() => events.some(({ kind }) => kind === 'lambda.source-changed'));
    const second = await lambda.invoke(name, '{"wait":0}', { type: 'RequestResponse' });
    assert.deepEqual(
      [await first, second].map((outcome) => (outcome.kind === 'success' ? outcome.payload : outcome)),
      ['"old"', '"new"'],
    );
  });

  it('sends the record of a failed asynchronous invocation to its destination without retries', async () => {
    const name = put('plain.fails');
    lambda.setEventInvokeConfig(name, {
      maximumRetryAttempts: 0,
      onFailureArn: 'arn:aws:sns:eu-west-1:123456789012:failures',
    });
    deadLetters.length = 0;
    const outcome = await lambda.invoke(name, '{"n":2}', { type: 'Event' });
    await until(() => deadLetters.length === 1);
    lambda.setEventInvokeConfig(name, undefined);
    const { target, body, attributes } = deadLetters[0] ?? {};
    const { responsePayload, ...record } = JSON.parse(body ?? '{}');
    assert.deepEqual([target, attributes], ['arn:aws:sns:eu-west-1:123456789012:failures', {}]);
    assert.deepEqual(record, {
      version: '1.0',
      timestamp: new Date(clock.nowMs()).toISOString(),
      requestContext: {
        requestId: outcome.kind === 'accepted' ? outcome.requestId : '',
        functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:plain-fails:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 1,
      },
      requestPayload: { n: 2 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    });
    assert.equal(responsePayload.errorMessage, 'by context');
  });

  it('repeats a failed asynchronous invocation after one and two minutes, then sends it to the dead-letter target', async () => {
    const name = put('plain.throws', { deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:123456789012:dead' });
    const outcome = await lambda.invoke(name, '{"n":1}', { type: 'Event' });
    assert.equal(outcome.kind, 'accepted');
    const ends = () => events.filter((event) => event.kind === 'lambda.end').length;
    deadLetters.length = 0;
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

  it('throttles every invocation of a function without concurrency, and retries events until they are too old', async () => {
    const name = put('plain.nothing', { reservedConcurrency: 0 });
    lambda.setEventInvokeConfig(name, {
      maximumEventAgeSeconds: 60,
      onFailureArn: 'arn:aws:sqs:eu-west-1:123456789012:old',
    });
    assert.equal((await lambda.invoke(name, '{}', { type: 'RequestResponse' })).kind, 'throttled');
    deadLetters.length = 0;
    await lambda.invoke(name, '{}', { type: 'Event' });
    // After 1, 2, 4, 8 and 16 seconds; the next attempt would come after 63.
    for (const delayMs of [0, 1_000, 2_000, 4_000, 8_000]) {
      await clock.advance(delayMs);
      assert.equal(deadLetters.length, 0);
    }
    await clock.advance(16_000);
    await until(() => deadLetters.length === 1);
    assert.equal(JSON.parse(deadLetters[0]?.body ?? '{}').requestContext.condition, 'EventAgeExceeded');
    lambda.setEventInvokeConfig(name, undefined);
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
      const tailed = await client.send(
        new InvokeCommand({ FunctionName: put('plain.logs'), LogType: 'Tail', Payload: '{}' }),
      );
      assert.match(
        Buffer.from(tailed.LogResult ?? '', 'base64').toString(),
        /^START RequestId: \S+ Version: \$LATEST\n\S+Z\t\S+\tINFO\thello there \{ a: 1 \}\n\S+Z\t\S+\tERROR\tbad\nraw\nEND RequestId: \S+\nREPORT RequestId: \S+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB(\tInit Duration: [\d.]+ ms)?\n$/,
      );
      const streamed = await client.send(
        new InvokeWithResponseStreamCommand({ FunctionName: put('plain.streams') }),
      );
      const parts: string[] = [];
      for await (const event of streamed.EventStream ?? []) {
        if (event.PayloadChunk !== undefined)
          parts.push(Buffer.from(event.PayloadChunk.Payload ?? []).toString());
        else parts.push(`complete ${event.InvokeComplete?.ErrorCode}`);
      }
      assert.deepEqual(parts, ['one ', 'two', 'complete undefined']);
      const dry = await client.send(
        new InvokeCommand({ FunctionName: 'plain-streams', InvocationType: 'DryRun' }),
      );
      assert.equal(dry.StatusCode, 204);
      const { Configuration } = await client.send(
        new GetFunctionCommand({ FunctionName: '123456789012:function:plain-streams' }),
      );
      assert.deepEqual(
        [Configuration?.FunctionName, Configuration?.Runtime, Configuration?.Handler],
        ['plain-streams', 'nodejs22.x', 'plain.streams'],
      );
      const { Functions = [] } = await client.send(new ListFunctionsCommand({}));
      assert.ok(Functions.some(({ FunctionName }) => FunctionName === 'plain-streams'));
      await assert.rejects(
        client.send(new InvokeCommand({ FunctionName: 'plain-streams', Payload: '{"open":' })),
        { name: 'InvalidRequestContentException' },
      );
      await assert.rejects(
        client.send(
          new InvokeCommand({
            FunctionName: 'plain-streams',
            InvocationType: 'Event',
            Payload: JSON.stringify('x'.repeat(1_048_575)),
          }),
        ),
        { name: 'RequestTooLargeException' },
      );
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
