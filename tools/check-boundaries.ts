// Reads imports and fails on an arrow that the architecture does not have. The tables below are the
// documentation of the arrows (design section 2, style 3.2).

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What each package may import of ours, by package name. */
const packageArrows: Readonly<Record<string, readonly string[]>> = {
  diagnostics: [],
  console: [],
  edge: [],
  'edge-compiler': ['@edgewire/diagnostics', '@edgewire/edge'],
  'edge-runtime': ['@edgewire/diagnostics', '@edgewire/edge', '@edgewire/edge-compiler'],
  sockets: [],
  local: ['@edgewire/diagnostics', '@edgewire/edge-runtime', '@edgewire/edge-compiler'],
  serverless: ['@edgewire/diagnostics', '@edgewire/edge-compiler'],
  cli: [
    '@edgewire/console',
    '@edgewire/diagnostics',
    '@edgewire/edge',
    '@edgewire/edge-compiler',
    '@edgewire/edge-runtime',
    '@edgewire/local',
  ],
};

/** Packages that run where Node does not: not one `node:` import. */
const withoutNode = ['edge'];

/** Services of the local cloud: each talks to another only through its entry. */
const services = [
  'apigateway',
  'cloudfront',
  'dynamodb',
  'lambda',
  's3',
  'sns',
  'sqs',
  'eventbridge',
  'scheduler',
];

const problems: string[] = [];
let files = 0;

for (const [name, allowed] of Object.entries(packageArrows)) {
  const source = join(root, 'packages', name, 'src');
  for (const file of sourceFiles(source)) {
    files++;
    const isTest = file.endsWith('.test.ts') || file.includes('/test/');
    for (const specifier of importsOf(file)) checkImport({ name, allowed, source, file, isTest, specifier });
  }
}

if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n${problems.length} imports cross a boundary\n`);
  process.exit(1);
}
process.stdout.write(`boundaries: ${files} files, no wrong arrow\n`);

function checkImport(context: {
  readonly name: string;
  readonly allowed: readonly string[];
  readonly source: string;
  readonly file: string;
  readonly isTest: boolean;
  readonly specifier: string;
}): void {
  const { name, allowed, source, file, isTest, specifier } = context;
  const report = (reason: string) =>
    problems.push(`${relative(root, file)} imports "${specifier}": ${reason}`);
  if (/^(@edgewire\/|edgewire$|edgewire\/)/.test(specifier)) {
    const target = specifier.split('/').slice(0, 2).join('/');
    if (!allowed.includes(target) && !(isTest && target === `@edgewire/${name}`)) {
      report(`package "${name}" may import ${allowed.join(', ') || 'nothing of ours'}`);
    }
  }
  if (withoutNode.includes(name) && specifier.startsWith('node:') && !isTest) {
    report(`package "${name}" runs inside a CloudFront function and has no Node`);
  }
  if (
    specifier.startsWith('.') &&
    relative(source, join(dirname(file), specifier)).startsWith('..') &&
    !isTest
  ) {
    report('it leaves the package; import the other package by name');
  }
  if (name === 'local' && !isTest) checkServiceArrow(source, file, specifier, report);
}

function checkServiceArrow(
  source: string,
  file: string,
  specifier: string,
  report: (reason: string) => void,
): void {
  if (!specifier.startsWith('.')) return;
  const from = relative(source, file).split('/')[0] ?? '';
  const [to = '', ...rest] = relative(source, join(dirname(file), specifier)).split('/');
  if (from === to || !services.includes(to)) return;
  // The entry, and the interface file of the same name as the folder, are what a service shows to others.
  if (rest.length === 1 && (rest[0] === 'index.js' || rest[0] === `${to}.js`)) return;
  report(`another folder sees of service "${to}" only its index.ts`);
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [
    ...text.matchAll(
      /^\s*(?:import|export)\b[^'"`;]*?from\s+'([^']+)'|^\s*import\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function sourceFiles(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    // A package of the table that does not exist yet has no arrows.
    return [];
  }
  return names.flatMap((name) => {
    const path = join(folder, name);
    if (name === 'fixtures') return [];
    if (statSync(path).isDirectory()) return sourceFiles(path);
    return name.endsWith('.ts') ? [path] : [];
  });
}
