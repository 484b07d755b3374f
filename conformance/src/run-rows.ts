// Runs many rows against one target.

import { setTimeout as pause } from 'node:timers/promises';
import type { Row } from './row.js';
import { type RowResult, runRow } from './run-row.js';
import type { Target } from './target.js';

const settleMs = 400;

/**
 * @param together - How many rows run at once; rows that move the clock move it for everybody and run alone at the end.
 * @returns One result a row, by id.
 */
export async function runRows(
  rows: readonly Row[],
  target: Target,
  together: number,
): Promise<readonly RowResult[]> {
  const results: RowResult[] = [];
  const movesClock = (row: Row) => row.steps.some((step) => step.do === 'advance');
  const waiting = rows.filter((row) => !movesClock(row));
  const judge = async (row: Row) => {
    const result = await runRow(row, target);
    // A process that is about to end still takes a moment, in which the row has already lost its connection.
    if (target.revive !== undefined && result.verdict !== 'as-aws') await pause(settleMs);
    const hasEnded = (await target.revive?.()) === true;
    results.push(
      hasEnded ? { id: row.id, verdict: 'differs', step: 0, reason: 'the server process ended' } : result,
    );
  };
  const work = async () => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) await judge(row);
  };
  await Promise.all(Array.from({ length: together }, work));
  for (const row of rows.filter(movesClock)) await judge(row);
  return results.sort((left, right) => (left.id < right.id ? -1 : 1));
}
