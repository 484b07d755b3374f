// Reads a CloudFormation template as it lies there.

import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { DiagnosticsError } from '@edgewire/diagnostics';
import type { FunctionCode } from '../../lambda/index.js';
import { parseTemplate } from '../parse-template.js';
import { isMap, valueAt } from '../plain-data.js';
import type { FunctionSource, StackInput, TemplateDocument } from '../stack-input.js';
import type { ReadOptions } from './read-options.js';

/** @throws DiagnosticsError when the text is no template. */
export async function readPlain(options: ReadOptions): Promise<StackInput> {
  const text = await readFile(options.path, 'utf8');
  const { document, diagnostics } = parseTemplate(text, options.path);
  if (document === undefined) throw new DiagnosticsError(diagnostics);
  const name = basename(options.path, extname(options.path));
  const isGeneric = ['template', 'cloudformation', 'stack'].includes(name);
  const stackName = (isGeneric ? basename(dirname(options.path)) : name).replace(/[^A-Za-z0-9-]/g, '-');
  return {
    template: document,
    stackName,
    stage: options.stage ?? 'dev',
    region: options.region ?? 'us-east-1',
    sources: { ...(await localCode(document)), ...(await givenSources(options.sources)) },
    bucketFolders: options.buckets,
    watchedFiles: [options.path],
    diagnostics,
  };
}

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

// `Code: path` is what `aws cloudformation package` uploads: the folder is the source.
async function localCode(document: TemplateDocument): Promise<Record<string, FunctionSource>> {
  const found: Record<string, FunctionSource> = {};
  const resources = valueAt(document.body, 'Resources');
  for (const [logicalId, resource] of Object.entries(isMap(resources) ? resources : {})) {
    if (valueAt(resource, 'Type') !== 'AWS::Lambda::Function') continue;
    const code = valueAt(valueAt(resource, 'Properties'), 'Code');
    if (typeof code === 'string')
      found[logicalId] = { code: await codeAt(resolve(dirname(document.file), code)) };
  }
  return found;
}
