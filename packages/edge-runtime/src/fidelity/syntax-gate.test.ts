import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkSyntax } from './syntax-gate.js';

/** Message and line, or `accepted`. */
function verdict(code: string, version: 1 | 2): string {
  const result = checkSyntax(code, version);
  return result.kind === 'accepted' ? 'accepted' : `${result.message} in ${result.line}`;
}

describe('checkSyntax for runtime 2.0', () => {
  const accepted = [
    'const a = 1; let b = 2;',
    'async function handler(e) { const v = await e.f(); return v; }',
    'async function f() { (await g()).h(); }',
    'async function f() { return [await 1, `${await 2}`, { a: await 3 }]; }',
    'async function f() { await g(h(1)); }',
    'var f = (a, ...r) => r;',
    'var o = { a, m() {}, get b() { return 1; }, [1 + 1]: 2, async c() {} };',
    'var r = /(?<y>a)/gimy;',
    'var n = 1_000 + 0b11 + 0o17;',
    "import cf from 'cloudfront';",
    'debugger;',
    'var a = b ?? c;',
    'function handler() {} function handler() {}',
  ];
  for (const code of accepted) {
    it(`takes ${code}`, () => assert.equal(verdict(code, 2), 'accepted'));
  }

  const refused: readonly (readonly [string, string])[] = [
    ['\nclass A {}', 'Token "class" not supported in this version in 2'],
    ['var a = 1;\nconst {b} = {b: 1};', 'Token "{" not supported in this version in 2'],
    ['var [a] = [1];', 'Token "[" not supported in this version in 1'],
    ['function f(a = 1) {}', 'Unexpected token "=" in 1'],
    ['var f = (a = 1) => a;', 'Unexpected token "=>" in 1'],
    ['var f = ({a}) => a;', 'Unexpected token "=>" in 1'],
    ['function f({a}) {}', 'Token "{" not supported in this version in 1'],
    ['f(...[1]);', 'Unexpected token "..." in 1'],
    ['var a = [...[1]];', 'Unexpected token "..." in 1'],
    ['var a = {...{}};', 'Token "..." not supported in this version in 1'],
    ['for (var x of [1]) {}', 'Token "of" not supported in this version in 1'],
    ['try {} catch {}', 'Token "{" not supported in this version in 1'],
    ['function* g() {}', 'Unexpected token "*" in 1'],
    ['a ??= 1;', 'Unexpected token "=" in 1'],
    ['var a = b?.c;', 'Unexpected token "c" in 1'],
    ['1n;', 'Unexpected token "n" in 1'],
    ['var r = /a/s;', 'Invalid RegExp flags "s" in 1'],
    ['export default 1;', 'Illegal export statement in 1'],
    ["import {a} from 'crypto';", 'Non-default import is not supported in 1'],
    ["import a from 'fs';", 'Cannot find module "fs" in 1'],
    ['async function f() { g(await 1); }', 'await in arguments not supported in 1'],
    ['async function f() { g(1, `${await 1}`); }', 'await in arguments not supported in 1'],
    ['await 1;', 'await is only valid in async functions in 1'],
    ["import('crypto');", 'Non-default import is not supported in 1'],
    ['var é = 1;', 'Unexpected token "é" in 1'],
    ['var a = 1 +', 'Unexpected end of input in 1'],
    ['foo bar', 'Unexpected token "bar" in 1'],
    ['let x; let x;', '"x" has already been declared in 1'],
    ['var a; delete a;', 'Delete of an unqualified identifier in 1'],
    ['with (a) {}', 'Token "(" not supported in this version in 1'],
    ['({a, b} = c);', 'Invalid left-hand side in assignment in 1'],
    ['<!-- a', 'Unexpected token "<" in 1'],
    ["'a\\\nb'", 'Unterminated string "\'a\\" in 1'],
  ];
  for (const [code, message] of refused) {
    it(`refuses ${JSON.stringify(code)}`, () => assert.equal(verdict(code, 2), message));
  }

  it('says when only the contained engine cannot run a pattern', () => {
    const result = checkSyntax('/(?>a)/', 2);
    assert.equal(result.kind === 'refused' && result.isCloudFronts, false);
  });
});

describe('checkSyntax for runtime 1.0', () => {
  const accepted = [
    'var f = (a, ...r) => `${a}`;',
    'f(...[1]);',
    'var a = [...[1]];',
    '2 ** 3;',
    '/(?<y>a)/.test(b)',
  ];
  for (const code of accepted) {
    it(`takes ${code}`, () => assert.equal(verdict(code, 1), 'accepted'));
  }

  const refused: readonly (readonly [string, string])[] = [
    ['\nconst a = 1;', 'Token "const" not supported in this version in 2'],
    ['let a = 1;', 'Token "let" not supported in this version in 1'],
    ['async function f() {}', 'Unexpected token "function" in 1'],
    ['1_000;', 'Unexpected token "_000" in 1'],
    ['/a/y;', 'Invalid RegExp flags "y" in 1'],
    ['debugger;', 'Unexpected token "debugger" in 1'],
    ['var a = {...b};', 'Token "..." not supported in this version in 1'],
  ];
  for (const [code, message] of refused) {
    it(`refuses ${JSON.stringify(code)}`, () => assert.equal(verdict(code, 1), message));
  }

  it('never throws', () => {
    for (const code of ['', '\u0000', '\ud800', '`${', '/*', '#!', '((((', '\\u{']) {
      assert.ok(['accepted', 'refused'].includes(checkSyntax(code, 1).kind));
    }
  });
});
