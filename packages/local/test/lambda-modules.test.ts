// Where a function's modules come from besides its project: layers, and the SDK of Lambda's Node runtimes.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createRealClock } from '../src/clock/real-clock.js';
import { createLambda, type FunctionCode, type Lambda } from '../src/lambda/index.js';
import { createSeededRandom } from '../src/random.js';
import { testIdentity } from './wire-server.js';

const cannotMount =
  spawnSync('python3', ['--version']).status !== 0
    ? 'python3 is not installed'
    : spawnSync('unshare', ['--map-root-user', '--mount', 'true']).status === 0
      ? false
      : 'this machine does not let users make mount namespaces';
const hasCurl = spawnSync('curl', ['--version']).status === 0;

describe('modules of a function', () => {
  const notices: string[] = [];
  let root: string;
  let lambda: Lambda;

  before(() => {
    root = mkdtempSync(join(tmpdir(), 'edgewire-modules-'));
    lambda = createLambda({
      clock: createRealClock(),
      random: createSeededRandom(7),
      emit: (kind, data) => {
        if (kind === 'stack.notice') notices.push(JSON.stringify(data));
      },
      identity: testIdentity,
      endpoint: () => 'http://127.0.0.1:1',
      maxEnvironments: 2,
      cacheDir: join(root, '.cache'),
      watches: false,
      clockOffset: undefined,
      sendToDeadLetterTarget: async () => {},
    });
  });
  after(async () => {
    await lambda.close();
    rmSync(root, { recursive: true, force: true });
  });

  const write = (files: Record<string, string>) => {
    for (const [file, text] of Object.entries(files)) {
      const path = join(root, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  };
  const folder = (name: string): FunctionCode => ({ kind: 'folder', root: join(root, name) });
  let count = 0;
  const invoke = async (code: FunctionCode, layers: readonly FunctionCode[] = [], runtime = 'nodejs22.x') => {
    const functionName = `fn${count++}`;
    lambda.putFunction({
      logicalId: functionName,
      functionName,
      handler: 'index.handler',
      runtime,
      memoryMb: 128,
      timeoutSeconds: 10,
      environment: {},
      code,
      layers,
      architecture: 'x86_64',
    });
    const outcome = await lambda.invoke(functionName, '{}', { type: 'RequestResponse' });
    assert.ok(outcome.kind === 'success' || outcome.kind === 'function-error');
    return JSON.parse(outcome.payload) as unknown;
  };
  const tool = (value: string) => ({
    'package.json': '{"name":"tool","main":"index.js"}',
    'index.js': `module.exports = ${JSON.stringify(value)};`,
  });
  const inModules = (at: string, value: string) =>
    Object.fromEntries(
      Object.entries(tool(value)).map(([file, text]) => [`${at}/node_modules/tool/${file}`, text]),
    );

  it('come from a layer: the one for the runtime before the general one, the last layer first', async () => {
    write({
      'app/index.js':
        'exports.handler = async () => [require("tool"), process.env.NODE_PATH.split(":").length];',
      ...inModules('general/nodejs', 'general'),
      ...inModules('later/nodejs', 'later'),
      ...inModules('special/nodejs/node22', 'special'),
    });
    assert.deepEqual(await invoke(folder('app'), [folder('general')]), ['general', 2]);
    assert.deepEqual(await invoke(folder('app'), [folder('special'), folder('general')]), ['special', 4]);
    assert.deepEqual(await invoke(folder('app'), [folder('general'), folder('later')]), ['later', 4]);
  });

  it('come from a layer in ES modules and TypeScript as well', async () => {
    write({
      'esm/index.mjs': 'import tool from "tool"; export const handler = async () => tool;',
      'typed/index.ts': 'import tool from "tool"; export const handler = async (): Promise<string> => tool;',
      ...inModules('layer/nodejs', 'layer'),
    });
    assert.equal(await invoke(folder('esm'), [folder('layer')]), 'layer');
    assert.equal(await invoke(folder('typed'), [folder('layer')]), 'layer');
  });

  it('come from a layer by the name of its file on AWS', async () => {
    write({
      'opt/nodejs/tool.js': 'exports.name = "from /opt";',
      'opt/nodejs/tool.mjs': 'export const name = "module from /opt";',
      'over/nodejs/tool.js': 'exports.name = "over";',
      'opt-cjs/index.js': 'exports.handler = async () => require("/opt/nodejs/tool").name;',
      'opt-esm/index.mjs':
        'import { name } from "/opt/nodejs/tool.mjs"; export const handler = async () => name;',
      'opt-ts/index.ts':
        'import { name } from "/opt/nodejs/tool"; export const handler = async (): Promise<string> => name;',
    });
    assert.equal(await invoke(folder('opt-cjs'), [folder('opt')]), 'from /opt');
    assert.equal(await invoke(folder('opt-cjs'), [folder('opt'), folder('over')]), 'over');
    assert.equal(await invoke(folder('opt-esm'), [folder('opt')]), 'module from /opt');
    assert.equal(await invoke(folder('opt-ts'), [folder('opt')]), 'from /opt');
    const missing = (await invoke(folder('opt-cjs'), [])) as { errorMessage: string };
    assert.match(missing.errorMessage, /^Cannot find module '\/opt\/nodejs\/tool'/);
  });

  it('open and start files of a layer by their name on AWS', async () => {
    write({
      'data/words.txt': 'words',
      'data/bin/say': '#!/bin/sh\necho "said $1"\n',
      'opens/index.mjs': `
        import { execFile } from 'node:child_process';
        import { existsSync, readFileSync, statSync } from 'node:fs';
        import { readFile } from 'node:fs/promises';
        import { promisify } from 'node:util';
        export const handler = async () => [
          existsSync('/opt/words.txt'),
          existsSync('/opt/none.txt'),
          readFileSync('/opt/words.txt', 'utf8'),
          await readFile(new URL('file:///opt/words.txt'), 'utf8'),
          statSync('/opt/words.txt').size,
          (await promisify(execFile)('/opt/bin/say', ['it'])).stdout,
        ];`,
    });
    chmodSync(join(root, 'data/bin/say'), 0o755);
    const expected = [true, false, 'words', 'words', 5, 'said it\n'];
    assert.deepEqual(await invoke(folder('opens'), [folder('data')]), expected);
  });

  it('come from the project before any layer', async () => {
    write({
      'own/index.js': 'exports.handler = async () => require("tool");',
      ...inModules('own', 'own'),
      ...inModules('layer/nodejs', 'layer'),
    });
    assert.equal(await invoke(folder('own'), [folder('layer')]), 'own');
  });

  it('include the SDK for inline code, in a folder without any package', async () => {
    const text =
      'const { SNSClient } = require("@aws-sdk/client-sns"); exports.handler = async () => typeof SNSClient;';
    assert.equal(await invoke({ kind: 'inline', text }), 'function');
  });

  it('name the package of the SDK that is not there', async () => {
    const hint =
      '\nLambda has "@aws-sdk/client-nowhere" in its Node runtimes; to run the function here, add it to the project: npm install --save-dev @aws-sdk/client-nowhere';
    const text = 'require("@aws-sdk/client-nowhere/deep"); exports.handler = async () => 1;';
    const answer = (await invoke({ kind: 'inline', text })) as { errorType: string; errorMessage: string };
    assert.equal(answer.errorType, 'Runtime.ImportModuleError');
    assert.ok(answer.errorMessage.endsWith(hint), answer.errorMessage);
    write({ 'missing/index.mjs': 'import "@aws-sdk/client-nowhere"; export const handler = async () => 1;' });
    const module = (await invoke(folder('missing'))) as { errorMessage: string };
    assert.ok(module.errorMessage.includes(hint.trim()), module.errorMessage);
  });

  it('name the second SDK, which old runtimes had', async () => {
    const text = 'require("aws-sdk/clients/sns"); exports.handler = async () => 1;';
    const { errorMessage } = (await invoke({ kind: 'inline', text })) as { errorMessage: string };
    assert.ok(
      errorMessage.endsWith(
        '\nLambda has "aws-sdk" in its Node runtimes up to nodejs16.x; to run the function here, add it to the project: npm install --save-dev aws-sdk',
      ),
      errorMessage,
    );
  });

  it('go without a layer that is not here, and say so', async () => {
    notices.length = 0;
    const text = 'exports.handler = async () => "ran";';
    const unavailable: FunctionCode = { kind: 'unavailable', reason: '"arn:x" is not in the stack' };
    assert.equal(await invoke({ kind: 'inline', text }, [unavailable]), 'ran');
    assert.deepEqual(
      notices.map((notice) => JSON.parse(notice) as unknown),
      [
        {
          code: 'EW6004',
          message: `Function "fn${count - 1}" runs without a layer: "arn:x" is not in the stack`,
        },
      ],
    );
  });

  it('are under /opt for a process, two layers in one', { skip: cannotMount }, async () => {
    write({
      'under/words.txt': 'under',
      'under/more.txt': 'more',
      'upper/words.txt': 'upper',
      'python/index.py': `
import os
def handler(event, context):
    with open('/opt/words.txt') as words, open('/opt/more.txt') as more:
        return [words.read(), more.read(), os.getuid()]
`,
    });
    const layers = [folder('under'), folder('upper')];
    assert.deepEqual(await invoke(folder('python'), layers, 'python3.12'), [
      'upper',
      'more',
      process.getuid?.(),
    ]);
  });

  it('let a program come from a layer', { skip: hasCurl ? false : 'curl is not installed' }, async () => {
    const bootstrap = `#!/bin/sh
while true; do
  HEADERS="$(mktemp)"
  curl -sS -LD "$HEADERS" "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next" -o /dev/null || exit 0
  ID=$(grep -Fi Lambda-Runtime-Aws-Request-Id "$HEADERS" | tr -d '[:space:]' | cut -d: -f2)
  curl -sS "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/$ID/response" -d '"from a layer"' -o /dev/null
done
`;
    write({ 'programs/bootstrap': bootstrap, 'nothing/readme': '' });
    chmodSync(join(root, 'programs/bootstrap'), 0o755);
    assert.equal(await invoke(folder('nothing'), [folder('programs')], 'provided.al2023'), 'from a layer');
  });
});
