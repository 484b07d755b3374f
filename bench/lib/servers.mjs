// What is measured: Edgewire, bare servers, and the peers that can do the same.

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bench, root, startServer } from './processes.mjs';

const edgewireBin = join(root, 'packages/cli/bin/edgewire.js');

/** Starts `edgewire dev --json` and gives the address of an endpoint type. */
export async function startEdgewire(path, type, { args = [], state } = {}) {
  const keep = state === undefined ? ['--ephemeral'] : ['--state', state];
  return startServer(
    [edgewireBin, 'dev', path, '--json', '--port', '0', '--no-console', ...keep, ...args],
    (line) => {
      if (!line.startsWith('{"event":"ready"')) return undefined;
      return JSON.parse(line).endpoints.find((endpoint) => endpoint.type === type).url;
    },
  );
}

const ownLine = (line) => /^listening (\S+)$/.exec(line)?.[1];

/** Two-way echo through a function, by name. */
export const echoServers = {
  edgewire: () => startEdgewire(join(bench, 'servers/edgewire-echo/template.yaml'), 'websocket'),
  'bare ws': () => startServer([join(bench, 'servers/ws-echo.mjs')], ownLine),
  miniflare: () => startServer([join(bench, 'servers/miniflare-echo.mjs')], ownLine),
  'serverless-offline': () =>
    startServer(
      [
        join(bench, 'node_modules/osls/bin/serverless.js'),
        'offline',
        '--websocketPort',
        '3941',
        '--httpPort',
        '3940',
        '--lambdaPort',
        '3942',
      ],
      (line) =>
        /Offline \[websocket\].*ws:\/\/|listening on ws:\/\//i.test(line) ? 'ws://localhost:3941' : undefined,
      { cwd: join(bench, 'servers/offline'), env: { SLS_TELEMETRY_DISABLED: '1' } },
    ),
};

/** Pages under pretty addresses, by name. */
export const siteServers = {
  edgewire: () =>
    startEdgewire(join(bench, 'servers/edgewire-site/template.yaml'), 'distribution', {
      args: ['--bucket', `Site=${join(bench, 'servers/edgewire-site/public')}`],
    }),
  'bare node:http': () => startServer([join(bench, 'servers/http-static.mjs')], ownLine),
  miniflare: () => startServer([join(bench, 'servers/miniflare-site.mjs')], ownLine),
};

/** A copy of a project that a measurement may change. */
export function temporaryCopy(folder) {
  const copy = mkdtempSync(join(tmpdir(), 'edgewire-bench-'));
  cpSync(folder, copy, { recursive: true });
  return { path: copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
}
