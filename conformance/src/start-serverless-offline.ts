// The peer: one serverless-offline a WebSocket API, with the handlers of the conformance stack and a table of records
// that Edgewire serves (the peer brings no DynamoDB; only the handlers talk to it).

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { notExpressible, peerApis, serviceOf } from './serverless-service.js';
import { recordsTable, stageName } from './stack-template.js';
import { root, startDev } from './start-dev.js';
import type { Target } from './target.js';

const tableName = 'conformance-records';
const modules = join(root, 'bench', 'node_modules');
const startLimitMs = 60_000;

/**
 * Starts the peer and waits until every API of it listens.
 *
 * @throws Error when the peer is not installed or does not start.
 */
export async function startServerlessOffline(): Promise<Target> {
  const version = installedVersion();
  const folder = mkdtempSync(join(tmpdir(), 'edgewire-conformance-peer-'));
  const table = recordsTable();
  const template = join(folder, 'records.json');
  writeFileSync(
    template,
    JSON.stringify({
      Resources: { Records: { ...table, Properties: { ...table.Properties, TableName: tableName } } },
    }),
  );
  const records = await startDev(template, []);
  const endpoint = records.endpoints.find(({ type }) => type === 'aws')?.url ?? '';
  const running = new Map<string, ChildProcess>();
  const addresses: Record<string, string> = {};
  const close = async () => {
    for (const child of running.values()) await end(child);
    await records.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const name of peerApis) {
      const ports = await freePorts(3);
      writeService(join(folder, name), name);
      addresses[name] = `127.0.0.1:${ports[0]}`;
      running.set(name, await startService(join(folder, name), ports, endpoint));
    }
  } catch (error) {
    await close();
    throw error;
  }
  const each = (prefix: string, suffix: string) =>
    Object.fromEntries(Object.entries(addresses).map(([name, address]) => [name, prefix + address + suffix]));
  return {
    name: 'serverless-offline',
    version,
    // It has no stages: sockets open at any path, posts only without one. Both get what they take.
    sockets: each('ws://', `/${stageName}`),
    management: each('http://', '/'),
    notComparable: notExpressible,
    async revive() {
      const ended = [...running].filter(([, child]) => child.exitCode !== null || child.signalCode !== null);
      for (const [name, child] of ended) {
        const ports = [Number(addresses[name]?.split(':')[1]), ...(await freePorts(2))];
        await end(child);
        running.set(name, await startService(join(folder, name), ports, endpoint));
      }
      return ended.length > 0;
    },
    close,
  };
}

async function startService(
  service: string,
  [port, lambdaPort, httpPort]: readonly number[],
  endpoint: string,
): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [
      join(modules, 'osls', 'bin', 'serverless.js'),
      'offline',
      ...['--host', '127.0.0.1', '--websocketPort', String(port)],
      ...['--lambdaPort', String(lambdaPort), '--httpPort', String(httpPort)],
    ],
    {
      cwd: service,
      env: {
        ...process.env,
        SLS_TELEMETRY_DISABLED: '1',
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  );
  await listening(child);
  return child;
}

function writeService(folder: string, api: string): void {
  mkdirSync(folder);
  const service = serviceOf(api, tableName);
  writeFileSync(join(folder, 'serverless.json'), JSON.stringify(service));
  copyFileSync(join(root, 'conformance', 'stack', 'handlers', 'probe.cjs'), join(folder, 'probe.js'));
  // The Framework looks for plugins below the service, and the handlers for the AWS SDK.
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(modules, 'serverless-offline'), join(folder, 'node_modules', 'serverless-offline'));
  symlinkSync(join(root, 'node_modules', '@aws-sdk'), join(folder, 'node_modules', '@aws-sdk'));
}

function installedVersion(): string {
  const versionOf = (name: string) =>
    (JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')) as { version: string }).version;
  try {
    return `${versionOf('serverless-offline')} with osls ${versionOf('osls')}`;
  } catch (cause) {
    throw new Error('serverless-offline is not installed: run "npm ci" in bench/ first', { cause });
  }
}

async function listening(child: ChildProcess): Promise<void> {
  const output: string[] = [];
  const timer = setTimeout(() => void end(child), startLimitMs);
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        if (output.length < 200) output.push(line);
        if (/listening on ws:\/\//i.test(line)) resolve();
      });
    }
    child.once('exit', () => reject(new Error(`serverless-offline ended:\n${output.join('\n')}`)));
  }).finally(() => clearTimeout(timer));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, 'exit');
  // A detached child leads a group: what it started ends with it.
  process.kill(-child.pid, 'SIGKILL');
  await gone;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  const ports: number[] = [];
  for (const server of servers) {
    if (!server.listening) await once(server, 'listening');
    const address = server.address();
    ports.push(typeof address === 'object' && address !== null ? address.port : 0);
  }
  for (const server of servers) server.close();
  return ports;
}
