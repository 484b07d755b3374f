import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { difference } from './match.js';
import type { Matcher } from './row.js';
import { rows } from './rows/index.js';
import { scoreOf } from './score.js';

const context = { root: { a: { b: 7 } }, connectionIds: new Map([['a', 'L0SM9cOFvHcCIhw=']]) };
const differs = (actual: unknown, expected: Matcher) => difference(actual, expected, context);

describe('difference', () => {
  it('finds nothing between equal values', () => {
    assert.equal(differs({ a: [1, 'x', null] }, { a: [1, 'x', null] }), undefined);
  });
  it('ignores members that the matcher does not name', () => {
    assert.equal(differs({ a: 1, b: 2 }, { a: 1 }), undefined);
  });
  it('names the path of a difference', () => {
    assert.equal(differs({ a: { b: 2 } }, { a: { b: 3 } }), 'a.b is 2, expected 3');
  });
  it('insists on exact keys', () => {
    assert.equal(differs({ a: 1, c: 2 }, { $keys: ['a', 'b'] }), 'value lacks [b] and has besides [c]');
  });
  it('reads JSON inside text', () => {
    assert.equal(differs('{"n":1.5}', { $json: { n: { $type: 'integer' } } }), 'n is 1.5, expected integer');
  });
  it('compares with the id of a connection and with another part', () => {
    assert.equal(differs('L0SM9cOFvHcCIhw=', { $connectionId: 'a' }), undefined);
    assert.equal(differs(8, { $same: 'a.b' }), 'value is 8, expected the same as a.b (7)');
  });
  it('tells absence from presence', () => {
    assert.equal(differs(undefined, { $absent: true }), undefined);
    assert.equal(differs(null, { $absent: true }), 'value is null, expected it absent');
    assert.equal(differs(undefined, { $any: true }), 'value is absent');
  });
});

describe('rows', () => {
  it('have ids that are unique', () => {
    const ids = rows.map(({ id }) => id);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
  });
  it('each observe something', () => {
    const observing = new Set([
      'connect',
      'http',
      'manage',
      'expect-message',
      'expect-close',
      'recorded',
      'not-recorded',
      'expect-nothing',
    ]);
    assert.deepEqual(
      rows.filter(({ steps }) => !steps.some((step) => observing.has(step.do))).map(({ id }) => id),
      [],
    );
  });
});

describe('scoreOf', () => {
  it('keeps divergence and coverage apart', () => {
    const score = scoreOf([
      { id: '1', verdict: 'as-aws' },
      { id: '2', verdict: 'differs', step: 0, reason: 'r' },
      { id: '3', verdict: 'not-covered', reason: 'r' },
      { id: '4', verdict: 'indeterminate', step: 0, reason: 'r' },
    ]);
    assert.deepEqual(score, {
      rows: 4,
      asAws: 1,
      differs: 1,
      notCovered: 1,
      indeterminate: 1,
      divergence: 0.5,
      coverage: 0.5,
    });
  });
});
