// Runs the compiled tests: `npm test [-- part-of-a-file-name ...] [--no-skips]`.
// `--no-skips` (or EDGEWIRE_NO_SKIPS=1, set by .ci/run) fails when any test was skipped.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const refuseSkips = process.argv.includes('--no-skips') || process.env.EDGEWIRE_NO_SKIPS === '1';

const files = ['packages', 'examples', 'conformance', 'tools']
  .flatMap((folder) => findTests(join(root, folder)))
  .filter((file) => words.length === 0 || words.some((word) => relative(root, file).includes(word)))
  .sort();

if (files.length === 0) {
  process.stderr.write(`no compiled test matches ${words.join(' ')}\n`);
  process.exit(2);
}

const counts = { passed: 0, failed: 0, skipped: 0 };
const skips: string[] = [];

const stream = run({ files, concurrency: Math.max(1, availableParallelism()) });
stream.on('test:pass', (event) => {
  // A suite that is skipped has no tests to tell of it.
  if (event.details.type === 'suite' && event.skip === undefined) return;
  if (event.skip !== undefined) {
    counts.skipped++;
    skips.push(`${event.name}${typeof event.skip === 'string' ? `: ${event.skip}` : ''}`);
  } else counts.passed++;
});
stream.on('test:fail', (event) => {
  if (event.details.type !== 'suite') counts.failed++;
  process.exitCode = 1;
});
stream.on('end', () => {
  for (const skip of skips) process.stdout.write(`skipped  ${skip}\n`);
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  if (refuseSkips && counts.skipped > 0) {
    process.stderr.write('tests were skipped although this run must have every tool installed\n');
    process.exitCode = 1;
  }
});
stream.compose(new spec()).pipe(process.stdout);

// Only tests whose source still exists: a compiled file outlives a renamed or deleted source.
function findTests(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    if (name === 'node_modules' || name === 'fixtures' || name.startsWith('.')) return [];
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return findTests(path);
    if (!name.endsWith('.test.js') || !path.includes(`${sep}dist${sep}`)) return [];
    const source = path.replace(`${sep}dist${sep}`, sep).replace(/\.js$/, '.ts');
    return existsSync(source) ? [path] : [];
  });
}
