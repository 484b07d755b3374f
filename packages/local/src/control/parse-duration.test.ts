import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDuration } from './parse-duration.js';

describe('parseDuration', () => {
  const cases: [string, number | undefined][] = [
    ['250ms', 250],
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1_500],
    ['2d', 172_800_000],
    ['10', undefined],
    ['10 m', undefined],
    ['-1s', undefined],
    ['', undefined],
  ];
  for (const [text, expected] of cases) {
    it(`reads "${text}" as ${expected}`, () => {
      assert.equal(parseDuration(text), expected);
    });
  }
});
