// `node conformance/dist/src/nightly/soak.js [--minutes 30]`: mixed traffic against a running stack. Exit 1 when
// memory is not flat after the warm-up, a message of a live connection is lost, or the stack ends.

import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { root, startDev } from '../start-dev.js';
import { growthOf } from './growth.js';
import {
  bursting,
  live,
  type SoakCounts,
  type SoakRun,
  stalling,
  talkingJunk,
  visiting,
} from './soak-clients.js';
import { treeMemoryBytes } from './tree-memory.js';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
const sampleMs = 10_000;
const durationMs = Number(values.minutes) * 60_000;

const stack = await startDev(join(root, 'conformance', 'stack', 'soak', 'template.yaml'), []);
const url = stack.endpoints.find(({ type }) => type === 'websocket')?.url ?? '';
const counts: SoakCounts = { echoed: 0, pushed: 0, connected: 0, junk: 0, stalled: 0, lost: [] };
const over = new AbortController();
const run: SoakRun = { url, signal: over.signal, counts };
let endedEarly = false;
stack.child.once('exit', () => {
  endedEarly = !over.signal.aborted;
  over.abort();
});

const clients = [
  ...several(40, (name) => live(run, `live-${name}`)),
  ...several(4, (name) => bursting(run, `burst-${name}`)),
  ...several(6, (name) => visiting(run, `visit-${name}`)),
  ...several(3, () => stalling(run)),
  ...several(3, () => talkingJunk(run)),
];
const memory: number[] = [];
const startedMs = Date.now();
while (Date.now() - startedMs < durationMs && !over.signal.aborted) {
  await delay(sampleMs, undefined, { signal: over.signal }).catch(() => {});
  if (over.signal.aborted) break;
  memory.push(treeMemoryBytes(stack.child.pid ?? 0));
  if (memory.length % 6 === 0) {
    const { lost, ...done } = counts;
    const megabytes = Math.round((memory.at(-1) ?? 0) / 1e6);
    process.stdout.write(
      `${JSON.stringify({ minute: memory.length / 6, megabytes, ...done, lost: lost.length })}\n`,
    );
  }
}
over.abort();
await Promise.race([Promise.all(clients), delay(30_000)]);
await stack.close();

const growth = growthOf(memory);
const failures = [
  ...(endedEarly ? ['the stack ended'] : []),
  ...counts.lost.slice(0, 20),
  ...(growth.isFlat
    ? []
    : [`memory grew from ${growth.before} MB to ${growth.after} MB between the middle and the last third`]),
];
process.stdout.write(`${JSON.stringify({ minutes: values.minutes, growth, ...counts, failures })}\n`);
process.exit(failures.length === 0 ? 0 : 1);

function several(count: number, client: (name: number) => Promise<void>): Promise<void>[] {
  return Array.from({ length: count }, async (_, index) => {
    try {
      await client(index);
    } catch (error) {
      if (!over.signal.aborted) counts.lost.push(`a client broke: ${String(error)}`);
    }
  });
}
