// What a run leaves behind: a file that the comparison page is made of.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RowResult } from './run-row.js';
import { type Score, scoreOf } from './score.js';
import type { Target } from './target.js';

/** The results of one target on one day. */
export interface Report {
  readonly target: string;
  readonly version: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly score: Score;
  readonly results: readonly RowResult[];
}

export function buildReport(target: Target, results: readonly RowResult[]): Report {
  return {
    target: target.name,
    version: target.version,
    date: new Date().toISOString().slice(0, 10),
    score: scoreOf(results),
    results,
  };
}

/** Writes a report as JSON, its folder included. */
export function writeReport(file: string, report: Report): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}

/** One line of figures. */
export function summaryOf({ target, score }: Report): string {
  return (
    `${target}: ${score.rows} rows, ${score.asAws} as AWS, ${score.differs} differ, ` +
    `${score.notCovered} not covered, ${score.indeterminate} indeterminate`
  );
}
