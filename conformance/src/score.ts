// Two figures that are never added: divergence (answered differently) and coverage (attempted at all).

import type { RowResult } from './run-row.js';

/** The figures of one run. */
export interface Score {
  readonly rows: number;
  readonly asAws: number;
  readonly differs: number;
  readonly notCovered: number;
  readonly indeterminate: number;
  /** Rows that differ, of those with a verdict; 0 to 1. */
  readonly divergence: number;
  /** Rows with a verdict, of all; 0 to 1. */
  readonly coverage: number;
}

export function scoreOf(results: readonly RowResult[]): Score {
  const count = (verdict: RowResult['verdict']) =>
    results.filter((result) => result.verdict === verdict).length;
  const asAws = count('as-aws');
  const differs = count('differs');
  const judged = asAws + differs;
  return {
    rows: results.length,
    asAws,
    differs,
    notCovered: count('not-covered'),
    indeterminate: count('indeterminate'),
    divergence: judged === 0 ? 0 : differs / judged,
    coverage: results.length === 0 ? 0 : judged / results.length,
  };
}
