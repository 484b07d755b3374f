import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Report, rows } from '@edgewire/conformance';
import { comparisonPage, readReport } from './comparison.js';

const score = { rows: 0, asAws: 0, differs: 0, notCovered: 0, indeterminate: 0, divergence: 0, coverage: 0 };
const report = (target: string, results: Report['results']): Report => ({
  target,
  version: '1',
  date: '2026-01-02',
  score,
  results,
});
const allAsAws = rows.map(({ id }) => ({ id, verdict: 'as-aws' as const }));

describe('comparisonPage', () => {
  it('sets what was seen beside what AWS does', () => {
    const others = rows.map(({ id }) =>
      id === 'ws-1.2-stage'
        ? ({ id, verdict: 'differs', step: 0, reason: 'status is 101, expected 403' } as const)
        : ({ id, verdict: 'not-covered', reason: 'no clock' } as const),
    );
    const { text } = comparisonPage([report('ours', allAsAws), report('peer', others)]);
    const lines = text.split('\n').filter((line) => /^\| ws-1\.(1-1|2-stage) /.test(line));
    assert.deepEqual(lines, [
      '| ws-1.1-1 | opens at the stage path | as AWS | not comparable: no clock |',
      '| ws-1.2-stage | refuses an unknown stage with 403 Forbidden | as AWS | **differs**: status is 101, expected 403 |',
    ]);
  });

  it('says of a row that no run has seen that it has not run', () => {
    const { text } = comparisonPage([report('ours', allAsAws.slice(1))]);
    assert.match(text, /\| ws-1\.1-1 \| opens at the stage path \| not run yet \|/);
  });

  it('shows markup in what a server answered as text', () => {
    const results = rows.map(({ id }) =>
      id === 'ws-1.1-1'
        ? ({ id, verdict: 'differs', step: 0, reason: 'body is <b>|</b>' } as const)
        : ({ id, verdict: 'as-aws' } as const),
    );
    assert.match(
      comparisonPage([report('ours', results)]).text,
      /\| \*\*differs\*\*: body is &#60;b&#62;\\\|&#60;\/b&#62; \|/,
    );
  });

  it('finds no row of ours that differs in the committed results', () => {
    const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
    const { results } = readReport(root, 'edgewire');
    assert.deepEqual(
      results.filter(({ verdict }) => verdict !== 'as-aws'),
      [],
    );
    assert.ok(results.length >= 261);
  });
});
