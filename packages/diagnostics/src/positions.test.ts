import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { indexPositions } from './positions.js';

describe('indexPositions', () => {
  it('counts lines and columns from 1', () => {
    const positionAt = indexPositions('ab\ncd', /\n/g);
    assert.deepEqual([0, 2, 3, 5].map(positionAt), [
      { line: 1, column: 1 },
      { line: 1, column: 3 },
      { line: 2, column: 1 },
      { line: 2, column: 3 },
    ]);
  });

  it('counts UTF-16 units', () => {
    assert.deepEqual(indexPositions('"🙂" x', /\n/g)(5), { line: 1, column: 6 });
  });

  it('ends lines only where the language does', () => {
    const text = 'a\u2028b\r\nc';
    assert.deepEqual(indexPositions(text, /\n/g)(5), { line: 2, column: 1 });
    assert.deepEqual(indexPositions(text, /\r\n|[\n\r\u2028\u2029]/g)(5), { line: 3, column: 1 });
  });
});
