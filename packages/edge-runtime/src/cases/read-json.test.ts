import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readJson } from './read-json.js';

describe('readJson', () => {
  it('gives the value', () => {
    assert.deepEqual(readJson('{"a": [1]}'), { kind: 'value', value: { a: [1] } });
  });

  const refused: readonly (readonly [string, string, number | undefined, number | undefined])[] = [
    ['{"a": }', "it is not JSON (Unexpected token '}')", 1, 7],
    ['{\n  "a": {"b": 1,},\n}', 'it is not JSON (Expected double-quoted property name)', 2, 16],
    ['{ "event": { "request": } }', "it is not JSON (Unexpected token '}')", 1, 25],
    ['event', "it is not JSON (Unexpected token 'e')", 1, 1],
    ['{not}', "it is not JSON (Expected property name or '}')", 1, 2],
    ['{"a": 1', "it is not JSON (Expected ',' or '}' after property value)", 1, 8],
    ['[1', "it is not JSON (Expected ',' or ']' after array element)", 1, 3],
    ['', 'it is empty', undefined, undefined],
    [' \n', 'it is empty', undefined, undefined],
    ['\u0016\ufffd', 'it is no text: it holds NUL or bytes that are not UTF-8', undefined, undefined],
  ];
  for (const [text, reason, line, column] of refused) {
    it(`refuses ${JSON.stringify(text)} with the reason and the place`, () => {
      const result = readJson(text);
      assert.equal(result.kind, 'failure');
      assert.deepEqual(result.kind === 'failure' && [result.reason, result.line, result.column], [
        reason,
        line,
        column,
      ]);
    });
  }

  it('says only what a terminal can show', () => {
    const result = readJson('{"a": "\u0007\u001b[2J"}');
    assert.equal(result.kind === 'failure' && /\p{Cc}/u.test(result.reason), false);
  });
});
