import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { catalogue } from '@edgewire/diagnostics';

const packages = fileURLToPath(new URL('../../../', import.meta.url));

// Codes that sources say, outside the catalogue itself and outside tests.
function codesInSources(): ReadonlySet<string> {
  const codes = new Set<string>();
  for (const name of readdirSync(packages)) {
    const source = join(packages, name, 'src');
    for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts') || file.includes('catalogue')) continue;
      for (const [, code] of readFileSync(join(source, file), 'utf8').matchAll(/'(EW\d{4})'/g)) {
        if (code !== undefined) codes.add(code);
      }
    }
  }
  return codes;
}

describe('the catalogue of codes', () => {
  const catalogued = catalogue.map(({ code }) => code as string);

  it('explains every code that a source can print', () => {
    assert.deepEqual([...codesInSources()].filter((code) => !catalogued.includes(code)).sort(), []);
  });

  it('has no entry that nothing prints', () => {
    const used = codesInSources();
    assert.deepEqual(
      catalogued.filter((code) => !used.has(code)),
      [],
    );
  });

  it('is in ascending order, each code once', () => {
    assert.deepEqual(catalogued, [...new Set(catalogued)].sort());
  });

  it('explains in sentences', () => {
    for (const { code, title, explanation, source } of catalogue) {
      assert.match(title, /^[A-Z`].*[^.]$/, code);
      assert.match(explanation, /[.`:]$/, code);
      assert.notEqual(source, '', code);
    }
  });
});
