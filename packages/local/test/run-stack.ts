// A whole stack from the text of a template or a project, in memory and in a folder of its own.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '../src/stack.js';
import type { RunningStack, StackEndpoint, StackOptions } from '../src/stack-options.js';

/** A running stack and how SDK clients reach it. */
export interface TestStack {
  readonly stack: RunningStack;
  readonly clientOptions: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  urlOf(type: StackEndpoint['type']): string;
  /** Ends the stack and removes its folder. */
  close(): Promise<void>;
}

type TestOptions = Partial<
  Pick<
    StackOptions,
    'clock' | 'dynamodb' | 'env' | 'isCacheStrict' | 'region' | 'sources' | 'onEvent' | 'onDiagnostics'
  >
>;

/** @throws What `startStack` throws; the folder is gone then. */
export function runStack(template: string, options: TestOptions = {}): Promise<TestStack> {
  const write = async (folder: string) => {
    const path = join(folder, 'template.yaml');
    await writeFile(path, template);
    return path;
  };
  return runProject(write, options);
}

/**
 * @param prepare - Fills the folder, and tells the path of what is to run.
 * @throws What `prepare` and `startStack` throw; the folder is gone then.
 */
export async function runProject(
  prepare: (folder: string) => Promise<string>,
  options: TestOptions = {},
): Promise<TestStack> {
  const folder = await mkdtemp(join(tmpdir(), 'edgewire-stack-'));
  const removeFolder = () => rm(folder, { recursive: true });
  try {
    const stack = await startStack({
      path: await prepare(folder),
      host: '127.0.0.1',
      firstPort: 0,
      isPortStrict: false,
      isEphemeral: true,
      parameters: {},
      imports: {},
      buckets: {},
      sources: {},
      clock: 'real',
      isCacheStrict: false,
      passthroughHosts: [],
      watches: false,
      env: {},
      onEvent: () => {},
      onDiagnostics: () => {},
      ...options,
    });
    const urlOf = (wanted: StackEndpoint['type']) =>
      stack.endpoints.find(({ type }) => type === wanted)?.url ?? '';
    return {
      stack,
      clientOptions: {
        endpoint: urlOf('aws'),
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      },
      urlOf,
      async close() {
        await stack.close();
        await removeFolder();
      },
    };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}
