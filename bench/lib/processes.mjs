// Servers as child processes: started, awaited, measured and always ended.

import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const bench = fileURLToPath(new URL('..', import.meta.url));
export const root = fileURLToPath(new URL('../..', import.meta.url));
const startLimitMs = 60_000;
const running = new Set();
process.on('exit', () => {
  for (const child of running) endGroup(child);
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

/**
 * Starts a server.
 *
 * @param {readonly string[]} argv - Node's arguments.
 * @param {(line: string) => unknown} ready - Gives the server's address for the line that says that it listens.
 */
export async function startServer(argv, ready, { cwd = bench, env = {}, command = process.execPath } = {}) {
  const startedMs = performance.now();
  const child = spawn(command, argv, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  running.add(child);
  let output = '';
  const address = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      endGroup(child);
      reject(new Error(`${argv.join(' ')} did not listen within ${startLimitMs} ms\n${output}`));
    }, startLimitMs);
    const read = (chunk) => {
      output = (output + chunk).slice(-20_000);
      for (const line of output.split('\n')) {
        const found = ready(line);
        if (found !== undefined) {
          clearTimeout(timer);
          resolve(found);
          return;
        }
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`${argv.join(' ')} ended with ${code}\n${output}`));
    });
  });
  // Later output is read and dropped, so that no pipe fills.
  child.stdout.removeAllListeners('data').resume();
  child.stderr.removeAllListeners('data').resume();
  return {
    address,
    startedMs,
    readyMs: performance.now() - startedMs,
    /** Resident bytes of the process and all its children. */
    memory: () => groupMemory(child.pid),
    async stop() {
      if (child.exitCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      endGroup(child);
      await ended;
      running.delete(child);
    },
  };
}

function endGroup(child) {
  try {
    // A detached child leads a group of its own: its children end with it.
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

function groupMemory(group) {
  let bytes = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(fields[2]) === group) bytes += Number(fields[21]) * 4_096;
    } catch {
      // It ended while we looked.
    }
  }
  return bytes;
}

/** Runs a script of this folder in a process of its own and gives its last line as JSON. */
export async function runClient(script, args) {
  const child = spawn(process.execPath, [script, JSON.stringify(args)], {
    cwd: bench,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  running.delete(child);
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
  return JSON.parse(output.trimEnd().split('\n').at(-1));
}
