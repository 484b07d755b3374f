// Reads a CloudFormation or SAM template as it lies there, with the local files that it is made of.

import { readFileSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { type Diagnostic, DiagnosticsError } from '@edgewire/diagnostics';
import { placeFinding } from '../finding.js';
import { type LoadNested, mergeStacks } from '../merge-stacks.js';
import { parseTemplate } from '../parse-template.js';
import { isMap, isScalar, type PlainMap, valueAt } from '../plain-data.js';
import type { StackInput, TemplateDocument } from '../stack-input.js';
import { applyTransforms, usesSam } from '../transforms.js';
import { createIncludeLoader } from './load-include.js';
import { givenSources, localCode, withAbsoluteCode } from './local-code.js';
import type { ReadOptions } from './read-options.js';
import { readSamConfig } from './sam-config.js';

/** @throws DiagnosticsError when the text is no template. */
export async function readPlain(options: ReadOptions): Promise<StackInput> {
  const folder = dirname(options.path);
  const parsed = parseTemplate(readFileSync(options.path, 'utf8'), options.path);
  if (parsed.document === undefined) throw new DiagnosticsError(parsed.diagnostics);
  const config = usesSam(parsed.document) ? await readSamConfig(folder, options.stage) : undefined;
  const files = new Set([options.path]);
  const diagnostics: Diagnostic[] = [...parsed.diagnostics, ...(config?.diagnostics ?? [])];

  const transform = (document: TemplateDocument, parameters: Readonly<Record<string, string>>) => {
    const loadInclude = createIncludeLoader(dirname(document.file), (file) => void files.add(file));
    const result = applyTransforms(document, { parameters, loadInclude });
    diagnostics.push(...result.diagnostics);
    return result.document;
  };
  const loadNested: LoadNested = (logicalId, resource, parent) => {
    const location = nestedTemplate(resource);
    if (location === undefined) return undefined;
    const file = resolve(dirname(parent.file), location);
    files.add(file);
    const nested = parseNested(file);
    if (typeof nested === 'string') {
      const path = `Resources.${logicalId}.Properties`;
      const message = `Cannot read the template of nested stack "${logicalId}": "${location}" ${nested}`;
      diagnostics.push(placeFinding({ code: 'EW3123', path, message }, parent));
      return undefined;
    }
    diagnostics.push(...nested.diagnostics);
    const given = literalParameters(valueAt(resource.Properties, 'Parameters'));
    return { name: logicalId, document: withAbsoluteCode(transform(nested.document, given)) };
  };

  const own = transform(parsed.document, { ...config?.parameters, ...options.parameters });
  const document = hasNested(own) ? mergeStacks([{ name: 'root', document: own }], loadNested) : own;
  const name = basename(options.path, extname(options.path));
  const isGeneric = ['template', 'cloudformation', 'stack'].includes(name);
  const ownName = (isGeneric ? basename(folder) : name).replace(/[^A-Za-z0-9-]/g, '-');
  if (config?.file !== undefined) files.add(config.file);
  return {
    template: document,
    stackName: config?.stackName ?? ownName,
    stage: options.stage ?? 'dev',
    region: options.region ?? config?.region ?? 'us-east-1',
    parameters: config?.parameters ?? {},
    sources: { ...(await localCode(document)), ...(await givenSources(options.sources)) },
    bucketFolders: options.buckets,
    watchedFiles: [...files],
    diagnostics,
  };
}

function hasNested(document: TemplateDocument): boolean {
  const resources = valueAt(document.body, 'Resources');
  return Object.values(isMap(resources) ? resources : {}).some(
    (resource) => isMap(resource) && nestedTemplate(resource) !== undefined,
  );
}

// A path as it stands before `aws cloudformation package` or `sam package` uploads the file.
function nestedTemplate({ Type, Properties }: PlainMap): string | undefined {
  const location =
    Type === 'AWS::CloudFormation::Stack'
      ? valueAt(Properties, 'TemplateURL')
      : Type === 'AWS::Serverless::Application'
        ? valueAt(Properties, 'Location')
        : undefined;
  if (typeof location !== 'string' || /^[a-z0-9]+:\/\//i.test(location)) return undefined;
  return location;
}

// What the parent passes on may be any intrinsic; texts are known at once.
function literalParameters(given: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(isMap(given) ? given : {}).flatMap(([name, value]) =>
      isScalar(value) ? [[name, String(value)]] : Array.isArray(value) ? [[name, value.join(',')]] : [],
    ),
  );
}

function parseNested(
  file: string,
): { readonly document: TemplateDocument; readonly diagnostics: readonly Diagnostic[] } | string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
  }
  const { document, diagnostics } = parseTemplate(text, file);
  return document === undefined ? 'is no template' : { document, diagnostics };
}
