// How clients of a soak behave. Each function is one client's life; live clients count what they lose.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, encodeFrame, openConnection } from '../connection.js';
import type { FrameSpec } from '../row.js';

/** What a soak counts. */
export interface SoakCounts {
  echoed: number;
  pushed: number;
  connected: number;
  junk: number;
  stalled: number;
  /** Messages of live connections that did not come, came twice or came changed. */
  readonly lost: string[];
}

/** Where and how long. */
export interface SoakRun {
  /** WebSocket address with the stage. */
  readonly url: string;
  readonly signal: AbortSignal;
  readonly counts: SoakCounts;
}

const answerLimitMs = 15_000;

/** Stays connected; sends one numbered message after the other and expects each back, and each push. */
export async function live(run: SoakRun, name: string): Promise<void> {
  const connection = await opened(run);
  for (let sequence = 0; !run.signal.aborted; sequence++) {
    const text = JSON.stringify({
      action: sequence % 10 === 9 ? 'push' : 'none',
      text: `${name}/${sequence}`,
    });
    connection.sendFrames([{ opcode: 'text', final: true, payload: text }]);
    const wanted = sequence % 10 === 9 ? `${name}/${sequence}` : text;
    if (!(await expectText(run, connection, wanted))) return;
    if (sequence % 10 === 9) run.counts.pushed++;
    else run.counts.echoed++;
    await delay(40 + (sequence % 7) * 10);
  }
  connection.close(1_000);
}

/** Stays connected; sends twenty messages at once, each in two frames around a ping, and expects each of them once, in any order. */
export async function bursting(run: SoakRun, name: string): Promise<void> {
  const connection = await opened(run);
  for (let burst = 0; !run.signal.aborted; burst++) {
    const texts = Array.from({ length: 20 }, (_, index) => `${name}/${burst}/${index}/${'x'.repeat(5_000)}`);
    for (const text of texts) connection.sendFrames(inFragments(text));
    const missing = new Set(texts);
    while (missing.size > 0) {
      const arrival = await arrivalOf(connection);
      if (arrival?.kind === 'pong' || (arrival?.kind === 'message' && missing.delete(arrival.text))) continue;
      run.counts.lost.push(`${name} burst ${burst}: ${missing.size} missing, got ${describe(arrival)}`);
      return;
    }
    run.counts.echoed += texts.length;
    await delay(500);
  }
  connection.close(1_000);
}

/** Comes, says a few words and goes: politely, by a reset, or by ending the TCP connection without a close frame. */
export async function visiting(run: SoakRun, name: string): Promise<void> {
  for (let visit = 0; !run.signal.aborted; visit++) {
    const connection = await opened(run);
    for (let sequence = 0; sequence < 3; sequence++) {
      const text = `${name}/${visit}/${sequence}`;
      connection.sendFrames([{ opcode: 'text', final: true, payload: text }]);
      if (!(await expectText(run, connection, text))) return;
      run.counts.echoed++;
    }
    // One more whose answer nobody waits for.
    connection.sendFrames([{ opcode: 'text', final: true, payload: 'goodbye' }]);
    if (visit % 3 === 0) connection.close(1_000);
    else connection.reset();
    await delay(100);
  }
}

/** Asks for megabytes, reads none of them for a while, and vanishes. */
export async function stalling(run: SoakRun): Promise<void> {
  const ask = JSON.stringify({ action: 'push', text: 'flood', times: 200, bytes: 100_000 });
  while (!run.signal.aborted) {
    const socket = await rawSocket(run);
    socket.pause();
    socket.write(encodeFrame({ opcode: 'text', final: true, payload: ask }));
    run.counts.stalled++;
    await pause(run, 20_000);
    socket.resetAndDestroy();
  }
}

/** Says things that no client may say. */
export async function talkingJunk(run: SoakRun): Promise<void> {
  for (let turn = 0; !run.signal.aborted; turn++) {
    await nonsense[turn % nonsense.length]?.(run);
    run.counts.junk++;
    await delay(50);
  }
}

const nonsense: readonly ((run: SoakRun) => Promise<void>)[] = [
  // Bytes that are no HTTP.
  async (run) => sendAndWait(await tcp(run), randomBytes(2_000)),
  // Half a handshake, then silence.
  async (run) => sendAndWait(await tcp(run), Buffer.from('GET /prod HTTP/1.1\r\nHost: localhost\r\nUpgr')),
  // Headers a byte at a time.
  async (run) => {
    const socket = await tcp(run);
    for (const byte of 'GET /prod HTTP/1.1\r\nX-Slow: ') {
      socket.write(byte);
      await delay(20);
    }
    socket.destroy();
  },
  // Frames against RFC 6455: unmasked, a reserved bit, a long ping, a continuation of nothing, broken UTF-8, binary.
  ...(
    [
      [{ opcode: 'text', final: true, payload: 'x', masked: false }],
      [{ opcode: 'text', final: true, payload: 'x', reserved: true }],
      [{ opcode: 'ping', final: true, payload: 'p'.repeat(126) }],
      [{ opcode: 'continuation', final: true, payload: 'x' }],
      [{ opcode: 'binary', final: true, payload: 'x' }],
      [{ opcode: 'text', final: true, payload: { repeat: 'x', times: 40_000 } }],
    ] as readonly (readonly FrameSpec[])[]
  ).map((frames) => async (run: SoakRun) => {
    const connection = await opened(run);
    connection.sendFrames(frames);
    await arrivalOf(connection);
    connection.reset();
  }),
  // A flood of fragments of one message that never ends.
  async (run) => {
    const socket = await rawSocket(run);
    socket.write(encodeFrame({ opcode: 'text', final: false, payload: 'x' }));
    const fragment = encodeFrame({ opcode: 'continuation', final: false, payload: '' });
    sendAndWait(socket, Buffer.concat(Array.from({ length: 20_000 }, () => fragment)));
  },
];

async function sendAndWait(socket: Socket, bytes: Buffer): Promise<void> {
  socket.write(bytes);
  const ended = new AbortController();
  await Promise.race([
    once(socket, 'close', { signal: ended.signal }).catch(() => {}),
    delay(1_000, undefined, { signal: ended.signal }).catch(() => {}),
  ]);
  ended.abort();
  socket.destroy();
}

async function expectText(run: SoakRun, connection: Connection, wanted: string): Promise<boolean> {
  const arrival = await arrivalOf(connection);
  if (arrival?.kind === 'message' && arrival.text === wanted) return true;
  run.counts.lost.push(`expected ${wanted.slice(0, 80)}, got ${describe(arrival)}`);
  return false;
}

async function arrivalOf(connection: Connection) {
  try {
    return await connection.next(answerLimitMs);
  } catch {
    return undefined;
  }
}

function describe(arrival: unknown): string {
  return arrival === undefined ? `nothing within ${answerLimitMs} ms` : JSON.stringify(arrival).slice(0, 200);
}

async function opened(run: SoakRun): Promise<Connection> {
  const connection = await openConnection(run.url, [], answerLimitMs);
  if (connection.handshake.status !== 101) {
    run.counts.lost.push(`a handshake was answered with ${connection.handshake.status}`);
    throw new Error(`a handshake was answered with ${connection.handshake.status}`);
  }
  run.counts.connected++;
  return connection;
}

async function tcp(run: SoakRun): Promise<Socket> {
  const { hostname, port } = new URL(run.url);
  const socket = connect(Number(port), hostname);
  // The server may end such a client at any moment: that is right.
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

async function rawSocket(run: SoakRun): Promise<Socket> {
  const { host, pathname } = new URL(run.url);
  const socket = await tcp(run);
  socket.write(
    [
      `GET ${pathname} HTTP/1.1`,
      `Host: ${host}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      'Sec-WebSocket-Version: 13',
      '\r\n',
    ].join('\r\n'),
  );
  await once(socket, 'data');
  run.counts.connected++;
  return socket;
}

function inFragments(text: string): FrameSpec[] {
  const half = Math.floor(text.length / 2);
  return [
    { opcode: 'text', final: false, payload: text.slice(0, half) },
    { opcode: 'ping', final: true, payload: '' },
    { opcode: 'continuation', final: true, payload: text.slice(half) },
  ];
}

async function pause(run: SoakRun, ms: number): Promise<void> {
  await delay(ms, undefined, { signal: run.signal }).catch(() => {});
}
