import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { beginCell, createClaimCells, freeCell, offerCell, withdrawCell } from './claim-cells.js';

const create = () => new Int32Array(createClaimCells());

describe('claim cells', () => {
  it('lets the worker begin what was not withdrawn, once', () => {
    const cells = create();
    const cell = offerCell(cells);
    assert.equal(cell, 0);
    assert.equal(beginCell(cells, 0), true);
    assert.equal(withdrawCell(cells, 0), false);
  });

  it('keeps the worker from what was withdrawn and frees the cell when the worker passes it', () => {
    const cells = create();
    assert.equal(offerCell(cells), 0);
    assert.equal(withdrawCell(cells, 0), true);
    assert.equal(offerCell(cells), 1);
    assert.equal(beginCell(cells, 0), false);
    assert.equal(offerCell(cells), 0);
  });

  it('has room for 64 messages and for another one when one is answered', () => {
    const cells = create();
    const taken = Array.from({ length: 64 }, () => offerCell(cells));
    assert.equal(taken.at(-1), 63);
    assert.equal(offerCell(cells), undefined);
    assert.equal(beginCell(cells, 7), true);
    freeCell(cells, 7);
    assert.equal(offerCell(cells), 7);
  });
});
