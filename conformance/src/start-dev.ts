// `edgewire dev` of this repository as a child process, started like any user would.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The root of this repository. */
export const root: string = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** A stack that listens. */
export interface DevProcess {
  readonly endpoints: readonly { readonly type: string; readonly resource?: string; readonly url: string }[];
  /** What calls are signed with. */
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly region: string;
  };
  readonly child: ChildProcess;
  /** Ends it; resolves when it is gone. */
  close(): Promise<void>;
}

/**
 * Starts a stack in memory on free ports.
 *
 * @param template - The template file; its folder becomes the working directory.
 * @throws Error with everything printed when it ends before it listens.
 */
export async function startDev(template: string, args: readonly string[]): Promise<DevProcess> {
  const child = spawn(
    process.execPath,
    [
      join(root, 'packages', 'cli', 'bin', 'edgewire.js'),
      'dev',
      template,
      '--json',
      '--port',
      '0',
      '--ephemeral',
      '--no-console',
      '--no-watch',
      ...args,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], cwd: dirname(template) },
  );
  const ready = await firstEvent(child.stdout, 'ready');
  return {
    // The shape is the contract of `--json`.
    endpoints: ready.endpoints as DevProcess['endpoints'],
    credentials: ready.credentials as DevProcess['credentials'],
    child,
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

async function firstEvent(stream: NodeJS.ReadableStream, name: string): Promise<Record<string, unknown>> {
  const lines: string[] = [];
  const reader = createInterface({ input: stream });
  for await (const line of reader) {
    lines.push(line);
    const event = JSON.parse(line) as Record<string, unknown>;
    if (event.event === name) {
      // Later lines must still be drained, or the child blocks on a full pipe.
      stream.resume();
      return event;
    }
  }
  throw new Error(`edgewire dev ended before "${name}":\n${lines.join('\n')}`);
}
