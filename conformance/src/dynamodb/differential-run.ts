// The embedded engine and AWS's DynamoDB Local side by side, both behind the same `edgewire dev`.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDev } from '../start-dev.js';
import type { OperationCase, Outcome } from './operation-case.js';
import { runCase, send, type Target } from './run-case.js';
import { sharedTables } from './tables.js';

/** Where the two answers to a case part. */
export interface Difference {
  /** From 0. */
  readonly step: number;
  readonly ours: Outcome;
  readonly theirs: Outcome;
}

/** Two running engines. */
export interface Pair {
  /** @returns Every step that is answered differently. */
  compare(operationCase: OperationCase): Promise<readonly Difference[]>;
  close(): Promise<void>;
}

/** Starts both and makes the shared tables. */
export async function startPair(): Promise<Pair> {
  const folder = mkdtempSync(join(tmpdir(), 'edgewire-dynamodb-'));
  const template = join(folder, 'template.json');
  writeFileSync(template, JSON.stringify({ Resources: {} }));
  const processes = await Promise.all([startDev(template, []), startDev(template, ['--dynamodb', 'local'])]);
  const [ours = { url: '' }, theirs = { url: '' }]: Target[] = processes.map(({ endpoints }) => ({
    url: endpoints.find(({ type }) => type === 'aws')?.url ?? '',
  }));
  for (const target of [ours, theirs]) {
    for (const table of sharedTables) {
      const { status, body } = await send(target, 'CreateTable', table);
      if (status !== 200) throw new Error(`${target.url} refuses a shared table: ${JSON.stringify(body)}`);
    }
  }
  return {
    async compare(operationCase) {
      const [mine, other] = await Promise.all([runCase(ours, operationCase), runCase(theirs, operationCase)]);
      return mine.flatMap((outcome, step) => {
        const against = other[step];
        if (against === undefined || JSON.stringify(outcome) === JSON.stringify(against)) return [];
        return [{ step, ours: outcome, theirs: against }];
      });
    },
    async close() {
      await Promise.all(processes.map((running) => running.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
