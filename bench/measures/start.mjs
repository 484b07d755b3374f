// From the command to the first answer.

import { join } from 'node:path';
import { bench, root, runClient } from '../lib/processes.mjs';
import { summary } from '../lib/report.mjs';
import { echoServers, siteServers, startEdgewire, temporaryCopy } from '../lib/servers.mjs';

export const name = 'start';

export async function measure({ rounds, progress }) {
  const times = new Map();
  const add = (label, ms) => times.set(label, [...(times.get(label) ?? []), ms]);
  const timed = async (label, start, firstAnswer) => {
    progress(`start, ${label}`);
    const running = await start();
    try {
      await firstAnswer(running.address);
      add(label, performance.now() - running.startedMs);
    } finally {
      await running.stop();
    }
  };
  const fetched = async (url) => {
    const response = await fetch(new URL('/posts/x/', url));
    if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
    await response.arrayBuffer();
  };
  const connected = (url) =>
    runClient('clients/sockets.mjs', { url, mode: 'connect', clients: 1, parallel: 1, holdMs: 0 });
  for (let round = 0; round < rounds; round++) {
    await timed('edgewire, plain template with a site', siteServers.edgewire, fetched);
    await timed('miniflare, site', siteServers.miniflare, fetched);
    await timed('edgewire, plain template with a socket', echoServers.edgewire, connected);
    await timed('bare ws', echoServers['bare ws'], connected);
    await timed('serverless-offline', echoServers['serverless-offline'], connected);
    const state = temporaryCopy(join(bench, 'servers/offline'));
    try {
      const inventory = () =>
        startEdgewire(join(root, 'examples/inventory'), 'websocket', { state: join(state.path, 'state') });
      await timed('edgewire, Serverless project, first', inventory, connected);
      await timed('edgewire, Serverless project, again', inventory, connected);
    } finally {
      state.remove();
    }
  }
  return [
    {
      title: 'Start to first answer',
      unit: 'ms',
      isLessBetter: true,
      baseline: 'serverless-offline',
      rows: [...times].map(([label, all]) => ({ name: label, value: summary(all) })),
    },
  ];
}
