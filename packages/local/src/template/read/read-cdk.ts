// Reads a CDK app or its assembly.

import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  type Diagnostic,
  DiagnosticsError,
  EnvironmentError,
  nearestName,
  UsageError,
} from '@edgewire/diagnostics';
import { localize, nestedTemplatePath } from '../cdk/localize.js';
import { type AssemblyStack, readAssembly } from '../cdk/read-assembly.js';
import { runApp } from '../cdk/run-app.js';
import { mergeStacks, type StackPart } from '../merge-stacks.js';
import { parseTemplate } from '../parse-template.js';
import { isMap } from '../plain-data.js';
import type { FunctionSource, StackInput } from '../stack-input.js';
import { applyTransforms } from '../transforms.js';
import { createIncludeLoader } from './load-include.js';
import { codeAt, givenSources } from './local-code.js';
import type { ReadOptions } from './read-options.js';

/** An assembly to read. */
interface FoundAssembly {
  readonly folder: string;
  readonly watchedFiles: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the project of a `cdk.json`: its app is run when it can be, else the assembly that lies in `cdk.out`.
 *
 * @throws EnvironmentError EW3205 when the app fails and there is no assembly.
 */
export async function readCdkProject(project: string, options: ReadOptions): Promise<StackInput> {
  return readFound(await findAssembly(project, options), { ...options, path: project });
}

/** Reads an assembly as it lies there. */
export async function readCdkAssembly(folder: string, options: ReadOptions): Promise<StackInput> {
  const found = { folder, watchedFiles: [join(folder, 'manifest.json')], diagnostics: [] };
  return readFound(found, options);
}

async function findAssembly(project: string, options: ReadOptions): Promise<FoundAssembly> {
  const run = await runApp(project, options);
  const watchedFiles = run.files.filter((file) => file.startsWith(`${project}/`));
  if (run.kind === 'assembly') return { folder: run.folder, watchedFiles, diagnostics: [] };
  const committed = join(project, 'cdk.out');
  const reason = run.kind === 'failed' ? `the app failed\n${run.output}` : run.reason;
  if (!existsSync(join(committed, 'manifest.json'))) {
    throw new EnvironmentError('EW3205', `The CDK app in "${project}" has no assembly: ${reason}`, {
      help: 'run npm install in the project, or cdk synth once',
    });
  }
  const diagnostic: Diagnostic = {
    code: 'EW3206',
    severity: run.kind === 'failed' ? 'warning' : 'note',
    message: `The assembly in cdk.out is used as it lies there: ${reason}`,
    where: { file: join(project, 'cdk.json') },
  };
  return {
    folder: committed,
    watchedFiles: [...watchedFiles, join(committed, 'manifest.json')],
    diagnostics: [diagnostic],
  };
}

async function readFound(found: FoundAssembly, options: ReadOptions): Promise<StackInput> {
  const assembly = readAssembly(found.folder);
  const manifest = join(found.folder, 'manifest.json');
  if (assembly.missingContext.length > 0) {
    throw new DiagnosticsError(
      assembly.missingContext.map((key) => ({
        code: 'EW3207' as const,
        severity: 'error' as const,
        message: `The CDK app looks up "${key}" in an account, and cdk.context.json does not have the answer`,
        where: { file: manifest },
        help: 'run cdk synth once with credentials and commit cdk.context.json',
      })),
    );
  }
  const stacks = chooseStacks(assembly.stacks, options);
  const diagnostics: Diagnostic[] = [...found.diagnostics];
  const load = (name: string, file: string): StackPart => {
    const parsed = parseTemplate(readFileSync(file, 'utf8'), file);
    if (parsed.document === undefined) throw new DiagnosticsError(parsed.diagnostics);
    const { document, diagnostics: own } = applyTransforms(parsed.document, {
      parameters: options.parameters,
      loadInclude: createIncludeLoader(found.folder, () => {}),
    });
    diagnostics.push(...parsed.diagnostics, ...own);
    return { name, document };
  };
  const template = mergeStacks(
    stacks.map(({ stackName, templateFile }) => load(stackName, templateFile)),
    (logicalId, resource) => {
      const file = nestedTemplatePath(resource, assembly.assets);
      return file === undefined ? undefined : load(logicalId, file);
    },
  );
  const { Resources, Parameters } = template.body;
  const local = localize(isMap(Resources) ? Resources : {}, assembly.assets);
  for (const [logicalId, reason] of Object.entries(local.unusedDeployments)) {
    diagnostics.push({
      code: 'EW3208',
      severity: 'warning',
      message: `Bucket deployment "${logicalId}" fills no bucket here: ${reason}`,
      where: template.locate(`Resources.${logicalId}`),
      help: 'name the folder with --bucket BUCKET=DIR',
    });
  }
  const [first] = stacks;
  const name = stacks.length === 1 ? first?.stackName : basename(options.path);
  return {
    template: {
      ...template,
      body: { ...template.body, Resources: local.resources, Parameters: withoutBootstrap(Parameters) },
    },
    stackName: (name ?? 'stack').replace(/[^A-Za-z0-9-]/g, '-'),
    stage: options.stage ?? 'dev',
    region: options.region ?? first?.region ?? 'us-east-1',
    parameters: {},
    sources: { ...(await sourcesOf(local.codePaths)), ...(await givenSources(options.sources)) },
    bucketFolders: { ...local.bucketFolders, ...options.buckets },
    watchedFiles: found.watchedFiles,
    diagnostics,
  };
}

// All stacks of an app together are one local stack, unless it has several deployment stages.
function chooseStacks(stacks: readonly AssemblyStack[], options: ReadOptions): readonly AssemblyStack[] {
  const names = stacks.map(({ displayName }) => displayName);
  const { stack: wanted } = options;
  if (wanted !== undefined) {
    const chosen = stacks.filter(
      ({ displayName, stackName }) =>
        displayName === wanted || stackName === wanted || displayName.startsWith(`${wanted}/`),
    );
    if (chosen.length > 0) return chosen;
    const nearest = nearestName(wanted, names);
    throw new UsageError('EW3209', `The assembly has no stack "${wanted}"`, {
      help: nearest === undefined ? `it has ${names.join(', ')}` : `the nearest stack is "${nearest}"`,
    });
  }
  const own = stacks.filter(({ isStaged }) => !isStaged);
  if (own.length > 0) return own;
  const stages = new Set(names.map((name) => name.split('/')[0]));
  if (stacks.length > 0 && stages.size === 1) return stacks;
  throw new UsageError('EW3209', 'The assembly does not say which of its stacks to run', {
    help: stacks.length === 0 ? 'it has none' : `choose with --stack: ${[...stages].join(', ')}`,
  });
}

// The version of the account's bootstrap stack: a deployment checks it, nothing else reads it.
function withoutBootstrap(parameters: unknown): unknown {
  if (!isMap(parameters)) return {};
  const { BootstrapVersion: _version, ...rest } = parameters;
  return rest;
}

async function sourcesOf(paths: Readonly<Record<string, string>>): Promise<Record<string, FunctionSource>> {
  const entries = await Promise.all(
    Object.entries(paths).map(
      async ([logicalId, path]) => [logicalId, { code: await codeAt(path) }] as const,
    ),
  );
  return Object.fromEntries(entries);
}
