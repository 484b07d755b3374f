// The local target: this repository's own command line, started like any user would, with a manual clock.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ApiName } from './row.js';
import { apis, buildStackTemplate } from './stack-template.js';
import type { Target } from './target.js';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..');

/** Starts `edgewire dev` on the conformance stack and waits until it listens. */
export async function startEdgewire(): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), 'edgewire-conformance-'));
  const template = join(folder, 'template.json');
  writeFileSync(template, JSON.stringify(buildStackTemplate(join(root, 'conformance', 'stack', 'handlers'))));
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
      '--clock',
      'manual',
      '--no-console',
      '--no-watch',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], cwd: folder },
  );
  const ready = await firstEvent(child.stdout, 'ready');
  const endpoints = ready.endpoints as { type: string; resource?: string; url: string }[];
  const sockets: Partial<Record<ApiName, string>> = {};
  const management: Partial<Record<ApiName, string>> = {};
  for (const [name, { id }] of Object.entries(apis)) {
    const url = endpoints.find(({ type, resource }) => type === 'websocket' && resource === id)?.url;
    if (url === undefined) continue;
    // The table's keys are the names of the row type.
    sockets[name as ApiName] = url;
    management[name as ApiName] = url.replace(/^ws/, 'http');
  }
  const control = endpoints.find(({ type }) => type === 'control')?.url ?? '';
  return {
    name: 'edgewire',
    version: 'this commit',
    sockets,
    management,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'local', region: 'us-east-1' },
    async advance(by) {
      const answer = await fetch(new URL('/clock', control), {
        method: 'POST',
        body: JSON.stringify({ advance: by }),
      });
      if (!answer.ok) throw new Error(`the clock did not move: ${await answer.text()}`);
    },
    async close() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
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
