import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allowsRange, isNotModified, isPreconditionFailed } from './conditional.js';
import { headerMap, headersFromRaw, headerText } from './headers.js';
import { parseHttpDate } from './http-date.js';
import { resolveRange } from './range.js';

const validators = { etag: '"abc"', lastModifiedMs: Date.UTC(2024, 0, 20, 12, 0, 0, 700) };

describe('headersFromRaw', () => {
  it('keeps every occurrence of a name in order, whatever its case', () => {
    const headers = headersFromRaw(['A', '1', 'Host', 'h', 'a', '2']);
    assert.deepEqual(
      [...headers],
      [
        ['a', ['1', '2']],
        ['host', ['h']],
      ],
    );
    assert.equal(headerText(headers, 'a'), '1, 2');
    assert.equal(headerText(headers, 'b'), undefined);
  });
});

describe('isNotModified', () => {
  const cases: [string, Record<string, string>, boolean][] = [
    ['the same entity tag', { 'if-none-match': '"abc"' }, true],
    ['one of several entity tags', { 'if-none-match': '"x", W/"abc"' }, true],
    ['any entity tag', { 'if-none-match': '*' }, true],
    ['an entity tag without quotes', { 'if-none-match': 'abc' }, true],
    ['another entity tag', { 'if-none-match': '"abcd"' }, false],
    ['the same second', { 'if-modified-since': 'Sat, 20 Jan 2024 12:00:00 GMT' }, true],
    ['the second before', { 'if-modified-since': 'Sat, 20 Jan 2024 11:59:59 GMT' }, false],
    ['a date that is none', { 'if-modified-since': '1' }, false],
    [
      'another entity tag although the date matches',
      { 'if-none-match': '"x"', 'if-modified-since': 'Sat, 20 Jan 2024 12:00:00 GMT' },
      false,
    ],
    ['no validator', {}, false],
  ];
  for (const [name, headers, expected] of cases) {
    it(`answers ${expected} for ${name}`, () => {
      assert.equal(isNotModified(headerMap(headers), validators), expected);
    });
  }
});

describe('isPreconditionFailed', () => {
  const cases: [string, Record<string, string>, boolean][] = [
    ['the same entity tag', { 'if-match': '"abc"' }, false],
    ['a weak form of the entity tag', { 'if-match': 'W/"abc"' }, true],
    ['another entity tag', { 'if-match': '"x"' }, true],
    ['a later date', { 'if-unmodified-since': 'Sat, 20 Jan 2024 12:00:01 GMT' }, false],
    ['an earlier date', { 'if-unmodified-since': 'Sat, 20 Jan 2024 11:59:59 GMT' }, true],
  ];
  for (const [name, headers, expected] of cases) {
    it(`answers ${expected} for ${name}`, () => {
      assert.equal(isPreconditionFailed(headerMap(headers), validators), expected);
    });
  }
});

describe('allowsRange', () => {
  it('compares entity tags strongly and dates exactly', () => {
    const answer = (ifRange: string) => allowsRange(headerMap({ 'if-range': ifRange }), validators);
    assert.deepEqual(
      [
        answer('"abc"'),
        answer('W/"abc"'),
        answer('"x"'),
        answer('Sat, 20 Jan 2024 12:00:00 GMT'),
        answer('Sat, 20 Jan 2024 12:00:01 GMT'),
      ],
      [true, false, false, true, false],
    );
    assert.equal(allowsRange(headerMap({}), validators), true);
  });
});

describe('resolveRange', () => {
  const one = (start: number, end: number) => ({ kind: 'ranges', ranges: [{ start, end }] });
  const cases: [string | undefined, unknown][] = [
    [undefined, { kind: 'whole' }],
    ['bytes=0-0', one(0, 0)],
    ['bytes=0-99', one(0, 9)],
    ['bytes=4-', one(4, 9)],
    ['bytes=-3', one(7, 9)],
    ['bytes=-30', one(0, 9)],
    ['bytes=9-9', one(9, 9)],
    ['bytes=10-', { kind: 'unsatisfiable' }],
    ['bytes=-0', { kind: 'unsatisfiable' }],
    ['bytes=5-2', { kind: 'whole' }],
    ['bytes=a-b', { kind: 'whole' }],
    ['bytes=-', { kind: 'whole' }],
    ['items=0-1', { kind: 'whole' }],
    [
      'bytes=0-1, 4-5',
      {
        kind: 'ranges',
        ranges: [
          { start: 0, end: 1 },
          { start: 4, end: 5 },
        ],
      },
    ],
    ['bytes=0-1,20-', one(0, 1)],
  ];
  for (const [header, expected] of cases) {
    it(`reads ${header ?? 'no header'} of ten bytes`, () => {
      assert.deepEqual(resolveRange(header, 10), expected);
    });
  }
  it('finds nothing satisfiable in an empty object', () => {
    assert.deepEqual(resolveRange('bytes=0-', 0), { kind: 'unsatisfiable' });
  });
});

describe('parseHttpDate', () => {
  it('reads the current and the obsolete form with a zone', () => {
    const expected = Date.UTC(1994, 10, 6, 8, 49, 37);
    assert.equal(parseHttpDate('Sun, 06 Nov 1994 08:49:37 GMT'), expected);
    assert.equal(parseHttpDate('Sunday, 06-Nov-94 08:49:37 GMT'), expected);
  });
});
