// From saving a handler to its first new answer, on a socket that stays open.

import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { bench } from '../lib/processes.mjs';
import { summary } from '../lib/report.mjs';
import { startEdgewire, temporaryCopy } from '../lib/servers.mjs';

export const name = 'reload';
const saves = 10;
const limitMs = 10_000;

export async function measure({ progress }) {
  const copy = temporaryCopy(join(bench, 'servers/edgewire-echo'));
  const file = join(copy.path, 'handler.mjs');
  const original = readFileSync(file, 'utf8');
  const running = await startEdgewire(join(copy.path, 'template.yaml'), 'websocket');
  const times = [];
  try {
    const socket = new WebSocket(running.address);
    await once(socket, 'open');
    const ask = async () => {
      socket.send('x');
      const [data] = await once(socket, 'message');
      return data.toString();
    };
    await ask();
    for (let save = 1; save <= saves; save++) {
      progress(`reload ${save} of ${saves}`);
      const startedMs = performance.now();
      writeFileSync(file, original.replace('200, body }', `200, body: 'version ${save}' }`));
      while ((await ask()) !== `version ${save}`) {
        if (performance.now() - startedMs > limitMs) throw new Error('the new code never answered');
      }
      times.push(performance.now() - startedMs);
    }
    socket.close();
  } finally {
    await running.stop();
    copy.remove();
  }
  return [
    {
      title: 'Save to first new answer, the socket kept',
      unit: 'ms',
      isLessBetter: true,
      baseline: 'edgewire',
      rows: [{ name: 'edgewire', value: summary(times) }],
    },
  ];
}
