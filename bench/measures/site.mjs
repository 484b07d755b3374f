// Requests a second: a pretty address through the edge function, and a cached object without one.

import autocannon from 'autocannon';
import { summary } from '../lib/report.mjs';
import { siteServers } from '../lib/servers.mjs';

export const name = 'site';

export async function measure({ rounds, seconds, progress }) {
  const pretty = new Map();
  const latency = new Map();
  for (let round = 0; round < rounds; round++) {
    for (const [server, start] of Object.entries(siteServers)) {
      progress(`site, ${server}, round ${round + 1}`);
      const running = await start();
      try {
        const url = new URL('/posts/x/', running.address).href;
        await autocannon({ url, connections: 20, duration: 1 });
        const {
          requests,
          latency: times,
          non2xx,
        } = await autocannon({ url, connections: 20, duration: seconds });
        if (non2xx > 0) throw new Error(`${server} answered ${non2xx} requests with an error`);
        pretty.set(server, [...(pretty.get(server) ?? []), requests.average]);
        latency.set(server, [...(latency.get(server) ?? []), times.p99]);
      } finally {
        await running.stop();
      }
    }
  }
  const rows = (map) => [...map].map(([server, all]) => ({ name: server, value: summary(all) }));
  return [
    {
      title: 'A pretty address, 20 connections',
      unit: 'requests/s',
      isLessBetter: false,
      baseline: 'bare node:http',
      rows: rows(pretty),
    },
    {
      title: 'A pretty address: 99th percentile',
      unit: 'ms',
      isLessBetter: true,
      baseline: 'bare node:http',
      rows: rows(latency),
    },
  ];
}
