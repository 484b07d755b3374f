// `node conformance/dist/src/run.js [--target edgewire|serverless-offline|URLS.json] [--only PART] [--out FILE]`: runs
// the rows and prints what differs. Exit 1 when a row differs on our own runtime.

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildReport, summaryOf, writeReport } from './report.js';
import { rows } from './rows/index.js';
import { runRows } from './run-rows.js';
import { startEdgewire } from './start-edgewire.js';
import { startServerlessOffline } from './start-serverless-offline.js';
import type { Target } from './target.js';

const { values } = parseArgs({
  options: {
    target: { type: 'string', default: 'edgewire' },
    only: { type: 'string' },
    out: { type: 'string' },
    together: { type: 'string', default: '8' },
  },
});

const target = await startTarget(values.target);
const chosen = rows.filter(({ id }) => values.only === undefined || id.includes(values.only));
const results = await runRows(chosen, target, Number(values.together)).finally(() => target.close());

const byId = new Map(rows.map((row) => [row.id, row]));
for (const result of results) {
  if (result.verdict === 'as-aws') continue;
  const row = byId.get(result.id);
  const place = 'step' in result ? ` at step ${result.step + 1}` : '';
  process.stdout.write(
    `${result.verdict.padEnd(13)} ${result.id} ${row?.title ?? ''}${place}: ${result.reason}\n`,
  );
}
const report = buildReport(target, results);
if (values.out !== undefined) writeReport(values.out, report);
const exitCode = target.name === 'edgewire' && report.score.asAws !== report.score.rows ? 1 : 0;
// Node 20 may spin for ever while it takes its own handles down, after sockets that were cut; leaving does not do that.
process.stdout.write(`${summaryOf(report)}\n`, () => process.exit(exitCode));

function startTarget(name: string): Target | Promise<Target> {
  if (name === 'edgewire') return startEdgewire();
  if (name === 'serverless-offline') return startServerlessOffline();
  return readTarget(name);
}

/** A file with `name`, `version`, `sockets`, `management` and, for AWS, `credentials`. */
function readTarget(file: string): Target {
  const description = JSON.parse(readFileSync(file, 'utf8')) as Omit<Target, 'close'>;
  return { ...description, close: async () => {} };
}
