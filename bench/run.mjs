// node bench/run.mjs [--only NAME] [--quick] [--rounds N] [--seconds N] [--json] [--write]

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bench, root } from './lib/processes.mjs';
import { circumstances, renderMarkdown } from './lib/report.mjs';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
if (!existsSync(join(bench, 'node_modules')))
  fail('The peers are not installed: run "npm ci" in bench/ first');
if (!existsSync(join(root, 'packages/cli/dist')))
  fail('Edgewire is not built: run "npm ci && npm run build" first');

const names = ['start', 'echo', 'connect', 'site', 'reload', 'edge'];
if (options.only !== undefined && !names.includes(options.only))
  fail(`--only takes one of ${names.join(', ')}`);
const results = [];
for (const name of names) {
  if (options.only !== undefined && options.only !== name) continue;
  const { measure } = await import(`./measures/${name}.mjs`);
  results.push(
    ...(await measure({
      rounds: options.quick ? 1 : Number(options.rounds),
      seconds: options.quick ? 1 : Number(options.seconds),
      isQuick: options.quick,
      progress: (text) => process.stderr.write(`${text}\n`),
    })),
  );
}
const facts = circumstances();
const text = options.json ? JSON.stringify({ facts, results }, null, 2) : renderMarkdown(results, facts);
process.stdout.write(`${text}\n`);
if (options.write) writeFileSync(join(bench, 'RESULTS.md'), `${renderMarkdown(results, facts)}\n`);
process.exit(0);

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
