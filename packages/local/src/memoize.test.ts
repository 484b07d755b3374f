import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoize } from './memoize.js';

describe('memoize', () => {
  it('computes the result of a text once, undefined results too', () => {
    const seen: string[] = [];
    const lengthOf = memoize((text) => {
      seen.push(text);
      return text === '' ? undefined : text.length;
    });
    assert.deepEqual(
      [lengthOf('abc'), lengthOf(''), lengthOf('abc'), lengthOf('')],
      [3, undefined, 3, undefined],
    );
    assert.deepEqual(seen, ['abc', '']);
  });

  it('does not grow without end', () => {
    let computed = 0;
    const count = memoize(() => ++computed);
    for (let index = 0; index < 1_000; index++) count(String(index));
    assert.equal(count('0'), 1);
    count('one more');
    assert.equal(count('0'), 1_002);
  });
});
