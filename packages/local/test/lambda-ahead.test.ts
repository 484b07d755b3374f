// Invocations that wait in a busy environment: each runs exactly once, whatever happens to the one before it.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createRealClock } from '../src/clock/real-clock.js';
import { createLambda, type Lambda } from '../src/lambda/index.js';
import { createSeededRandom } from '../src/random.js';
import { testIdentity } from './wire-server.js';

const handlerText = `
import { appendFileSync } from 'node:fs';
let running = 0;
export const handler = async ({ id, log, exits, holds, asynchronous }) => {
  running++;
  appendFileSync(log, id + '\\n');
  if (exits) process.exit(3);
  if (holds) await new Promise((resolve) => setTimeout(resolve, holds));
  if (asynchronous) await null;
  const seen = running--;
  return { id, seen };
};
`;

describe('invocations that wait in a busy environment', () => {
  let root: string;
  let lambda: Lambda;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'edgewire-ahead-'));
    await writeFile(join(root, 'app.mjs'), handlerText);
    lambda = createLambda({
      clock: createRealClock(),
      random: createSeededRandom(5),
      emit: () => {},
      identity: testIdentity,
      endpoint: () => 'http://127.0.0.1:1',
      maxEnvironments: 2,
      cacheDir: join(root, '.cache'),
      watches: false,
      clockOffset: undefined,
      sendToDeadLetterTarget: async () => {},
    });
    lambda.putFunction({
      logicalId: 'App',
      functionName: 'app',
      handler: 'app.handler',
      runtime: 'nodejs22.x',
      memoryMb: 128,
      timeoutSeconds: 3,
      environment: {},
      code: { kind: 'folder', root },
      architecture: 'x86_64',
    });
  });
  after(async () => {
    await lambda.close();
    await rm(root, { recursive: true, force: true });
  });

  const invoke = async (event: Readonly<Record<string, unknown>>) => {
    const outcome = await lambda.invoke('app', JSON.stringify(event), { type: 'RequestResponse' });
    assert.ok(outcome.kind === 'success' || outcome.kind === 'function-error', outcome.kind);
    return { kind: outcome.kind, value: JSON.parse(outcome.payload) as Readonly<Record<string, unknown>> };
  };
  const linesOf = async (log: string): Promise<string[]> => {
    return (await readFile(log, 'utf8')).trimEnd().split('\n');
  };
  const numbers = Array.from({ length: 300 }, (_, id) => id);

  it('runs each once and one at a time', async () => {
    const log = join(root, 'once.log');
    await invoke({ id: 'warm', log });
    const answers = await Promise.all(numbers.map((id) => invoke({ id, log, asynchronous: id % 2 === 0 })));
    assert.deepEqual(
      answers,
      numbers.map((id) => ({ kind: 'success', value: { id, seen: 1 } })),
    );
    assert.deepEqual((await linesOf(log)).sort(), ['warm', ...numbers.map(String)].sort());
  });

  it('fails the one that ends its environment and runs the others elsewhere, once', async () => {
    const log = join(root, 'exits.log');
    const answers = await Promise.all(numbers.map((id) => invoke({ id, log, exits: id % 100 === 50 })));
    assert.deepEqual(
      answers.flatMap(({ kind }, id) => (kind === 'success' ? [] : [id])),
      [50, 150, 250],
    );
    assert.deepEqual((await linesOf(log)).sort(), numbers.map(String).sort());
  });

  it('moves what waits behind a long invocation to the other environment', async () => {
    const log = join(root, 'long.log');
    const ended: unknown[] = [];
    await Promise.all(
      numbers.map(async (id) =>
        ended.push((await invoke({ id, log, holds: id === 20 ? 1_000 : 0 })).value.id),
      ),
    );
    assert.equal(ended.length, 300);
    assert.equal(ended.at(-1), 20);
  });
});
