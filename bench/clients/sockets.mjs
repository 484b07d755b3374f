// The load client of every socket measurement: minimal frames over plain sockets, so that the client costs little.
// Argument: {url, mode: "echo" | "connect", clients, seconds, bytes, parallel, holdMs}.

import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

const options = JSON.parse(process.argv[2]);
const url = new URL(options.url);

/** Opens a connection; calls `onFrame` for every whole frame of the server. */
function open(onFrame) {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname === 'localhost' ? '127.0.0.1' : url.hostname);
    socket.setNoDelay(true);
    let buffer = Buffer.alloc(0);
    let isOpen = false;
    socket.once('error', reject);
    socket.on('connect', () => {
      socket.write(
        `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      );
    });
    socket.on('data', (chunk) => {
      buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
      if (!isOpen) {
        const end = buffer.indexOf('\r\n\r\n');
        if (end === -1) return;
        if (!buffer.subarray(0, 12).toString().endsWith('101')) {
          reject(new Error(buffer.subarray(0, end).toString()));
          return;
        }
        buffer = buffer.subarray(end + 4);
        isOpen = true;
        resolve(socket);
      }
      for (;;) {
        if (buffer.length < 2) return;
        const short = buffer[1] & 0x7f;
        const head = short === 126 ? 4 : short === 127 ? 10 : 2;
        if (buffer.length < head) return;
        const length =
          short === 126 ? buffer.readUInt16BE(2) : short === 127 ? Number(buffer.readBigUInt64BE(2)) : short;
        if (buffer.length < head + length) return;
        const opcode = buffer[0] & 0x0f;
        buffer = buffer.subarray(head + length);
        if (opcode === 1) onFrame(socket);
      }
    });
  });
}

/** A masked text frame; the mask is zero, which RFC 6455 allows and which costs nothing. */
function textFrame(text) {
  const payload = Buffer.from(text);
  const head = payload.length < 126 ? Buffer.alloc(6) : Buffer.alloc(8);
  head[0] = 0x81;
  if (payload.length < 126) head[1] = 0x80 | payload.length;
  else {
    head[1] = 0x80 | 126;
    head.writeUInt16BE(payload.length, 2);
  }
  return Buffer.concat([head, payload]);
}

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

/** Closed loop: every client sends its next message when the answer to the last has come. */
async function echo({ clients, seconds, bytes }) {
  const frame = textFrame(JSON.stringify({ action: 'none', text: 'x'.repeat(bytes) }));
  const latencies = [];
  let isMeasuring = false;
  let isOver = false;
  const sentAt = new Map();
  const send = (socket) => {
    sentAt.set(socket, performance.now());
    socket.write(frame);
  };
  const sockets = [];
  for (let index = 0; index < clients; index++) {
    sockets.push(
      await open((socket) => {
        if (isMeasuring) latencies.push(performance.now() - sentAt.get(socket));
        if (!isOver) send(socket);
      }),
    );
  }
  for (const socket of sockets) send(socket);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  isMeasuring = true;
  const startedMs = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  isMeasuring = false;
  isOver = true;
  const elapsed = (performance.now() - startedMs) / 1_000;
  for (const socket of sockets) socket.destroy();
  const sorted = Float64Array.from(latencies).sort();
  return {
    perSecond: sorted.length / elapsed,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
  };
}

/** Opens many connections, `parallel` at a time, and keeps them until a line on standard input or `holdMs`. */
async function connectMany({ clients, parallel, holdMs }) {
  const startedMs = performance.now();
  const sockets = [];
  let left = clients;
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      while (left > 0) {
        left--;
        sockets.push(await open(() => {}));
      }
    }),
  );
  const perSecond = clients / ((performance.now() - startedMs) / 1_000);
  console.log(JSON.stringify({ perSecond }));
  await new Promise((resolve) => setTimeout(resolve, holdMs));
  for (const socket of sockets) socket.destroy();
  return { perSecond };
}

const result = options.mode === 'echo' ? await echo(options) : await connectMany(options);
console.log(JSON.stringify(result));
process.exit(0);
