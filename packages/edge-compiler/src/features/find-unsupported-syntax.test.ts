import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findUnsupportedSyntax } from './find-unsupported-syntax.js';
import { syntaxFeatures } from './syntax.js';

// id, source, what 1.0 says, what 2.0 says; the engine's words where it refuses.
const cases: readonly (readonly [string, string, string | undefined, string | undefined])[] = [
  ['let-const', 'const a = 1;', 'SyntaxError: Token "const" not supported in this version in 1', undefined],
  ['let-const', '\nlet a;', 'SyntaxError: Token "let" not supported in this version in 2', undefined],
  ['default-parameter', 'function f(a = 1) {}', ...both('Unexpected token "="')],
  ['default-parameter', 'var f = (a = 1) => a;', ...both('Unexpected token "=>"')],
  ['spread-call', 'f(...x);', 'wrong', 'SyntaxError: Unexpected token "..." in 1'],
  ['spread-array', 'f([...x]);', 'wrong', 'SyntaxError: Unexpected token "..." in 1'],
  ['spread-object', 'var a = { ...b };', ...both('Token "..." not supported in this version')],
  ['destructuring', 'var { a } = b;', ...both('Token "{" not supported in this version')],
  ['destructuring', 'function f([a]) {}', ...both('Token "[" not supported in this version')],
  ['destructuring', '[a, [b]] = c;', ...both('Token "[" not supported in this version')],
  ['destructuring', 'function f(...[a]) {}', ...both('Unexpected token "["')],
  ['destructuring', 'function f(b, ...{ length }) {}', ...both('Unexpected token "{"')],
  ['destructuring', 'var f = (...[a]) => a;', ...both('Unexpected token "..."')],
  ['destructuring', 'try {} catch ({ message }) {}', ...both('Token "{" not supported in this version')],
  ['optional-catch', 'try {} catch {}', ...both('Token "{" not supported in this version')],
  ['tagged-template', 'f`a`;', 'partly', 'partly'],
  ['nullish-coalescing', 'var a = b ?? c;', 'works', 'works'],
  ['optional-chaining', 'a?.[0];', ...both('Unexpected token "["')],
  ['optional-chaining', 'a?.b;', ...both('Unexpected token "b"')],
  ['logical-assignment', 'a ??= 1;', ...both('Unexpected token "="')],
  ['for-of', 'for (var x of y) {}', ...both('Token "of" not supported in this version')],
  ['class', 'class A {}', ...both('Token "class" not supported in this version')],
  ['super', 'var a = { m() { super.m(); } };', ...both('Token "super" not supported in this version')],
  ['generator', 'function* g() {}', ...both('Unexpected token "*"')],
  ['generator', 'var a = { *g() {} };', ...both('Unexpected token "*"')],
  ['async-generator', 'var a = { async *g() {} };', ...both('Unexpected token "async"')],
  ['async-function', 'async function f() {}', 'SyntaxError: Unexpected token "function" in 1', undefined],
  ['numeric-separator', 'var a = 1_000;', 'SyntaxError: Unexpected token "_000" in 1', undefined],
  ['regex-flag-y', 'var a = /x/y;', 'SyntaxError: Invalid RegExp flags "y" in 1', undefined],
  ['regex-flags-sudv', 'var a = /x/s;', ...both('Invalid RegExp flags "s"')],
  ['regex-flags-sudv', 'var a = /x/gu;', ...both('Invalid RegExp flags "gu"')],
  ['strict-mode', 'var a; delete a;', 'refused', 'refused'],
  ['strict-mode', 'with (a) {}', 'refused', 'refused'],
  ['strict-mode', 'function f(a, a) {}', 'refused', 'refused'],
  ['strict-mode', 'var a = 017;', 'refused', 'refused'],
  ['strict-mode', '<!-- text', 'refused', 'refused'],
  ['strict-mode', 'f();\n--> text', 'refused', 'refused'],
  ['debugger', 'debugger;', 'SyntaxError: Unexpected token "debugger" in 1', 'works'],
  [
    'for-await',
    'async function f() { for await (var a of b) {} }',
    ...both('Token "await" not supported in this version'),
  ],
  ['top-level-await', 'await a;', ...both('await is only valid in async functions')],
  ['dynamic-import', "import('a');", ...both('Non-default import is not supported')],
  ['new-target', 'function f() { return new.target; }', ...both('Unexpected token "."')],
  ['import-meta', 'import.meta.url;', ...both('Non-default import is not supported')],
  ['bigint-literal', 'var a = 1n;', ...both('Unexpected token "n"')],
  ['line-continuation', 'var a = "x\\\ny";', ...both('Unterminated string ""x\\"')],
  ['unicode-identifier', 'var é = 1;', ...both('Unexpected token "é"')],
  ['export', 'export default 1;', ...both('Illegal export statement')],
  ['export', 'export { a };', ...both('Illegal export statement')],
  ['import-other', "import { a } from 'crypto';", ...both('Non-default import is not supported')],
  ['import-other', "import * as a from 'crypto';", ...both('Non-default import is not supported')],
  ['import-other', "import 'crypto';", ...both('Non-default import is not supported')],
  [
    'conditional-function',
    'if (a) function f() {}',
    ...both('Functions can only be declared at top level or inside a block'),
  ],
  [
    'await-in-arguments',
    'async function f() { g([`${await a}`]); }',
    undefined,
    'SyntaxError: await in arguments not supported in 1',
  ],
];

function both(text: string): [string, string] {
  return [`SyntaxError: ${text} in 1`, `SyntaxError: ${text} in 1`];
}

describe('findUnsupportedSyntax', () => {
  for (const [id, code, v1, v2] of cases) {
    it(`finds ${id} in ${JSON.stringify(code)}`, () => {
      assert.deepEqual([seen(id, code, 'cloudfront-js-1.0'), seen(id, code, 'cloudfront-js-2.0')], [v1, v2]);
    });
  }

  it('has a case for each row that is refused, wrong or not promised', () => {
    const tested = new Set(cases.map(([id]) => id));
    const untested = syntaxFeatures.filter(
      (feature) => feature.code !== undefined && !tested.has(feature.id) && !feature.id.startsWith('async-'),
    );
    assert.deepEqual(
      untested.map((feature) => feature.id),
      [],
    );
  });

  it('accepts what both runtimes accept', () => {
    const code = [
      'var f = (a, ...rest) => ({ a, rest, m() { return `${a ** 2}`; }, get x() { return 0b11; }, ["k" + a]: 1 });',
      'lab: for (var k in {}) { if (/(?<n>a)(?<=b)/gim.test(k)) continue lab; else break; }',
      'for (var n = 9, m = 1; n --> 0;) if (m <!--n) f("<!-- -->", /<!--/, `-->`); // <!-- -->',
      'try { f(1,); } catch (e) { throw e; } finally { f(); }',
    ].join('\n');
    assert.deepEqual(findUnsupportedSyntax(code, 'cloudfront-js-1.0'), []);
  });

  it('reports a pattern behind `...` once, where the pattern begins', () => {
    const found = findUnsupportedSyntax('function f(a, ...[b, ...[c]]) {}', 'cloudfront-js-2.0');
    assert.deepEqual(
      found.map(({ feature, column, endColumn }) => [feature.id, column, endColumn]),
      [['destructuring', 18, 29]],
    );
  });

  it('reports HTML-like comments where their sign begins', () => {
    const places = ['<!-- a', 'f();\n--> a'].map((code) =>
      findUnsupportedSyntax(code, 'cloudfront-js-2.0').map(({ line, column, endColumn }) => [
        line,
        column,
        endColumn,
      ]),
    );
    assert.deepEqual(places, [[[1, 1, 5]], [[2, 1, 4]]]);
  });

  it('gives 1-based positions of the token', () => {
    const [only] = findUnsupportedSyntax('var b;\n  b = c?.d;', 'cloudfront-js-2.0');
    assert.deepEqual(
      [only?.feature.id, only?.line, only?.column, only?.endLine, only?.endColumn],
      ['optional-chaining', 2, 8, 2, 10],
    );
  });
});

function seen(
  id: string,
  code: string,
  runtime: 'cloudfront-js-1.0' | 'cloudfront-js-2.0',
): string | undefined {
  const found = findUnsupportedSyntax(code, runtime).find((entry) => entry.feature.id === id);
  return found?.engineError ?? found?.support;
}
