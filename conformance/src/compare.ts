// `node conformance/dist/src/compare.js`: runs every row against Edgewire, then against serverless-offline, and writes
// conformance/results; `npm run docs` makes the comparison page of them. The peer comes from `cd bench && npm ci`.

import { join } from 'node:path';
import { buildReport, summaryOf, writeReport } from './report.js';
import { rows } from './rows/index.js';
import { runRows } from './run-rows.js';
import { root } from './start-dev.js';
import { startEdgewire } from './start-edgewire.js';
import { startServerlessOffline } from './start-serverless-offline.js';

// The peer gets one row at a time: what one row does to it must not count against another.
const contestants = [
  { start: startEdgewire, together: 8 },
  { start: startServerlessOffline, together: 1 },
];
for (const { start, together } of contestants) {
  const target = await start();
  const results = await runRows(rows, target, together).finally(() => target.close());
  const report = buildReport(target, results);
  writeReport(join(root, 'conformance', 'results', `${target.name}.json`), report);
  process.stdout.write(`${summaryOf(report)}\n`);
}
process.stdout.write('run "npm run docs" to bring docs/reference/websocket-comparison.md up to date\n', () =>
  process.exit(0),
);
