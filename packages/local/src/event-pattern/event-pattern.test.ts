import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { attributeValues } from '../sns/message-values.js';
import { matchesEventPattern, parseEventPattern } from './event-pattern.js';
import { bodyValues } from './json-values.js';

function matchesAttributes(
  policy: unknown,
  attributes: Record<string, { Type: string; Value: string }>,
): boolean {
  const parsed = parseEventPattern(policy, { nested: false });
  if (parsed.kind === 'refused') throw new Error(parsed.reason);
  return matchesEventPattern(parsed.pattern, attributeValues(attributes));
}

function matchesBody(policy: unknown, body: unknown): boolean {
  const parsed = parseEventPattern(policy, { nested: true });
  if (parsed.kind === 'refused') throw new Error(parsed.reason);
  const values = bodyValues(JSON.stringify(body));
  return values !== undefined && matchesEventPattern(parsed.pattern, values);
}

const text = (Value: string) => ({ Type: 'String', Value });

describe('filter policy on attributes', () => {
  const cases: [string, unknown, Record<string, { Type: string; Value: string }>, boolean][] = [
    ['an exact string', { kind: ['stock'] }, { kind: text('stock') }, true],
    ['letter case counts', { kind: ['stock'] }, { kind: text('Stock') }, false],
    ['one of several values', { kind: ['a', 'b'] }, { kind: text('b') }, true],
    ['every key must match', { kind: ['a'], shop: ['x'] }, { kind: text('a') }, false],
    ['a number attribute', { n: [5] }, { n: { Type: 'Number', Value: '5' } }, true],
    [
      'a number range',
      { n: [{ numeric: ['>', 0, '<=', 10] }] },
      { n: { Type: 'Number', Value: '10' } },
      true,
    ],
    [
      'above a number range',
      { n: [{ numeric: ['>', 0, '<=', 10] }] },
      { n: { Type: 'Number', Value: '11' } },
      false,
    ],
    ['a prefix', { kind: [{ prefix: 'or' }] }, { kind: text('order') }, true],
    ['a suffix', { kind: [{ suffix: 'er' }] }, { kind: text('order') }, true],
    ['equality without case', { kind: [{ 'equals-ignore-case': 'ORDER' }] }, { kind: text('order') }, true],
    ['anything-but of a list', { kind: [{ 'anything-but': ['a', 'b'] }] }, { kind: text('c') }, true],
    [
      'anything-but of a prefix',
      { kind: [{ 'anything-but': { prefix: 'or' } }] },
      { kind: text('order') },
      false,
    ],
    ['anything-but does not match an absent key', { kind: [{ 'anything-but': ['a'] }] }, {}, false],
    ['presence', { kind: [{ exists: true }] }, { kind: text('x') }, true],
    ['absence', { kind: [{ exists: false }] }, {}, true],
    [
      'an element of String.Array',
      { tags: ['b'] },
      { tags: { Type: 'String.Array', Value: '["a","b"]' } },
      true,
    ],
    ['an address inside a CIDR block', { ip: [{ cidr: '10.0.0.0/24' }] }, { ip: text('10.0.0.255') }, true],
    ['a wildcard', { file: [{ wildcard: '*/img/*.png' }] }, { file: text('a/img/b.png') }, true],
    ['an address outside a CIDR block', { ip: [{ cidr: '10.0.0.0/24' }] }, { ip: text('10.0.1.0') }, false],
    ['one branch of $or', { $or: [{ a: ['1'] }, { b: ['2'] }] }, { b: text('2') }, true],
    ['no branch of $or', { $or: [{ a: ['1'] }, { b: ['2'] }] }, { b: text('3') }, false],
  ];
  for (const [name, policy, attributes, expected] of cases) {
    it(`${expected ? 'passes' : 'drops'}: ${name}`, () => {
      assert.equal(matchesAttributes(policy, attributes), expected);
    });
  }
});

describe('filter policy on the body', () => {
  it('follows nested keys', () => {
    assert.equal(matchesBody({ order: { state: ['paid'] } }, { order: { state: 'paid' } }), true);
  });
  it('looks into arrays', () => {
    assert.equal(matchesBody({ items: { sku: ['b'] } }, { items: [{ sku: 'a' }, { sku: 'b' }] }), true);
  });
  it('matches null and booleans', () => {
    assert.equal(matchesBody({ gone: [null], ok: [true] }, { gone: null, ok: true }), true);
  });
  it('drops a body that is not a JSON object', () => {
    assert.equal(bodyValues('plain text'), undefined);
  });
});

describe('parseEventPattern', () => {
  const refusals: [string, unknown, string][] = [
    ['a list', [], 'Filter policy must be a JSON object'],
    ['a nested key in attribute scope', { a: { b: ['1'] } }, '"a" must be an object or an array'],
    ['an empty list of values', { a: [] }, 'Empty arrays are not allowed at "a"'],
    ['an unknown matcher', { a: [{ like: 'x' }] }, 'Unrecognized match type like'],
    [
      'an odd numeric list',
      { a: [{ numeric: ['>'] }] },
      'Value of numeric must be a list of operator and number pairs',
    ],
  ];
  for (const [name, policy, reason] of refusals) {
    it(`refuses ${name}`, () => {
      assert.deepEqual(parseEventPattern(policy, { nested: false }), { kind: 'refused', reason });
    });
  }
});
