// Connections a second through $connect, and the memory of sockets that are held.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { bench } from '../lib/processes.mjs';
import { summary } from '../lib/report.mjs';
import { echoServers } from '../lib/servers.mjs';

export const name = 'connect';

export async function measure({ rounds, isQuick, progress }) {
  const rates = new Map();
  const memories = new Map();
  for (let round = 0; round < rounds; round++) {
    for (const [server, start] of Object.entries(echoServers)) {
      const clients = isQuick || server === 'serverless-offline' ? 500 : 5_000;
      progress(`connect, ${clients} sockets, ${server}, round ${round + 1}`);
      const running = await start();
      try {
        const { perSecond, memory } = await hold(running, clients);
        rates.set(server, [...(rates.get(server) ?? []), perSecond]);
        memories.set(server, [...(memories.get(server) ?? []), memory / 1e6]);
      } finally {
        await running.stop();
      }
    }
  }
  const rows = (map) => [...map].map(([server, all]) => ({ name: server, value: summary(all) }));
  return [
    {
      title: 'Connections, 50 at a time',
      unit: 'connections/s',
      isLessBetter: false,
      baseline: 'bare ws',
      rows: rows(rates),
    },
    {
      title: `Memory of the process group with ${isQuick ? 500 : '5,000'} sockets (serverless-offline: 500)`,
      unit: 'MB',
      isLessBetter: true,
      baseline: 'bare ws',
      rows: rows(memories),
    },
  ];
}

async function hold(running, clients) {
  const options = { url: running.address, mode: 'connect', clients, parallel: 50, holdMs: 4_000 };
  const child = spawn(process.execPath, ['clients/sockets.mjs', JSON.stringify(options)], {
    cwd: bench,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const lines = createInterface({ input: child.stdout });
    const first = await new Promise((resolve, reject) => {
      lines.once('line', resolve);
      child.once('exit', (code) => reject(new Error(`the client ended with ${code}`)));
    });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    return { perSecond: JSON.parse(first).perSecond, memory: running.memory() };
  } finally {
    child.kill('SIGKILL');
  }
}
