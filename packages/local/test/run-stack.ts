// A whole stack from the text of a template, in memory and in a folder of its own.

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

/** @throws What `startStack` throws; the folder is gone then. */
export async function runStack(
  template: string,
  options: Partial<
    Pick<StackOptions, 'clock' | 'dynamodb' | 'env' | 'region' | 'sources' | 'onEvent' | 'onDiagnostics'>
  > = {},
): Promise<TestStack> {
  const folder = await mkdtemp(join(tmpdir(), 'edgewire-stack-'));
  const removeFolder = () => rm(folder, { recursive: true });
  try {
    await writeFile(join(folder, 'template.yaml'), template);
    const stack = await startStack({
      path: join(folder, 'template.yaml'),
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
