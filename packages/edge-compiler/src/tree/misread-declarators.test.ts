import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findMisreadDeclarators } from './misread-declarators.js';
import { parseSource } from './parse.js';
import { indexTree } from './walk.js';

function misread(code: string): string[] {
  const parsed = parseSource(code);
  assert.equal(parsed.kind, 'parsed');
  return findMisreadDeclarators(indexTree(parsed.program)).map(
    ({ declarator, cause, isHead }) =>
      `${code.slice(declarator.id.start, declarator.id.end)} ${cause.kind}${isHead ? ' in a head' : ''}`,
  );
}

// Each line is what njs 0.7.9 does.
describe('findMisreadDeclarators', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['let a = function () { var x; }, b = 1, c = 2;', ['b var', 'c var']],
    ['var a = [() => { const x = 1; }], b = 1;', ['b const']],
    ['const a = function () { var x; const y = 1; }, b = 1;', []],
    ['const a = function () { const y = 1; var x; }, b = 1;', ['b var']],
    ['const a = () => { var x; }, b = 1, c = () => { const y = 1; }, d = 1;', ['b var', 'c var']],
    ['const a = function () { for (var k in {}); }, b = 1;', []],
    ['const a = function () { for (var i = 0; i < 1; i++); }, b = 1;', ['b var']],
    ['let a = 1, b = function () { var x; };', []],
    ['for (let f = function () { var x; }, i = 0; i < 1; i++);', ['i var in a head']],
    ['for (let i = 0, f = function () { var x; }; i < 1; i++);', []],
  ];
  for (const [code, expected] of cases) {
    it(`says ${expected.join(' and ') || 'nothing'} of ${code}`, () => {
      assert.deepEqual(misread(code), expected);
    });
  }
});
