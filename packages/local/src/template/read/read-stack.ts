// Finds out what a project is and reads it.

import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '@edgewire/diagnostics';
import type { StackInput } from '../stack-input.js';
import { readCdkAssembly, readCdkProject } from './read-cdk.js';
import type { ReadOptions } from './read-options.js';
import { readPlain } from './read-plain.js';
import { readServerless, serverlessConfigNames } from './read-serverless.js';

const templateNames = [
  'template.yaml',
  'template.yml',
  'template.json',
  'cloudformation.yaml',
  'cloudformation.yml',
  'cloudformation.json',
];

/**
 * Reads the project or template at a path.
 *
 * @throws UsageError EW3203 when the path does not exist, EW3204 when nothing in it can be read.
 */
export async function readStack(options: ReadOptions): Promise<StackInput> {
  const { path } = options;
  if (!existsSync(path)) {
    throw new UsageError('EW3203', `Cannot read "${path}": it does not exist`, {
      help: 'name a project folder or a template file',
    });
  }
  if (statSync(path).isFile()) {
    const name = basename(path);
    if (serverlessConfigNames.includes(name)) return readServerless(path, options);
    if (name === 'cdk.json') return readCdkProject(dirname(path), options);
    if (name === 'manifest.json') return readCdkAssembly(dirname(path), options);
    return readPlain(options);
  }
  const config = serverlessConfigNames.map((name) => join(path, name)).find((file) => existsSync(file));
  if (config !== undefined) return readServerless(config, options);
  if (existsSync(join(path, 'cdk.json'))) return readCdkProject(path, options);
  if (existsSync(join(path, 'cdk.out'))) {
    // A file of that name marks the folder of an assembly.
    return readCdkAssembly(statSync(join(path, 'cdk.out')).isFile() ? path : join(path, 'cdk.out'), options);
  }
  const template = templateNames.map((name) => join(path, name)).find((file) => existsSync(file));
  if (template !== undefined) return readPlain({ ...options, path: template });
  throw new UsageError('EW3204', `Nothing to run in "${path}"`, {
    help: `it has none of ${[...serverlessConfigNames, 'cdk.json', 'cdk.out', ...templateNames].join(', ')}`,
  });
}
