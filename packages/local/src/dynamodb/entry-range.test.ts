import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { acceptedRange, backward, forward } from './entry-range.js';
import { parseCondition } from './expressions.js';
import { parseKeyCondition } from './key-condition.js';
import type { Entry, Place } from './sorted-index.js';
import { openSubstitutions } from './substitutions.js';

const entries: readonly Entry[] = [1, 3, 3, 5, 7].map((sk, at) => ({
  id: `id${at}`,
  range: { N: String(sk) },
  item: { pk: { S: 'a' }, sk: { N: String(sk) } },
}));

/** Ids that a condition on the sort key accepts, both ways round. */
function accepted(condition: string, values: Record<string, number>, start?: Place) {
  const expression = condition === '' ? 'pk = :a' : `pk = :a AND ${condition}`;
  const substitutions = openSubstitutions(
    {
      KeyConditionExpression: expression,
      ExpressionAttributeValues: {
        ':a': { S: 'a' },
        ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { N: String(value) }])),
      },
    },
    { withValues: ['KeyConditionExpression'], others: [] },
  );
  const keyCondition = parseKeyCondition(
    parseCondition(expression, substitutions, 'KeyConditionExpression'),
    { hash: 'pk', range: 'sk' },
    { pk: 'S', sk: 'N' },
  );
  const range = acceptedRange(entries, keyCondition);
  const ids = (found: Iterable<Entry>) => [...found].map(({ id }) => id).join(' ');
  return [ids(forward(entries, range, start)), ids(backward(entries, range, start))];
}

describe('acceptedRange', () => {
  const cases: readonly [string, Record<string, number>, string, string][] = [
    ['', {}, 'id0 id1 id2 id3 id4', 'id4 id3 id2 id1 id0'],
    ['sk = :v', { ':v': 3 }, 'id1 id2', 'id2 id1'],
    ['sk = :v', { ':v': 4 }, '', ''],
    ['sk < :v', { ':v': 3 }, 'id0', 'id0'],
    ['sk <= :v', { ':v': 3 }, 'id0 id1 id2', 'id2 id1 id0'],
    ['sk > :v', { ':v': 3 }, 'id3 id4', 'id4 id3'],
    ['sk >= :v', { ':v': 3 }, 'id1 id2 id3 id4', 'id4 id3 id2 id1'],
    [':v > sk', { ':v': 3 }, 'id0', 'id0'],
    [':v <= sk', { ':v': 5 }, 'id3 id4', 'id4 id3'],
    ['sk BETWEEN :v AND :w', { ':v': 2, ':w': 5 }, 'id1 id2 id3', 'id3 id2 id1'],
    ['sk > :v', { ':v': 9 }, '', ''],
  ];
  for (const [condition, values, ascending, descending] of cases) {
    it(`finds "${condition}" of ${JSON.stringify(values)}`, () => {
      assert.deepEqual(accepted(condition, values), [ascending, descending]);
    });
  }

  it('goes on behind a place, whether an entry stands there or not', () => {
    const at = (sk: number, id: string): Place => ({ hash: { S: 'a' }, range: { N: String(sk) }, id });
    assert.deepEqual(accepted('', {}, at(3, 'id1')), ['id2 id3 id4', 'id0']);
    assert.deepEqual(accepted('sk >= :v', { ':v': 3 }, at(4, 'gone')), ['id3 id4', 'id2 id1']);
  });
});
