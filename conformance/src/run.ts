// `node conformance/dist/src/run.js [--target edgewire|URLS.json] [--only PART] [--out FILE]`: runs the rows and
// prints what differs. Exit 1 when a row differs on our own runtime.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { rows } from './rows/index.js';
import { type RowResult, runRow } from './run-row.js';
import { scoreOf } from './score.js';
import { startEdgewire } from './start-edgewire.js';
import type { Target } from './target.js';

const { values } = parseArgs({
  options: {
    target: { type: 'string', default: 'edgewire' },
    only: { type: 'string' },
    out: { type: 'string' },
    together: { type: 'string', default: '8' },
  },
});

const target = values.target === 'edgewire' ? await startEdgewire() : readTarget(values.target);
const chosen = rows.filter(({ id }) => values.only === undefined || id.includes(values.only));
const results: RowResult[] = [];
try {
  // Rows that move the clock move it for everybody, so they run alone at the end.
  const movesClock = (id: string) =>
    chosen.find((row) => row.id === id)?.steps.some((step) => step.do === 'advance') === true;
  const quiet = chosen.filter(({ id }) => !movesClock(id));
  await inParallel(quiet, Number(values.together));
  for (const row of chosen.filter(({ id }) => movesClock(id))) results.push(await runRow(row, target));
} finally {
  await target.close();
}

const byId = new Map(rows.map((row) => [row.id, row]));
for (const result of results) {
  if (result.verdict === 'as-aws') continue;
  const row = byId.get(result.id);
  const place = 'step' in result ? ` at step ${result.step + 1}` : '';
  process.stdout.write(
    `${result.verdict.padEnd(13)} ${result.id} ${row?.title ?? ''}${place}: ${result.reason}\n`,
  );
}
const score = scoreOf(results);
process.stdout.write(
  `${target.name}: ${score.rows} rows, ${score.asAws} as AWS, ${score.differs} differ, ` +
    `${score.notCovered} not covered, ${score.indeterminate} indeterminate\n`,
);
if (values.out !== undefined) {
  mkdirSync(dirname(values.out), { recursive: true });
  const report = {
    target: target.name,
    version: target.version,
    date: new Date().toISOString().slice(0, 10),
    score,
    results: [...results].sort((left, right) => (left.id < right.id ? -1 : 1)),
  };
  writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`);
}
const exitCode = target.name === 'edgewire' && score.asAws !== score.rows ? 1 : 0;
// Node 20 may spin for ever while it takes its own handles down, after sockets that were cut; leaving does not do that.
process.stdout.write('', () => process.exit(exitCode));

async function inParallel(queue: readonly (typeof rows)[number][], width: number): Promise<void> {
  const waiting = [...queue];
  const work = async () => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift())
      results.push(await runRow(row, target));
  };
  await Promise.all(Array.from({ length: width }, work));
}

/** A file with `name`, `version`, `sockets`, `management` and, for AWS, `credentials`. */
function readTarget(file: string): Target {
  const description = JSON.parse(readFileSync(file, 'utf8')) as Omit<Target, 'close'>;
  return { ...description, close: async () => {} };
}
