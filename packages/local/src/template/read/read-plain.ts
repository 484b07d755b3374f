// Reads a CloudFormation or SAM template as it lies there.

import { readFile } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { DiagnosticsError } from '@edgewire/diagnostics';
import { parseTemplate } from '../parse-template.js';
import type { StackInput } from '../stack-input.js';
import { applyTransforms, usesSam } from '../transforms.js';
import { givenSources, localCode } from './local-code.js';
import type { ReadOptions } from './read-options.js';
import { readSamConfig } from './sam-config.js';

/** @throws DiagnosticsError when the text is no template. */
export async function readPlain(options: ReadOptions): Promise<StackInput> {
  const text = await readFile(options.path, 'utf8');
  const parsed = parseTemplate(text, options.path);
  if (parsed.document === undefined) throw new DiagnosticsError(parsed.diagnostics);
  const folder = dirname(options.path);
  const config = usesSam(parsed.document) ? await readSamConfig(folder, options.stage) : undefined;
  const { document, diagnostics } = applyTransforms(parsed.document, {
    parameters: { ...config?.parameters, ...options.parameters },
  });
  const name = basename(options.path, extname(options.path));
  const isGeneric = ['template', 'cloudformation', 'stack'].includes(name);
  const ownName = (isGeneric ? basename(folder) : name).replace(/[^A-Za-z0-9-]/g, '-');
  return {
    template: document,
    stackName: config?.stackName ?? ownName,
    stage: options.stage ?? 'dev',
    region: options.region ?? config?.region ?? 'us-east-1',
    parameters: config?.parameters ?? {},
    sources: { ...(await localCode(document)), ...(await givenSources(options.sources)) },
    bucketFolders: options.buckets,
    watchedFiles: config?.file === undefined ? [options.path] : [options.path, config.file],
    diagnostics: [...parsed.diagnostics, ...(config?.diagnostics ?? []), ...diagnostics],
  };
}
