// Reads a Serverless Framework project: its own installed framework packages it, we read what it compiled.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { DiagnosticsError, EnvironmentError } from '@edgewire/diagnostics';
import { stackAccessKey } from '../../local-credentials.js';
import { parseTemplate } from '../parse-template.js';
import { isMap, type PlainMap, valueAt } from '../plain-data.js';
import type { FunctionSource, StackInput } from '../stack-input.js';
import { applyTransforms } from '../transforms.js';
import { awaitProgram, type ProgramEnd } from './await-program.js';
import { configFiles } from './config-files.js';
import { createIncludeLoader } from './load-include.js';
import { codeAt, givenSources } from './local-code.js';
import type { ReadOptions } from './read-options.js';

/** Names a configuration may have, in the framework's order. */
export const serverlessConfigNames: readonly string[] = [
  'serverless.yml',
  'serverless.yaml',
  'serverless.json',
  'serverless.js',
  'serverless.cjs',
  'serverless.mjs',
  'serverless.ts',
];

const templateName = 'cloudformation-template-update-stack.json';
const stateName = 'serverless-state.json';
const packageTimeoutMs = 120_000;

/**
 * @param configFile - Absolute path of `serverless.*`.
 * @throws EnvironmentError without an installed framework or when it fails; DiagnosticsError for its template.
 * @source spec/websocket-api.md 8.4, 8.5
 */
export async function readServerless(configFile: string, options: ReadOptions): Promise<StackInput> {
  const service = dirname(configFile);
  const framework = findFramework(service);
  const config = configFiles(configFile, [framework.manifest]);
  const key = createHash('sha256')
    .update(
      JSON.stringify([
        config.hash,
        options.stage,
        options.region,
        options.parameters,
        relevantEnv(options.env),
      ]),
    )
    .digest('hex')
    .slice(0, 32);
  const folder = join(options.cacheDir, 'serverless', key);
  if (!existsSync(join(folder, stateName))) await compile(service, framework.bin, folder, options);
  const [templateText, stateText] = await Promise.all([
    readFile(join(folder, templateName), 'utf8'),
    readFile(join(folder, stateName), 'utf8'),
  ]);
  const parsed = parseTemplate(templateText, join(folder, templateName));
  if (parsed.document === undefined) throw new DiagnosticsError(parsed.diagnostics);
  const { document, diagnostics } = applyTransforms(
    { ...parsed.document, locate: (path) => ({ file: configFile, path }) },
    { parameters: {}, loadInclude: createIncludeLoader(service, () => {}) },
  );
  // The framework wrote this file itself.
  const state = JSON.parse(stateText) as PlainMap;
  const described = valueAt(state, 'service');
  const provider = valueAt(described, 'provider');
  const stage = text(valueAt(provider, 'stage')) ?? options.stage ?? 'dev';
  const name = text(valueAt(described, 'service')) ?? 'service';
  return {
    template: document,
    stackName: text(valueAt(provider, 'stackName')) ?? `${name}-${stage}`,
    stage,
    region: text(valueAt(provider, 'region')) ?? options.region ?? 'us-east-1',
    parameters: {},
    sources: { ...(await functionSources(described, service)), ...(await givenSources(options.sources)) },
    bucketFolders: { ...syncedFolders(described, document.body, service), ...options.buckets },
    watchedFiles: config.files.filter((file) => file.startsWith(`${service}/`)),
    diagnostics: [...parsed.diagnostics, ...diagnostics],
  };
}

function findFramework(service: string): { readonly bin: string; readonly manifest: string } {
  for (let folder = service; ; folder = dirname(folder)) {
    for (const name of ['osls', 'serverless']) {
      const bin = join(folder, 'node_modules', '.bin', name);
      if (existsSync(bin)) return { bin, manifest: join(folder, 'node_modules', name, 'package.json') };
    }
    if (folder === dirname(folder)) break;
  }
  throw new EnvironmentError('EW3201', `No Serverless Framework is installed for "${service}"`, {
    help: 'run npm install in the project, or add osls (npm install --save-dev osls)',
  });
}

async function compile(service: string, bin: string, folder: string, options: ReadOptions): Promise<void> {
  // It appears under its key only when it is complete.
  const partial = `${folder}.${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  const args = ['package', '--package', partial];
  if (options.stage !== undefined) args.push('--stage', options.stage);
  if (options.region !== undefined) args.push('--region', options.region);
  for (const [name, value] of Object.entries(options.parameters)) args.push('--param', `${name}=${value}`);
  const { code, output } = await alone(service, () => run(bin, args, { cwd: service, options }));
  if (code !== 0 || !existsSync(join(partial, stateName))) {
    await rm(partial, { recursive: true, force: true });
    throw new EnvironmentError(
      'EW3202',
      `The Serverless Framework could not package "${service}" (exit ${code})\n${tail(output)}`,
      {
        help: `run "${bin} package" in that folder to see it fail by itself`,
      },
    );
  }
  // Code runs from the sources; the archives only take room.
  const keep = await Promise.all([templateName, stateName].map((file) => readFile(join(partial, file))));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, templateName), keep[0] ?? '');
  await writeFile(join(folder, stateName), keep[1] ?? '');
  await rm(partial, { recursive: true, force: true });
}

/** Runs `work` while no other process packages `service`: the framework clears the project's `.serverless` folder. */
async function alone<T>(service: string, work: () => Promise<T>): Promise<T> {
  const key = createHash('sha256').update(service).digest('hex').slice(0, 16);
  const lock = join(tmpdir(), `edgewire-package-${key}`);
  for (;;) {
    try {
      await mkdir(lock, { mode: 0o700 });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const taken = await stat(lock).catch(() => undefined);
    // A process that died left it behind: packaging is cut off before that.
    if (taken !== undefined && Date.now() - taken.mtimeMs > packageTimeoutMs + 5_000)
      await rm(lock, { recursive: true, force: true });
    else await new Promise((wake) => setTimeout(wake, 50));
  }
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

function run(
  bin: string,
  args: readonly string[],
  context: { readonly cwd: string; readonly options: ReadOptions },
): Promise<ProgramEnd> {
  const child = spawn(bin, args, {
    cwd: context.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      AWS_ACCESS_KEY_ID: stackAccessKey.accessKeyId,
      AWS_SECRET_ACCESS_KEY: stackAccessKey.secretAccessKey,
      ...context.options.env,
      AWS_ENDPOINT_URL: context.options.endpointUrl,
      SLS_TELEMETRY_DISABLED: '1',
      SLS_NOTIFICATIONS_MODE: 'off',
      SLS_INTERACTIVE_SETUP_ENABLE: '',
      NO_COLOR: '1',
    },
  });
  return awaitProgram(child, { timeoutMs: packageTimeoutMs, stop: () => child.kill('SIGKILL') });
}

function tail(output: string): string {
  return output.trim().split('\n').slice(-15).join('\n');
}

// Configurations read the environment; what the framework and its plugins can see decides the template.
function relevantEnv(env: Readonly<Record<string, string | undefined>>): unknown {
  const ignored =
    /^(_|PWD|OLDPWD|SHLVL|TERM.*|COLUMNS|LINES|npm_.*|INIT_CWD|SSH_.*|XDG_.*|DISPLAY|WINDOWID|EDGEWIRE_PORT|NODE_TEST_CONTEXT)$/;
  return Object.entries(env)
    .filter(([name]) => !ignored.test(name))
    .sort(([left], [right]) => (left < right ? -1 : 1));
}

async function functionSources(described: unknown, service: string): Promise<Record<string, FunctionSource>> {
  const functions = valueAt(described, 'functions');
  const runtime = text(valueAt(valueAt(described, 'provider'), 'runtime')) ?? 'nodejs';
  const sources: Record<string, FunctionSource> = {};
  for (const [name, definition] of Object.entries(isMap(functions) ? functions : {})) {
    const handler = text(valueAt(definition, 'handler'));
    const own = text(valueAt(definition, 'runtime')) ?? runtime;
    const artifact = text(valueAt(valueAt(definition, 'package'), 'artifact'));
    const isBinary = own.startsWith('provided') || own.startsWith('go');
    const code =
      isBinary && artifact !== undefined && existsSync(resolve(service, artifact))
        ? await codeAt(resolve(service, artifact))
        : ({ kind: 'folder', root: service } as const);
    sources[`${normalize(name)}LambdaFunction`] = { code, ...(handler === undefined ? {} : { handler }) };
  }
  return sources;
}

/** Logical id part of a function name: first letter upper-cased, `-` and `_` spelt out. */
function normalize(name: string): string {
  const spelt = name.replaceAll('-', 'Dash').replaceAll('_', 'Underscore');
  return spelt.charAt(0).toUpperCase() + spelt.slice(1);
}

// serverless-s3-sync: a bucket by name or by the output that tells it; serverless-finch has one `client` bucket.
function syncedFolders(described: unknown, template: PlainMap, service: string): Record<string, string> {
  const custom = valueAt(described, 'custom');
  const sync = valueAt(custom, 's3Sync');
  const entries = Array.isArray(sync) ? sync : isMap(sync) && Array.isArray(sync.buckets) ? sync.buckets : [];
  const finch = valueAt(custom, 'client');
  const folders: Record<string, string> = {};
  const add = (name: unknown, outputKey: unknown, folder: unknown) => {
    const directory = text(folder);
    const logicalId = bucketByName(template, name) ?? bucketByOutput(template, text(outputKey));
    if (directory !== undefined && logicalId !== undefined) folders[logicalId] = resolve(service, directory);
  };
  for (const entry of entries) {
    add(valueAt(entry, 'bucketName'), valueAt(entry, 'bucketNameKey'), valueAt(entry, 'localDir'));
  }
  if (isMap(finch)) add(finch.bucketName, undefined, finch.distributionFolder ?? 'client/dist');
  return folders;
}

function bucketByName(template: PlainMap, name: unknown): string | undefined {
  if (name === undefined) return undefined;
  const wanted = JSON.stringify(name);
  return (
    buckets(template).find(([, bucket]) => {
      const own = valueAt(valueAt(bucket, 'Properties'), 'BucketName');
      return own !== undefined && JSON.stringify(own) === wanted;
    })?.[0] ?? refTarget(name)
  );
}

function bucketByOutput(template: PlainMap, key: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  return refTarget(valueAt(valueAt(valueAt(template, 'Outputs'), key), 'Value'));
}

function refTarget(value: unknown): string | undefined {
  return isMap(value) ? text(value.Ref) : undefined;
}

function buckets(template: PlainMap): [string, unknown][] {
  const resources = valueAt(template, 'Resources');
  return Object.entries(isMap(resources) ? resources : {}).filter(
    ([, resource]) => valueAt(resource, 'Type') === 'AWS::S3::Bucket',
  );
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
