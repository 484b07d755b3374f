import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  connectionRow,
  isListening,
  isSettling,
  listeningSince,
  sortKeyRange,
} from '../src/core/connection.js';

const connectedAtMs = 1_705_751_697_419;
const row = connectionRow({ id: 'R1kmxc2VNjMCFIA=', connectedAtMs, slot: 0 });

describe('connectionRow', () => {
  it('sorts by the time of connecting in seconds and expires after 20 minutes', () => {
    assert.deepEqual(row, {
      pk: 'connection',
      sk: 1_705_751_697.419,
      id: 'R1kmxc2VNjMCFIA=',
      ttl: 1_705_752_897,
    });
  });

  it('gives each slot of a millisecond its own exact key', () => {
    const keys = Array.from(
      { length: 1_000 },
      (_, slot) => connectionRow({ id: 'x', connectedAtMs, slot }).sk,
    );
    assert.equal(new Set(keys).size, 1_000);
    assert.equal(String(keys[1]), '1705751697.419001');
    assert.equal(String(keys[999]), '1705751697.419999');
    assert.deepEqual(
      keys,
      keys.toSorted((left, right) => left - right),
    );
  });

  it('stays below the next millisecond', () => {
    const next = connectionRow({ id: 'x', connectedAtMs: connectedAtMs + 1, slot: 0 }).sk;
    assert.deepEqual(sortKeyRange(connectedAtMs), [1_705_751_697.419, 1_705_751_697.419999]);
    assert.ok(sortKeyRange(connectedAtMs)[1] < next);
  });
});

describe('listening', () => {
  it('asks for the last 20 minutes', () => {
    assert.equal(listeningSince(connectedAtMs), 1_705_750_497.419);
  });

  it('ends when the TTL is reached, deleted or not', () => {
    assert.equal(isListening(row, 1_705_752_896_999), true);
    assert.equal(isListening(row, 1_705_752_897_000), false);
  });

  it('calls a connection settling for its first 10 seconds', () => {
    assert.equal(isSettling(row, connectedAtMs), true);
    assert.equal(isSettling(row, connectedAtMs + 9_990), true);
    assert.equal(isSettling(row, connectedAtMs + 10_010), false);
  });
});
