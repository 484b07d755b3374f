import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Environment, EnvironmentAnswer, Invocation } from './environment.js';
import { createFunctionRunner, type RunnerOptions } from './function-runner.js';

/** An environment whose invocations end when the test says so. */
interface FakeEnvironment extends Environment {
  readonly name: string;
  readonly initTimeoutMs: number;
  readonly seen: string[];
  answer(answer?: Partial<EnvironmentAnswer>): void;
  isClosed: boolean;
  isDead: boolean;
}

function create(options: Partial<RunnerOptions> = {}) {
  const made: FakeEnvironment[] = [];
  const runner = createFunctionRunner(
    {
      async create({ initTimeoutMs }) {
        let resolveAnswer: (answer: EnvironmentAnswer) => void = () => {};
        const environment: FakeEnvironment = {
          name: `environment ${made.length + 1}`,
          initTimeoutMs,
          seen: [],
          isClosed: false,
          isDead: false,
          invoke(invocation) {
            environment.seen.push(invocation.requestId);
            return new Promise((resolve) => {
              resolveAnswer = resolve;
            });
          },
          answer: (answer = {}) =>
            resolveAnswer({ kind: 'success', payload: environment.name, durationMs: 1, ...answer }),
          async close() {
            environment.isClosed = true;
            environment.isDead = true;
            environment.answer({ kind: 'function-error', payload: 'closed' });
          },
        };
        made.push(environment);
        return environment;
      },
    },
    { timeoutSeconds: 3, maxEnvironments: 2, idleTimeoutMs: 60_000, ...options },
  );
  const starts: boolean[] = [];
  const invoke = (requestId: string) =>
    runner.invoke(invocationOf(requestId), (coldStart) => starts.push(coldStart));
  return { runner, made, starts, invoke };
}

const invocationOf = (requestId: string): Invocation => ({ requestId, payload: '{}', arn: 'arn', trace: '' });
const settle = () => new Promise((resolve) => setImmediate(resolve));
const at = (made: readonly FakeEnvironment[], index: number): FakeEnvironment => {
  const environment = made[index];
  assert.ok(environment !== undefined, `environment ${index + 1} was not made`);
  return environment;
};

describe('createFunctionRunner', () => {
  it('uses an environment again', async () => {
    const { made, starts, invoke } = create();
    for (const id of ['a', 'b']) {
      const answer = invoke(id);
      await settle();
      at(made, 0).answer();
      assert.equal((await answer).payload, 'environment 1');
    }
    assert.deepEqual([made.length, starts], [1, [true, false]]);
  });

  it('makes environments up to the cap and lets further invocations wait in order', async () => {
    const { runner, made, invoke } = create();
    const answers = ['a', 'b', 'c', 'd'].map(invoke);
    await settle();
    assert.deepEqual([made.length, runner.inFlight], [2, 4]);
    at(made, 1).answer();
    await settle();
    at(made, 0).answer();
    await settle();
    assert.deepEqual(
      made.map(({ seen }) => seen),
      [
        ['a', 'd'],
        ['b', 'c'],
      ],
    );
    for (const environment of made) environment.answer();
    await Promise.all(answers);
    assert.equal(runner.inFlight, 0);
  });

  it('replaces an environment that died', async () => {
    const { made, invoke } = create();
    const first = invoke('a');
    await settle();
    at(made, 0).isDead = true;
    at(made, 0).answer({ kind: 'function-error', payload: 'crash' });
    assert.equal((await first).payload, 'crash');
    const second = invoke('b');
    await settle();
    at(made, 1).answer();
    assert.equal((await second).payload, 'environment 2');
    assert.equal(at(made, 0).isClosed, true);
  });

  it('lets running invocations end on replaced environments and starts waiting ones on new', async () => {
    const { runner, made, invoke } = create({ maxEnvironments: 1 });
    const running = invoke('a');
    const waiting = invoke('b');
    await settle();
    runner.replaceEnvironments();
    await settle();
    at(made, 1).answer();
    assert.equal((await waiting).payload, 'environment 2');
    at(made, 0).answer();
    assert.equal((await running).payload, 'environment 1');
    await settle();
    assert.deepEqual(
      made.map(({ isClosed }) => isClosed),
      [true, false],
    );
  });

  it('runs an init that was too slow once more, within the time of the function', async () => {
    const { made, invoke } = create();
    const answer = invoke('a');
    await settle();
    at(made, 0).answer({ kind: 'function-error', payload: 'init', isInitTimeout: true });
    await settle();
    at(made, 1).answer();
    assert.equal((await answer).payload, 'environment 2');
    assert.deepEqual(
      made.map(({ initTimeoutMs }) => initTimeoutMs),
      [10_000, 3_000],
    );
  });

  it('waits a moment for an environment that has answered and not yet asked for more', async () => {
    const { made, starts, invoke } = create();
    let ready: () => void = () => {};
    const first = invoke('a');
    await settle();
    at(made, 0).whenReady = () =>
      new Promise((resolve) => {
        ready = resolve;
      });
    at(made, 0).answer();
    await first;
    const second = invoke('b');
    await settle();
    ready();
    await settle();
    at(made, 0).answer();
    await second;
    assert.deepEqual([made.length, starts], [1, [true, false]]);
  });

  it('closes idle environments but the last', async () => {
    const { runner, made, invoke } = create({ idleTimeoutMs: 20 });
    const answers = [invoke('a'), invoke('b')];
    await settle();
    for (const environment of made) environment.answer();
    await Promise.all(answers);
    for (let tries = 0; tries < 200 && runner.environments > 1; tries++)
      await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual([runner.environments, made.filter(({ isClosed }) => isClosed).length], [1, 1]);
    await runner.close();
  });

  it('drains: the running invocation ends, then everything closes', async () => {
    const { runner, made, invoke } = create();
    const answer = invoke('a');
    await settle();
    const drained = runner.drain();
    await settle();
    assert.equal(at(made, 0).isClosed, false);
    at(made, 0).answer();
    assert.equal((await answer).payload, 'environment 1');
    await drained;
    assert.equal(at(made, 0).isClosed, true);
  });

  it('starts nothing once it is closed, and lets nobody wait', async () => {
    const { runner, made, invoke } = create({ maxEnvironments: 1 });
    const running = invoke('a');
    const waiting = invoke('b');
    await settle();
    const closed = runner.close();
    await assert.rejects(waiting, { message: 'The function is being removed' });
    assert.equal((await running).payload, 'closed');
    await closed;
    await runner.warm();
    await assert.rejects(invoke('c'), { message: 'The function is being removed' });
    assert.equal(made.length, 1);
  });

  it('reports a start that failed to the invocation alone', async () => {
    const runner = createFunctionRunner(
      { create: () => Promise.reject(new Error('no code')) },
      { timeoutSeconds: 3, maxEnvironments: 2, idleTimeoutMs: 60_000 },
    );
    await runner.warm();
    await assert.rejects(
      runner.invoke(invocationOf('a'), () => {}),
      { message: 'no code' },
    );
    assert.deepEqual([runner.environments, runner.inFlight], [0, 0]);
  });
});
