import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildFunction } from '@edgewire/edge-compiler';
import {
  edgeRuntimes,
  findUnsupportedSyntax,
  isUsable,
  syntaxFeatures,
} from '@edgewire/edge-compiler/features';
import { transform } from 'esbuild';
import { moduleOf, programs } from './compiled-programs.js';

// Rows of spec/cloudfront.md 1.2 to 1.4 that a runtime refuses or computes wrongly: each is lowered, which a program of
// compiled-programs.ts proves in every engine, or refused by the build.

/** Sources that the build refuses, by row; the codes for runtime 1.0 and 2.0. */
const refused: Readonly<Record<string, readonly [source: string, v1: string, v2: string]>> = {
  'tagged-template': [
    'const t = (s: any) => s;\nexport const handler = (e: any) => t`a`;',
    'EW1606',
    'EW1606',
  ],
  generator: ['function* g() { yield 1; }\nexport const handler = () => g();', 'EW1605', 'EW1605'],
  'async-function': ['export const handler = async (e: any) => e.request;', 'EW1604', ''],
  'async-generator': [
    'async function* g() { yield 1; }\nexport const handler = () => g();',
    'EW1605',
    'EW1605',
  ],
  'for-await': [
    'export async function handler(e: any) { for await (const x of e) return x; }',
    'EW1604 EW1606',
    'EW1606',
  ],
  'top-level-await': ['const x: any = await 1;\nexport const handler = () => x;', 'EW1606', 'EW1606'],
  'dynamic-import': ['export const handler = (e: any) => import(e.x);', 'EW1606', 'EW1606'],
  'import-meta': ['export const handler = () => import.meta;', 'EW1606', 'EW1606'],
  'bigint-literal': ['export const handler = () => 10n;', 'EW1606', 'EW1606'],
  'regex-flag-y': [
    'export const handler = (e: any) => ({ statusCode: /a/y.test(e.request.uri) ? 200 : 404 });',
    'EW1606',
    '',
  ],
  'strict-mode': ['export function handler(e: any) { return 017; }', 'EW1609', 'EW1609'],
  'conditional-function': [
    'export function handler(e: any) { if (e) function f() {} return e.request; }',
    'EW1609',
    'EW1609',
  ],
};

/** Rows that do not show in the JavaScript of a program: programs by name. */
const byName: Readonly<Record<string, string>> = {
  'numeric-separator': 'numeric separators',
  'line-continuation': 'line continuations',
  'async-closure': 'a counter that an inner function raises',
  'async-rest': 'rest parameters after an await',
};

/** What the build itself writes or takes away in every program. */
const always = ['export', 'import-default', 'import-other'];

const problematic = syntaxFeatures.filter(({ support }) =>
  edgeRuntimes.some((runtime) => !isUsable(support[runtime]) || support[runtime] === 'partly'),
);

describe('a syntax row that a runtime refuses or computes wrongly', async () => {
  const used = new Map<string, string>();
  for (const program of programs) {
    const { code } = await transform(moduleOf(program), { loader: 'ts', format: 'esm', target: 'esnext' });
    for (const runtime of edgeRuntimes) {
      for (const { feature } of findUnsupportedSyntax(code, runtime)) used.set(feature.id, program.name);
    }
  }
  for (const { id, title } of problematic) {
    if (always.includes(id)) continue;
    const source = refused[id];
    if (source === undefined) {
      it(`is lowered, as a program shows: ${title}`, () => {
        const name = byName[id];
        const program = name === undefined ? used.get(id) : programs.find((one) => one.name === name)?.name;
        assert.notEqual(program, undefined, `no program has ${id}`);
      });
      continue;
    }
    it(`is refused with a code: ${title}`, async () => {
      const [code, ...expected] = source;
      for (const [position, runtime] of edgeRuntimes.entries()) {
        const { diagnostics } = await buildFunction([{ file: 'edge.ts', code }], { runtime });
        const errors = diagnostics.filter(({ severity }) => severity === 'error');
        assert.equal([...new Set(errors.map((one) => one.code))].join(' '), expected[position], runtime);
        for (const { where } of errors) assert.equal(where?.file, 'edge.ts');
      }
    });
  }
});
