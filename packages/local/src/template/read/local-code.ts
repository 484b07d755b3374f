// Where the code of functions and layers lies on this machine.

import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import type { FunctionCode } from '../../lambda/index.js';
import { isMap, valueAt } from '../plain-data.js';
import type { FunctionSource, TemplateDocument } from '../stack-input.js';

/** Code named on the command line: a folder, an archive, or a binary's folder. */
export async function givenSources(
  sources: Readonly<Record<string, string>>,
): Promise<Record<string, FunctionSource>> {
  const entries = await Promise.all(
    Object.entries(sources).map(
      async ([logicalId, path]) => [logicalId, { code: await codeAt(path) }] as const,
    ),
  );
  return Object.fromEntries(entries);
}

/** A path on disk as code: `.zip` is an archive, anything else the folder that plays the task root. */
export async function codeAt(path: string): Promise<FunctionCode> {
  if (path.endsWith('.zip')) return { kind: 'zip', file: path };
  const isFile = await stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  );
  return { kind: 'folder', root: isFile ? dirname(path) : path };
}

/**
 * `Code: path` and `Content: path` are what `aws cloudformation package` uploads: the folder is the source.
 * A function that SAM builds by a makefile or a compiler of its own is taken from `.aws-sam/build`.
 */
export async function localCode(document: TemplateDocument): Promise<Record<string, FunctionSource>> {
  const found: Record<string, FunctionSource> = {};
  const folder = dirname(document.file);
  const resources = valueAt(document.body, 'Resources');
  for (const [logicalId, resource] of Object.entries(isMap(resources) ? resources : {})) {
    const properties = valueAt(resource, 'Properties');
    const path = valueAt(properties, codeProperties[String(valueAt(resource, 'Type'))] ?? '');
    if (typeof path !== 'string') continue;
    const metadata = valueAt(resource, 'Metadata');
    const built = join(folder, '.aws-sam', 'build', logicalId);
    // A layer has another shape once it is built: its packages move below `nodejs` or `python`.
    const isBuilt =
      isBuiltElsewhere(metadata) || (isLayer(resource) && valueAt(metadata, 'BuildMethod') !== undefined);
    const root = isBuilt && existsSync(built) ? built : resolve(folder, path);
    const handler = entryPointHandler(metadata, valueAt(properties, 'Handler'));
    found[logicalId] = { code: await codeAt(root), ...(handler === undefined ? {} : { handler }) };
  }
  return found;
}

/** The same document with paths of code that hold wherever its resources are put. */
export function withAbsoluteCode(document: TemplateDocument): TemplateDocument {
  const { Resources, ...rest } = document.body;
  const folder = dirname(document.file);
  const resources = Object.entries(isMap(Resources) ? Resources : {}).map(([logicalId, resource]) => {
    const name = codeProperties[String(valueAt(resource, 'Type'))] ?? '';
    const properties = valueAt(resource, 'Properties');
    const path = valueAt(properties, name);
    if (typeof path !== 'string' || !isMap(resource) || !isMap(properties))
      return [logicalId, resource] as const;
    return [
      logicalId,
      { ...resource, Properties: { ...properties, [name]: resolve(folder, path) } },
    ] as const;
  });
  return { ...document, body: { ...rest, Resources: Object.fromEntries(resources) } };
}

const codeProperties: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'Code',
  'AWS::Lambda::LayerVersion': 'Content',
};

function isLayer(resource: unknown): boolean {
  return valueAt(resource, 'Type') === 'AWS::Lambda::LayerVersion';
}

// Node and Go are built here from their sources, Python runs from them.
function isBuiltElsewhere(metadata: unknown): boolean {
  const method = valueAt(metadata, 'BuildMethod');
  return typeof method === 'string' && !/^(esbuild|go|nodejs|python)/.test(method);
}

/**
 * The handler in terms of its source. esbuild writes its outputs below the entry points' common folder, so
 * `Handler: order.handler` may come from `src/handlers/order.ts`.
 *
 * @source AWS SAM Developer Guide, "Building Node.js Lambda functions with esbuild"
 */
export function entryPointHandler(metadata: unknown, handler: unknown): string | undefined {
  if (valueAt(metadata, 'BuildMethod') !== 'esbuild' || typeof handler !== 'string') return undefined;
  const points = valueAt(valueAt(metadata, 'BuildProperties'), 'EntryPoints');
  const modules = (Array.isArray(points) ? points : []).map((point) => {
    const path = String(point).replace(/^\.\//, '');
    return path.slice(0, path.length - extname(path).length);
  });
  const dot = handler.lastIndexOf('.');
  const built = handler.slice(0, dot);
  const common = commonFolder(modules);
  const source = modules.find((module) => module.slice(common.length) === built);
  return source === undefined ? undefined : source + handler.slice(dot);
}

// With a trailing slash, unless it is the root.
function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split('/').slice(0, -1));
  const split = first.findIndex((part, index) => others.some((other) => other[index] !== part));
  return first
    .slice(0, split === -1 ? first.length : split)
    .map((part) => `${part}/`)
    .join('');
}
