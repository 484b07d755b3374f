import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { conflictPlan, delayBefore, retryWhile } from '../src/core/retry.js';

describe('delayBefore', () => {
  it('doubles, with the upper half left to chance', () => {
    assert.deepEqual(
      [2, 3, 4].map((attempt) => [
        delayBefore(attempt, conflictPlan, 0),
        delayBefore(attempt, conflictPlan, 1),
      ]),
      [
        [10, 20],
        [20, 40],
        [40, 80],
      ],
    );
  });
});

describe('retryWhile', () => {
  const ports = { random: () => 0, sleep: async () => {} };

  it('returns the first result that needs no other try', async () => {
    const results = ['conflict', 'conflict', 'sold', 'never'];
    const result = await retryWhile(async () => results.shift(), {
      plan: conflictPlan,
      ports,
      needsRetry: (outcome) => outcome === 'conflict',
    });
    assert.equal(result, 'sold');
    assert.deepEqual(results, ['never']);
  });

  it('gives up with the last result after as many attempts as planned', async () => {
    let attempts = 0;
    const result = await retryWhile(async () => ++attempts, {
      plan: conflictPlan,
      ports,
      needsRetry: () => true,
    });
    assert.deepEqual([result, attempts], [6, 6]);
  });

  it('passes a failure on at once', async () => {
    const attempt = async () => Promise.reject(new Error('no table'));
    await assert.rejects(retryWhile(attempt, { plan: conflictPlan, ports, needsRetry: () => true }), {
      message: 'no table',
    });
  });
});
