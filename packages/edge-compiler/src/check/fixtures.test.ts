// Fixtures are functions as people write them. A wrong one marks each expected finding in place, below its line:
// `//   ^^^ EW1206` under the first character, or `//@ 1 EW1007` with the column where the comment would cover it.
// The marks are taken out before the check, so that positions are those of the code alone.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { catalogue, type Diagnostic } from '@edgewire/diagnostics';
import type { EdgeEventType, EdgeRuntimeName } from '../features/runtime.js';
import { checkFunction } from './check-function.js';
import { rules } from './rules/index.js';

const folder = new URL('../../../src/check/fixtures/', import.meta.url);
const files = readdirSync(folder).sort();
const checkCodes = catalogue.filter(({ code }) => code >= 'EW1000' && code < 'EW1600');
// What no small text file can show; check-function.test.ts has them.
const shownElsewhere = ['EW1001', 'EW1002', 'EW1004', 'EW1005'];

function check(code: string, file?: string): readonly Diagnostic[] {
  const runtime = /^\/\/ runtime: (cloudfront-js-[12]\.0)$/m.exec(code)?.[1] ?? 'cloudfront-js-2.0';
  const eventType = /^\/\/ event: (viewer-request|viewer-response)$/m.exec(code)?.[1];
  return checkFunction({
    code,
    ...(file === undefined ? {} : { file }),
    // The expressions above let nothing else through.
    runtime: runtime as EdgeRuntimeName,
    ...(eventType === undefined ? {} : { eventType: eventType as EdgeEventType }),
  }).diagnostics;
}

function readMarks(text: string): { readonly code: string; readonly marks: readonly string[] } {
  const lines: string[] = [];
  const marks: string[] = [];
  for (const line of text.split('\n')) {
    const carets = /^(\/\/ *)\^+ (EW\d{4})$/.exec(line);
    const column = /^\/\/@ (\d+) (EW\d{4})$/.exec(line);
    if (carets !== null) marks.push(`${lines.length}:${(carets[1] ?? '').length + 1} ${carets[2]}`);
    else if (column !== null) marks.push(`${lines.length}:${column[1]} ${column[2]}`);
    else lines.push(line);
  }
  return { code: lines.join('\n'), marks };
}

describe('check fixtures', () => {
  for (const file of files) {
    it(`${file.endsWith('.right.js') ? 'finds nothing in' : 'finds exactly what is marked in'} ${file}`, () => {
      const { code, marks } = readMarks(readFileSync(new URL(file, folder), 'utf8'));
      const found = check(code, file).map(({ where, code }) => `${where?.line}:${where?.column} ${code}`);
      assert.deepEqual(found.sort(), [...marks].sort());
      assert.equal(marks.length === 0, file.endsWith('.right.js'));
    });
  }

  it('has a wrong and a right fixture for each code of the checker, and none for a code that does not exist', () => {
    const wanted = checkCodes
      .filter(({ code }) => !shownElsewhere.includes(code))
      .flatMap(({ code }) => [`${code}.right.js`, `${code}.wrong.js`])
      .sort();
    assert.deepEqual(files, wanted);
  });
});

describe('check catalogue', () => {
  for (const { code, wrong, right } of checkCodes) {
    if (wrong === undefined || right === undefined) continue;
    it(`provokes ${code} with its wrong sample and nothing with its right one`, () => {
      assert.ok(check(wrong).some((finding) => finding.code === code));
      assert.deepEqual(check(right), []);
    });
    it(`gives fixes for ${code} that remove the finding`, () => {
      for (const finding of check(wrong)) {
        if (finding.code !== code || finding.fix === undefined) continue;
        const after = applyFix(wrong, finding);
        assert.equal(check(after).filter((one) => one.code === code).length, 0, after);
      }
    });
  }

  it('has an entry for each code that a rule reports, and a rule for each code but the whole-file ones', () => {
    const wholeFile = ['EW1001', 'EW1002', 'EW1003', 'EW1004', 'EW1005', 'EW1010'];
    const reported = new Set(rules.flatMap(({ codes }) => codes));
    assert.deepEqual([...reported, ...wholeFile].sort(), checkCodes.map(({ code }) => code).sort());
  });
});

function applyFix(code: string, { where, fix }: Diagnostic): string {
  const lines = code.split('\n');
  const offset = (line = 1, column = 1) =>
    lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
  return (
    code.slice(0, offset(where?.line, where?.column)) +
    (fix?.replacement ?? '') +
    code.slice(offset(where?.endLine, where?.endColumn))
  );
}
