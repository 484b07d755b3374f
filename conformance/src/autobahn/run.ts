// node conformance/dist/src/autobahn/run.js: runs the Autobahn suite and prints what came of it.
// EDGEWIRE_WSTEST names the command when it is not `wstest`, e.g. "python2 -m autobahntestsuite.wstest".

import { deviations, notRun } from './deviations.js';
import { findWstest, runSuite } from './run-suite.js';

const wstest = findWstest(process.env);
if (wstest === undefined) {
  process.stderr.write(
    "Autobahn's wstest is not installed: pip install autobahntestsuite, or set EDGEWIRE_WSTEST\n",
  );
  process.exitCode = 3;
} else {
  const { run, passed, deviated, unexpected } = await runSuite(wstest);
  const lines = [
    `${run} cases: ${passed} pass, ${deviated} end as API Gateway ends them, ${unexpected.length} unexpected`,
    ...deviations.map(({ id, closeCode, because }) => `  ${id} closes with ${closeCode}: ${because}`),
    ...notRun.map(({ cases, because }) => `  not run: ${cases}: ${because}`),
    ...unexpected.map((line) => `UNEXPECTED ${line}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = unexpected.length === 0 ? 0 : 1;
}
