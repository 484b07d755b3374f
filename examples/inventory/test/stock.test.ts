import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stockLevels } from '../src/core/stock.js';

describe('stockLevels', () => {
  it('shows the initial levels of a new table', () => {
    assert.deepEqual(stockLevels([]), [
      { item: 1, name: 'Notebook, dotted', level: 12, version: 0 },
      { item: 2, name: 'Fountain pen', level: 3, version: 0 },
      { item: 3, name: 'The last poster', level: 1, version: 0 },
    ]);
  });

  it('shows a row in place of the initial level, none left included', () => {
    const levels = stockLevels([{ pk: 'stock', sk: 3, level: 0, version: 7 }]);
    assert.deepEqual(levels[2], { item: 3, name: 'The last poster', level: 0, version: 7 });
    assert.deepEqual(levels[1], { item: 2, name: 'Fountain pen', level: 3, version: 0 });
  });
});
