import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { growthOf } from './growth.js';

const megabytes = (values: readonly number[]) => values.map((value) => value * 1e6);

describe('growthOf', () => {
  it('ignores the warm-up', () => {
    assert.deepEqual(growthOf(megabytes([50, 80, 120, 121, 120, 122, 121, 120, 122])), {
      before: 121,
      after: 121,
      isFlat: true,
    });
  });

  it('ignores one peak', () => {
    assert.equal(growthOf(megabytes([100, 100, 100, 100, 100, 100, 100, 400, 100])).isFlat, true);
  });

  it('takes ten percent and ten megabytes for noise', () => {
    assert.equal(growthOf(megabytes([100, 100, 120])).isFlat, true);
    assert.equal(growthOf(megabytes([100, 100, 121])).isFlat, false);
  });
});
