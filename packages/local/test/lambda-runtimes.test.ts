import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createManualClock } from '../src/clock/manual-clock.js';
import type { StackEvent } from '../src/events/stack-event.js';
import { awsHostPattern, createIntercept } from '../src/intercept/index.js';
import {
  createLambda,
  type Lambda,
  type LambdaFunctionConfig,
  type LambdaPorts,
} from '../src/lambda/index.js';
import { createSeededRandom } from '../src/random.js';
import { testIdentity } from './wire-server.js';

const fixtures = fileURLToPath(new URL('../../test/fixtures', import.meta.url));

function missing(command: string, argument: string): string | false {
  try {
    execFileSync(command, [argument], { stdio: 'ignore' });
    return false;
  } catch {
    return `"${command}" is not installed`;
  }
}

describe('Lambda runtimes that are not Node', () => {
  const events: Pick<StackEvent, 'kind' | 'data'>[] = [];
  let root: string;
  let ports: LambdaPorts;
  let lambda: Lambda;
  let intercept: ReturnType<typeof createIntercept>;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'edgewire-runtimes-'));
    await cp(fixtures, root, { recursive: true });
    const emit = (kind: StackEvent['kind'], data: StackEvent['data']) =>
      // The kind and data of one call belong together; the union cannot see that.
      void events.push({ kind, data } as StackEvent);
    intercept = createIntercept({
      folder: join(root, 'tls'),
      nowMs: () => Date.now(),
      emit,
      hostEnv: {},
      entryOf: (host) => ({
        request(request, response) {
          request.resume();
          response.end(`local ${host} ${request.url}`);
        },
      }),
    });
    ports = {
      clock: createManualClock(1_705_751_700_000),
      random: createSeededRandom(5),
      emit,
      identity: testIdentity,
      endpoint: () => 'http://127.0.0.1:1',
      maxEnvironments: 2,
      cacheDir: join(root, '.cache'),
      watches: true,
      clockOffset: undefined,
      redirect: {
        hostPattern: awsHostPattern,
        passthrough: [],
        target: () => intercept.target(),
        processVariables: () => intercept.processVariables(),
      },
      sendToDeadLetterTarget: async () => {},
    };
    lambda = createLambda(ports);
  });
  after(async () => {
    await lambda.close();
    await intercept.close();
    await rm(root, { recursive: true, force: true });
  });

  const defaults = {
    logicalId: 'Fn',
    handler: 'app.echo',
    runtime: 'provided.al2023',
    memoryMb: 128,
    timeoutSeconds: 10,
    environment: { NAME: 'value' },
    architecture: 'x86_64',
  } as const;
  let serial = 0;
  const put = (overrides: Partial<LambdaFunctionConfig>) => {
    const functionName = `fn-${serial++}`;
    lambda.putFunction({
      ...defaults,
      logicalId: functionName,
      functionName,
      code: { kind: 'folder', root: join(root, 'runtimes/bootstrap') },
      ...overrides,
    });
    return functionName;
  };
  const call = async (name: string, event: unknown = {}) => {
    const outcome = await lambda.invoke(name, JSON.stringify(event), { type: 'RequestResponse' });
    assert.ok(outcome.kind === 'success' || outcome.kind === 'function-error', outcome.kind);
    return outcome;
  };
  const logs = () =>
    events.flatMap((event) => (event.kind === 'lambda.log' ? [(event.data as { line: string }).line] : []));
  const codes = () =>
    events.flatMap((event) =>
      event.kind === 'stack.notice' ? [(event.data as { code?: string }).code] : [],
    );

  describe('bootstrap', { skip: missing('curl', '--version') }, () => {
    it('runs a shell script and uses it again', async () => {
      const name = put({ handler: 'informational' });
      events.length = 0;
      for (const n of [1, 2]) {
        const { payload } = await call(name, { n });
        assert.equal(payload, `{"echo":{"n":${n}},"handler":"informational"}`);
      }
      assert.deepEqual(logs(), ['event {"n":1}\n', 'event {"n":2}\n']);
      assert.deepEqual(
        events.flatMap((event) =>
          event.kind === 'lambda.start' ? [(event.data as { coldStart: boolean }).coldStart] : [],
        ),
        [true, false],
      );
    });
    it('reports the error that the runtime posts', async () => {
      const { kind, payload } = await call(put({}), 'fail');
      assert.deepEqual(
        [kind, payload],
        ['function-error', '{"errorType":"Shop.Closed","errorMessage":"come back"}'],
      );
    });
    it('passes an answer that is not JSON through', async () => {
      const { kind, payload } = await call(put({}), 'text');
      assert.deepEqual([kind, payload], ['success', 'not json']);
    });
    it('refuses a second answer and an answer to an unknown request', async () => {
      const name = put({});
      events.length = 0;
      assert.equal((await call(name, 'twice')).payload, '"first"');
      assert.equal((await call(name, 'unknown')).payload, '"known"');
      assert.equal((await call(name, { n: 3 })).kind, 'success');
      const refusals = () => logs().join('').split('InvalidRequestID').length - 1;
      for (let tries = 0; tries < 100 && refusals() < 2; tries++)
        await new Promise((resolve) => setTimeout(resolve, 10));
      assert.equal(refusals(), 2);
      assert.match(logs().join(''), /\{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"\}/);
    });
    it('refuses an answer over 6 MB', async () => {
      const { kind, payload } = await call(put({}), 'large');
      assert.equal(kind, 'function-error');
      assert.deepEqual(JSON.parse(payload), {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage:
          'Response payload size (6291557 bytes) exceeded maximum allowed payload size (6291556 bytes).',
      });
    });
    it('reports a crash and starts anew', async () => {
      const name = put({});
      const { kind, payload, requestId } = await call(name, 'crash');
      assert.equal(kind, 'function-error');
      assert.deepEqual(JSON.parse(payload), {
        errorType: 'Runtime.ExitError',
        errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: exit status 9`,
      });
      assert.equal((await call(name, { n: 1 })).kind, 'success');
    });
    it('reports an init error', async () => {
      const { kind, payload } = await call(put({ environment: { MODE: 'init-error' } }));
      assert.deepEqual(
        [kind, payload],
        ['function-error', '{"errorType":"Setup.Failed","errorMessage":"no database"}'],
      );
    });
    it('signals a process that registered an extension before it ends', async () => {
      const folder = join(root, 'graceful');
      await mkdir(folder);
      const farewell = join(folder, 'farewell');
      // It waits where a trap runs at once: a shell that waits for a command it has just begun tells nobody.
      const script = `#!/bin/sh
cd "${folder}"
trap 'echo bye > "${farewell}"; exit 0' TERM
api="http://$AWS_LAMBDA_RUNTIME_API"
curl -s -o /dev/null -H 'Lambda-Extension-Name: own' -d '{"events":[]}' "$api/2020-01-01/extension/register"
while true; do
  curl -s -o /dev/null -D head "$api/2018-06-01/runtime/invocation/next" &
  wait $!
  id=$(grep -i request-id head | tr -d '[:space:]' | cut -d: -f2)
  curl -s -o /dev/null -d '"done"' "$api/2018-06-01/runtime/invocation/$id/response"
done
`;
      await writeFile(join(folder, 'bootstrap'), script, { mode: 0o755 });
      const name = put({ code: { kind: 'folder', root: folder } });
      assert.equal((await call(name)).payload, '"done"');
      await lambda.removeFunction(name);
      assert.equal(await readFile(farewell, 'utf8'), 'bye\n');
    });
    it('gives up on a runtime that never asks for work, within the time of the function', async () => {
      const name = put({ environment: { MODE: 'silent' }, timeoutSeconds: 1 });
      const { payload } = await call(name);
      assert.deepEqual(JSON.parse(payload), {
        errorType: 'Sandbox.Timedout',
        errorMessage: 'Error: Init timed out after 1.00 seconds',
      });
      assert.ok(codes().includes('EW6107'));
    });
  });

  const unstartable: [string, Partial<LambdaFunctionConfig>, string, string, string][] = [
    [
      'a missing bootstrap',
      { code: { kind: 'folder', root: join(tmpdir(), 'edgewire-no-such-folder') } },
      'EW6101',
      'Runtime.InvalidEntrypoint',
      "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]",
    ],
    [
      'a missing go1.x binary',
      { runtime: 'go1.x', handler: 'bin/none' },
      'EW6101',
      'PathError',
      'fork/exec /var/task/bin/none: no such file or directory',
    ],
    [
      'a runtime of another kind',
      { runtime: 'java21' },
      'EW6106',
      'Runtime.Unavailable',
      'Runtime "java21" of function "fn" is not run locally',
    ],
  ];
  for (const [title, overrides, code, errorType, errorMessage] of unstartable) {
    it(`answers for ${title} and says ${code}`, async () => {
      events.length = 0;
      const name = put(overrides);
      const { payload, requestId } = await call(name);
      assert.deepEqual(JSON.parse(payload), {
        errorType,
        errorMessage: `RequestId: ${requestId} Error: ${errorMessage.replace('"fn"', `"${name}"`)}`,
      });
      assert.deepEqual(codes(), [code]);
    });
  }

  it('answers for a file without execute permission and for a binary of another processor', async () => {
    const program = join(root, 'program');
    const name = put({ runtime: 'go1.x', handler: 'program', code: { kind: 'folder', root } });
    const elf = Buffer.alloc(64);
    elf.writeUInt32BE(0x7f454c46);
    elf[5] = 1;
    elf.writeUInt16LE(process.arch === 'arm64' ? 62 : 183, 18);
    const answers: unknown[] = [];
    for (const mode of [0o644, 0o755]) {
      await writeFile(program, elf);
      await chmod(program, mode);
      const { payload } = await call(name);
      answers.push(JSON.parse(payload).errorMessage.replace(/^RequestId: \S+ /, ''));
    }
    assert.deepEqual(answers, [
      'Error: fork/exec /var/task/program: permission denied',
      'Error: fork/exec /var/task/program: exec format error',
    ]);
    assert.deepEqual(codes().slice(-2), ['EW6102', 'EW6103']);
  });

  describe('python', { skip: missing('python3', '--version') }, () => {
    const python = (handler: string, overrides: Partial<LambdaFunctionConfig> = {}) =>
      put({
        runtime: 'python3.12',
        handler,
        code: { kind: 'folder', root: join(root, 'runtimes/python') },
        ...overrides,
      });
    it('runs a handler with context, environment and log', async () => {
      const name = python('app.echo');
      events.length = 0;
      const { payload, requestId } = await call(name, { n: 4 });
      assert.deepEqual(JSON.parse(payload), { n: 4, id: requestId, name: 'value', remaining: true });
      assert.deepEqual(
        logs().map((line) => line.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, 'TIME')),
        ['got 4\n', `[WARNING]\tTIME\t${requestId}\tcareful\n`],
      );
    });
    it('reports what a handler raises', async () => {
      const { kind, payload, requestId } = await call(python('app.raises'));
      const { stackTrace, ...error } = JSON.parse(payload);
      assert.equal(kind, 'function-error');
      assert.deepEqual(error, { errorType: 'ValueError', errorMessage: 'no such item', requestId });
      assert.match(stackTrace[0], /app\.py", line 18, in raises\n/);
    });
    const failures: [string, string, RegExp][] = [
      ['app.unserializable', 'Runtime.MarshalError', /^Unable to marshal response: Object of type set/],
      ['app.exits', 'Runtime.ExitError', /exit status 7$/],
      ['app.none', 'Runtime.HandlerNotFound', /^Handler 'none' missing on module 'app'$/],
      [
        'nowhere.handler',
        'Runtime.ImportModuleError',
        /^Unable to import module 'nowhere': No module named 'nowhere'$/,
      ],
      ['broken.handler', 'Runtime.UserCodeSyntaxError', /^Syntax error in module 'broken': /],
      ['app', 'Runtime.MalformedHandlerName', /^Bad handler 'app': not enough values to unpack/],
    ];
    for (const [handler, errorType, message] of failures) {
      it(`reports ${handler} as ${errorType}`, async () => {
        const { kind, payload } = await call(python(handler));
        const error = JSON.parse(payload);
        assert.deepEqual([kind, error.errorType], ['function-error', errorType]);
        assert.match(error.errorMessage, message);
      });
    }
    it('kills a handler that hangs, at its timeout', async () => {
      const name = python('app.hangs', { timeoutSeconds: 1 });
      const { payload, requestId } = await call(name);
      assert.deepEqual(JSON.parse(payload), {
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${requestId} Error: Task timed out after 1.00 seconds`,
      });
    });
    it('says how to get what Lambda carries and this machine lacks', async () => {
      const code = { kind: 'inline', text: 'raise ImportError("no", name="boto3")\n' } as const;
      events.length = 0;
      const { payload } = await call(python('index.handler', { code }));
      assert.equal(JSON.parse(payload).errorType, 'Runtime.ImportModuleError');
      assert.match(
        logs().join(''),
        /Lambda has "boto3" in its Python runtimes; .*: python3 -m pip install boto3\n/,
      );
    });
    it('takes the Python that the developer would get', async () => {
      const folder = join(root, 'own-python');
      await mkdir(folder);
      const real = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
        encoding: 'utf8',
      }).trim();
      await writeFile(join(folder, 'python3'), `#!/bin/sh\nCHOSEN=own exec "${real}" "$@"\n`, {
        mode: 0o755,
      });
      const own = createLambda({
        ...ports,
        hostEnv: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
      });
      try {
        const text = 'import os\ndef handler(event, context):\n    return os.environ.get("CHOSEN")\n';
        own.putFunction({
          ...defaults,
          functionName: 'own',
          runtime: 'python3.12',
          handler: 'index.handler',
          code: { kind: 'inline', text },
        });
        const outcome = await own.invoke('own', '{}', { type: 'RequestResponse' });
        assert.deepEqual(outcome.kind === 'success' ? outcome.payload : outcome, '"own"');
      } finally {
        await own.close();
      }
    });
    it('runs inline code', async () => {
      const code = {
        kind: 'inline',
        text: 'def handler(event, context):\n    return __file__[-8:]\n',
      } as const;
      assert.equal((await call(python('index.handler', { code }))).payload, '"index.py"');
    });
  });

  describe('go', { skip: missing('go', 'version') }, () => {
    const source = (overrides: Partial<LambdaFunctionConfig> = {}) =>
      put({
        runtime: 'go1.x',
        handler: 'bin/greeter',
        code: { kind: 'folder', root: join(root, 'runtimes/go-source') },
        ...overrides,
      });
    it('builds source, takes chunked answers, and serves a change at the next invocation', async () => {
      const name = source();
      assert.equal((await call(name, { n: 1 })).payload, '{"greeting":"Hello","event":{"n":1}}');
      events.length = 0;
      await writeFile(
        join(root, 'runtimes/go-source/greeting.go'),
        'package main\n\nfunc greeting(event []byte) string { return `{"greeting":"Bye"}` }\n',
      );
      for (
        let tries = 0;
        tries < 500 && !events.some(({ kind }) => kind === 'lambda.source-changed');
        tries++
      ) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      assert.equal((await call(name, { n: 2 })).payload, '{"greeting":"Bye"}');
    });
    it('reaches the local service behind an AWS host name', async () => {
      assert.equal((await call(source(), 'fetch')).payload, '"local sns.eu-west-1.amazonaws.com /ping"');
    });
    it('answers with the compiler output when the source does not build', async () => {
      const folder = join(root, 'go-broken');
      await cp(join(root, 'runtimes/go-source'), folder, { recursive: true });
      await writeFile(
        join(folder, 'greeting.go'),
        'package main\n\nfunc greeting(event []byte) int { return "x" }\n',
      );
      events.length = 0;
      const { payload } = await call(source({ code: { kind: 'folder', root: folder } }));
      const { errorType, errorMessage } = JSON.parse(payload);
      assert.equal(errorType, 'Runtime.BuildFailed');
      assert.match(errorMessage, /greeting\.go:3:/);
      assert.deepEqual(codes(), ['EW6104']);
    });
  });

  it('redirects the requests of an HTTPS agent, as SDKs make them', async () => {
    const name = put({
      runtime: 'nodejs22.x',
      handler: 'plain.requests',
      code: { kind: 'folder', root: join(root, 'handlers') },
    });
    const url = 'https://dynamodb.eu-west-1.amazonaws.com/table';
    const { payload } = await call(name, { url });
    assert.deepEqual(JSON.parse(payload), {
      status: 200,
      body: 'local dynamodb.eu-west-1.amazonaws.com /table',
    });
  });

  it('loses no invocation when what the last one left behind asks for the redirect', async () => {
    const name = put({
      runtime: 'nodejs22.x',
      handler: 'plain.leavesRequest',
      code: { kind: 'folder', root: join(root, 'handlers') },
      reservedConcurrency: 10,
      timeoutSeconds: 5,
    });
    await call(name);
    const url = 'https://dynamodb.eu-west-1.amazonaws.com/late';
    const answers = await Promise.all(Array.from({ length: 8 }, () => call(name, { url })));
    assert.deepEqual(
      answers.map(({ payload }) => payload),
      Array(8).fill('"answered"'),
    );
  });

  it('redirects AWS host names of a Node worker and leaves others alone', async () => {
    const other = createServer((_request, response) => response.end('elsewhere'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    // A TCP server's address is an object, never a pipe name.
    const { port } = other.address() as AddressInfo;
    const name = put({
      runtime: 'nodejs22.x',
      handler: 'plain.fetches',
      code: { kind: 'folder', root: join(root, 'handlers') },
    });
    try {
      const bodies: string[] = [];
      for (const url of [
        'https://x1.execute-api.eu-west-1.amazonaws.com/dev/@connections/abc%3D',
        'https://kinesis.eu-west-1.amazonaws.com/',
        `http://127.0.0.1:${port}/`,
      ]) {
        bodies.push(JSON.parse((await call(name, { url })).payload).body);
      }
      assert.equal(bodies[0], 'local x1.execute-api.eu-west-1.amazonaws.com /dev/@connections/abc%3D');
      assert.match(bodies[1] ?? '', /--passthrough kinesis\.eu-west-1\.amazonaws\.com/);
      assert.equal(bodies[2], 'elsewhere');
    } finally {
      other.close();
      other.closeAllConnections();
    }
  });
});
