// Starts `edgewire dev` as a child process, as a user would, and waits until it listens.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const binary = fileURLToPath(new URL('../../bin/edgewire.js', import.meta.url));

/** A running stack. */
export interface DevProcess {
  readonly child: ChildProcess;
  /** Address of an endpoint by type, and by logical id where several have it. */
  url(type: string, resource?: string): string;
  /** Every JSON line so far. */
  readonly lines: readonly Record<string, unknown>[];
  /** Sends SIGTERM. @returns The exit code. */
  stop(): Promise<number | null>;
  kill(): Promise<void>;
}

interface Endpoint {
  readonly type: string;
  readonly resource?: string;
  readonly url: string;
}

/** @throws Error with everything printed when the stack does not become ready. */
export async function runDev(
  path: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<DevProcess> {
  const child = spawn(process.execPath, [binary, 'dev', path, '--json', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const lines: Record<string, unknown>[] = [];
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  const endpoints = await new Promise<readonly Endpoint[]>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = JSON.parse(line) as Record<string, unknown>;
      lines.push(event);
      // The contract of design section 6.
      if (event.event === 'ready') resolve(event.endpoints as Endpoint[]);
    });
    child.on('exit', (code) =>
      reject(new Error(`edgewire dev ended with ${code}\n${errors}\n${JSON.stringify(lines, null, 1)}`)),
    );
  });
  return {
    child,
    lines,
    url(type, resource) {
      const found = endpoints.find(
        (endpoint) => endpoint.type === type && (resource === undefined || endpoint.resource === resource),
      );
      if (found === undefined) throw new Error(`no endpoint of type ${type}`);
      return found.url;
    },
    async stop() {
      const exit = once(child, 'exit') as Promise<[number | null]>;
      child.kill('SIGTERM');
      const [code] = await exit;
      return code;
    },
    async kill() {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}
