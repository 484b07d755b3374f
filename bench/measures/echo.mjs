// Two-way messages through a function: closed loop, 1, 50 and 1,000 clients.

import { runClient } from '../lib/processes.mjs';
import { summary } from '../lib/report.mjs';
import { echoServers } from '../lib/servers.mjs';

export const name = 'echo';

export async function measure({ rounds, seconds, isQuick, progress }) {
  const results = [];
  for (const clients of isQuick ? [50] : [1, 50, 1_000]) {
    const rates = new Map();
    for (let round = 0; round < rounds; round++) {
      for (const [server, start] of Object.entries(echoServers)) {
        // A peer that starts a thread for each concurrent call takes gigabytes at a thousand.
        if (clients === 1_000 && server === 'serverless-offline') continue;
        progress(`echo, ${clients} clients, ${server}, round ${round + 1}`);
        const all = rates.get(server) ?? [];
        rates.set(server, all);
        const running = await start();
        try {
          const figures = await runClient('clients/sockets.mjs', {
            url: running.address,
            mode: 'echo',
            clients,
            seconds,
            bytes: 150,
          });
          all.push({ ...figures, memory: running.memory() });
        } finally {
          await running.stop();
        }
      }
    }
    const table = (title, unit, pick, isLessBetter) => ({
      title: `Echo, ${clients} client${clients === 1 ? '' : 's'}: ${title}`,
      unit,
      isLessBetter,
      baseline: 'bare ws',
      rows: [...rates].map(([server, all]) => ({ name: server, value: summary(all.map(pick)) })),
    });
    results.push(
      table('messages', 'messages/s', ({ perSecond }) => perSecond, false),
      table('median latency', 'ms', ({ p50Ms }) => p50Ms, true),
      table('99th percentile', 'ms', ({ p99Ms }) => p99Ms, true),
      table('memory of the process group', 'MB', ({ memory }) => memory / 1e6, true),
    );
  }
  return results;
}
