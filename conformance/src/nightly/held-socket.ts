// `node conformance/dist/src/nightly/held-socket.js [--with-two-hours]`: what the manual clock proves in milliseconds,
// once under the real one. Ten minutes; with the flag two hours more. Exit 1 when a socket ends at another time.

import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Connection, openConnection } from '../connection.js';
import { root, startDev } from '../start-dev.js';

const { values } = parseArgs({ options: { 'with-two-hours': { type: 'boolean', default: false } } });
const idleLimitSeconds = 600;
const lifeLimitSeconds = 7_200;
const talkSeconds = 300;
/** What timers, the machine and the network may add. */
const toleranceSeconds = 5;

const stack = await startDev(join(root, 'conformance', 'stack', 'soak', 'template.yaml'), [
  '--clock',
  'real',
]);
const url = stack.endpoints.find(({ type }) => type === 'websocket')?.url ?? '';
const failures: string[] = [];
try {
  const checks = [check('an idle socket', idleLimitSeconds, idle)];
  checks.push(checkStaysOpen());
  if (values['with-two-hours']) checks.push(check('a socket that talks', lifeLimitSeconds, talking));
  await Promise.all(checks);
} finally {
  await stack.close();
}
for (const failure of failures) process.stdout.write(`${failure}\n`);
process.exit(failures.length === 0 ? 0 : 1);

async function check(
  name: string,
  wantedSeconds: number,
  live: (connection: Connection, limitMs: number) => Promise<{ code: number; reason: string }>,
): Promise<void> {
  const connection = await openConnection(url, [], 10_000);
  const startedMs = Date.now();
  const { code, reason } = await live(connection, (wantedSeconds + toleranceSeconds) * 1_000);
  const seconds = (Date.now() - startedMs) / 1_000;
  process.stdout.write(`${name}: closed with ${code} "${reason}" after ${seconds.toFixed(1)} s\n`);
  if (code !== 1_001 || reason !== 'Going away' || Math.abs(seconds - wantedSeconds) > toleranceSeconds)
    failures.push(`${name}: expected 1001 "Going away" after ${wantedSeconds} s`);
}

/** A socket that says a word in time outlives the idle limit. */
async function checkStaysOpen(): Promise<void> {
  const connection = await openConnection(url, [], 10_000);
  for (const seconds of [talkSeconds, talkSeconds, talkSeconds / 2]) {
    await delay(seconds * 1_000);
    await echo(connection, 'still here').catch((error: unknown) =>
      failures.push(`a socket that talks: ${error}`),
    );
  }
  connection.close(1_000);
}

async function idle(connection: Connection, limitMs: number) {
  const arrival = await connection.next(limitMs);
  return arrival.kind === 'close' ? arrival : { code: 0, reason: JSON.stringify(arrival) };
}

async function talking(connection: Connection, limitMs: number) {
  const endMs = Date.now() + limitMs;
  while (Date.now() < endMs) {
    connection.sendFrames([{ opcode: 'text', final: true, payload: 'still here' }]);
    const answer = await connection.next(10_000);
    if (answer.kind === 'close') return answer;
    const pauseMs = Math.min(talkSeconds * 1_000, endMs - Date.now());
    try {
      const early = await connection.next(pauseMs);
      return early.kind === 'close' ? early : { code: 0, reason: JSON.stringify(early) };
    } catch {
      // Nothing came while nothing was said: that is how it should be.
    }
  }
  return { code: 0, reason: 'still open' };
}

async function echo(connection: Connection, text: string): Promise<void> {
  connection.sendFrames([{ opcode: 'text', final: true, payload: text }]);
  const arrival = await connection.next(10_000);
  if (arrival.kind !== 'message' || arrival.text !== text)
    throw new Error(`got ${JSON.stringify(arrival)} for "${text}"`);
}
