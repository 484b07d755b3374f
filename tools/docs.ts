// Writes docs/reference from the sources; with --check only says what is stale.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderResourceTypes } from '@edgewire/local/reference';
import { codePages } from './reference/codes.js';
import { commandPage } from './reference/commands.js';
import { comparisonPage, readReport } from './reference/comparison.js';
import { constantPages, type SourceFile } from './reference/constants.js';
import { dynamodbPage } from './reference/dynamodb.js';
import { eslintPage } from './reference/eslint-rules.js';
import { featurePage } from './reference/features.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const folder = join(root, 'docs', 'reference');
const isCheck = process.argv.includes('--check');

const pages = [
  ...codePages(),
  await commandPage(),
  featurePage(),
  dynamodbPage(),
  comparisonPage(['edgewire', 'serverless-offline'].map((name) => readReport(root, name))),
  eslintPage(),
  ...constantPages(constantFiles()),
  { path: 'resource-types.md', text: renderResourceTypes() },
];
const wanted = new Map(pages.map(({ path, text }) => [path, text]));
const present = existsSync(folder)
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'))
  : [];
const isOwn = (path: string) => readFileSync(join(folder, path), 'utf8').includes('by `npm run docs`');
const stale = [...wanted].filter(
  ([path, text]) => !present.includes(path) || readFileSync(join(folder, path), 'utf8') !== text,
);
const extra = present.filter((path) => !wanted.has(path) && isOwn(path));

if (isCheck) {
  for (const path of [...stale.map(([name]) => name), ...extra]) {
    process.stderr.write(`docs/reference/${path} is not what the sources say\n`);
  }
  if (stale.length + extra.length > 0) {
    process.stderr.write('run "npm run docs" and commit the result\n');
    process.exit(1);
  }
  process.stdout.write(`docs: ${wanted.size} generated pages, none stale\n`);
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  for (const path of extra) rmSync(join(folder, path));
  process.stdout.write(`docs: ${stale.length} written, ${extra.length} removed, ${wanted.size} in all\n`);
}

function constantFiles(): readonly SourceFile[] {
  const packages = join(root, 'packages');
  return readdirSync(packages, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^[\w-]+\/src\/.*\b(limits|assumptions)\.ts$/.test(path))
    .sort()
    .map((path) => ({ path: `packages/${path}`, text: readFileSync(join(packages, path), 'utf8') }));
}
