import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Environment, EnvironmentAnswer, Invocation } from './environment.js';
import { createFunctionRunner } from './function-runner.js';

/** An environment with a queue; the test answers the first of it. */
interface FakeEnvironment extends Environment {
  readonly queue: { readonly id: string; resolve(answer: EnvironmentAnswer | undefined): void }[];
  isDead: boolean;
  answer(): void;
}

function create(maxEnvironments: number) {
  const made: FakeEnvironment[] = [];
  const runner = createFunctionRunner(
    {
      async create() {
        const name = `environment ${made.length + 1}`;
        const queue: FakeEnvironment['queue'] = [];
        const take = ({ requestId }: Invocation) =>
          new Promise<EnvironmentAnswer | undefined>((resolve) => queue.push({ id: requestId, resolve }));
        const environment: FakeEnvironment = {
          queue,
          isDead: false,
          answer: () => queue.shift()?.resolve({ kind: 'success', payload: name, durationMs: 1 }),
          async invoke(invocation) {
            return (await take(invocation)) ?? { kind: 'function-error', payload: name, durationMs: 0 };
          },
          ahead: {
            get capacity() {
              return environment.isDead ? 0 : 3;
            },
            handOver: take,
            withdraw(most) {
              for (const { resolve } of queue.splice(1, most)) resolve(undefined);
            },
          },
          close: async () => {},
        };
        made.push(environment);
        return environment;
      },
    },
    { timeoutSeconds: 3, maxEnvironments, idleTimeoutMs: 60_000 },
  );
  const invoke = async (requestId: string) =>
    (await runner.invoke({ requestId, payload: '{}', arn: 'arn', trace: '' }, () => {})).payload;
  const queues = () => made.map(({ queue }) => queue.map(({ id }) => id));
  return { runner, made, invoke, queues };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
const answerAll = async (made: readonly FakeEnvironment[]) => {
  for (let round = 0; round < 10; round++) {
    for (const environment of made) environment.answer();
    await settle();
  }
};

describe('invocations ahead', () => {
  it('wait for the first answer, and then in the environment as far as it has room', async () => {
    const { made, invoke, queues, runner } = create(1);
    const answers = ['a', 'b', 'c', 'd', 'e'].map(invoke);
    await settle();
    assert.deepEqual(queues(), [['a']]);
    made[0]?.answer();
    await settle();
    assert.deepEqual(queues(), [['b', 'c', 'd']]);
    await answerAll(made);
    assert.deepEqual(await Promise.all(answers), Array(5).fill('environment 1'));
    assert.equal(runner.inFlight, 0);
  });

  it('begin elsewhere when their environment ends', async () => {
    const { made, invoke, queues } = create(1);
    const answers = ['a', 'b', 'c'].map(invoke);
    await settle();
    made[0]?.answer();
    await settle();
    assert.deepEqual(queues(), [['b', 'c']]);
    const [first] = made;
    assert.ok(first !== undefined);
    first.isDead = true;
    first.ahead?.withdraw(10);
    first.answer();
    await settle();
    assert.deepEqual(queues(), [[], ['c']]);
    await answerAll(made);
    assert.deepEqual(await Promise.all(answers), ['environment 1', 'environment 1', 'environment 2']);
  });

  it('go to new environments when the code is replaced', async () => {
    const { runner, made, invoke, queues } = create(1);
    const answers = ['a', 'b', 'c'].map(invoke);
    await settle();
    made[0]?.answer();
    await settle();
    runner.replaceEnvironments();
    await settle();
    assert.deepEqual(queues(), [['b'], ['c']]);
    await answerAll(made);
    assert.deepEqual(await Promise.all(answers), ['environment 1', 'environment 1', 'environment 2']);
  });

  it('move to an environment that becomes idle', async () => {
    const { made, invoke, queues } = create(2);
    const answers = ['a', 'b', 'c', 'd'].map(invoke);
    await settle();
    assert.deepEqual(queues(), [['a'], ['b']]);
    made[0]?.answer();
    await settle();
    assert.deepEqual(queues(), [['c', 'd'], ['b']]);
    made[1]?.answer();
    await settle();
    assert.deepEqual(queues(), [['c'], ['d']]);
    await answerAll(made);
    assert.deepEqual(await Promise.all(answers), [
      'environment 1',
      'environment 2',
      'environment 1',
      'environment 2',
    ]);
  });

  it('wait in a quick environment instead of starting another', async () => {
    const { made, invoke, queues } = create(2);
    const first = invoke('a');
    await settle();
    made[0]?.answer();
    await first;
    const answers = ['b', 'c', 'd'].map(invoke);
    await settle();
    assert.deepEqual(queues(), [['b', 'c', 'd']]);
    await answerAll(made);
    await Promise.all(answers);
    assert.equal(made.length, 1);
  });

  it('get another environment when the quick one does not answer any more', async () => {
    const { made, invoke, queues } = create(2);
    const first = invoke('a');
    await settle();
    made[0]?.answer();
    await first;
    const answers = ['b', 'c'].map(invoke);
    await settle();
    assert.deepEqual(queues(), [['b', 'c']]);
    const giveUpMs = performance.now() + 5_000;
    while (made.length < 2 && performance.now() < giveUpMs) await settle();
    await settle();
    assert.deepEqual(queues(), [['b'], ['c']]);
    await answerAll(made);
    assert.deepEqual(await Promise.all(answers), ['environment 1', 'environment 2']);
  });
});
