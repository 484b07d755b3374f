// The local target: this repository's own command line, started like any user would, with a manual clock.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiName } from './row.js';
import { apis, buildStackTemplate } from './stack-template.js';
import { root, startDev } from './start-dev.js';
import type { Target } from './target.js';

/** Starts `edgewire dev` on the conformance stack and waits until it listens. */
export async function startEdgewire(): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), 'edgewire-conformance-'));
  const template = join(folder, 'template.json');
  writeFileSync(template, JSON.stringify(buildStackTemplate(join(root, 'conformance', 'stack', 'handlers'))));
  const { endpoints, credentials, close } = await startDev(template, [
    '--clock',
    'manual',
    '--strict-signatures',
  ]);
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
    credentials,
    async advance(by) {
      const answer = await fetch(new URL('/clock', control), {
        method: 'POST',
        body: JSON.stringify({ advance: by }),
      });
      if (!answer.ok) throw new Error(`the clock did not move: ${await answer.text()}`);
    },
    async close() {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
