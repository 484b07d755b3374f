// A WebSocket client that can also break the rules: frames are written byte by byte on a plain socket.

import { createHash, randomBytes } from 'node:crypto';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { FrameSpec } from './row.js';

/** What a handshake came to. */
export interface HandshakeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What arrived on an open connection, in order. */
export type Arrival =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'pong'; readonly text: string }
  | { readonly kind: 'close'; readonly code: number; readonly reason: string };

/** An open (or refused) connection. */
export interface Connection {
  readonly handshake: HandshakeAnswer;
  /** The next arrival; rejects after `timeoutMs`. */
  next(timeoutMs: number): Promise<Arrival>;
  sendFrames(frames: readonly FrameSpec[]): void;
  sendBytes(bytes: Buffer): void;
  close(code?: number, reason?: string): void;
  reset(): void;
}

const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Opens a connection to a ws: or wss: URL and waits for the answer to the handshake. */
export function openConnection(
  url: string,
  headers: readonly (readonly [string, string])[],
  timeoutMs: number,
): Promise<Connection> {
  const target = new URL(url);
  const isTls = target.protocol === 'wss:';
  const port = Number(target.port || (isTls ? 443 : 80));
  const socket: Socket = isTls
    ? connectTls({ host: target.hostname, port, servername: target.hostname })
    : connectTcp({ host: target.hostname, port });
  const key = randomBytes(16).toString('base64');
  socket.write(
    [
      `GET ${target.pathname}${target.search} HTTP/1.1`,
      `Host: ${target.host}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Key: ${key}`,
      'Sec-WebSocket-Version: 13',
      ...headers.map(([name, value]) => `${name}: ${value}`),
      '\r\n',
    ].join('\r\n'),
  );
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no answer to the handshake within ${timeoutMs} ms`));
    }, timeoutMs);
    let buffer = Buffer.alloc(0);
    const onData = (chunk: Buffer) => {
      buffer = Buffer.concat([buffer, chunk]);
      const answer = parseHandshake(buffer);
      if (answer === undefined) return;
      clearTimeout(timer);
      socket.off('data', onData);
      if (answer.status === 101 && answer.headers['sec-websocket-accept'] !== acceptOf(key)) {
        reject(new Error('the handshake answer has a wrong Sec-WebSocket-Accept'));
        return;
      }
      resolve(wrap(socket, answer, buffer.subarray(answer.length)));
    };
    socket.on('data', onData);
    socket.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

function wrap(socket: Socket, handshake: HandshakeAnswer, rest: Buffer): Connection {
  const arrivals: Arrival[] = [];
  let wake: (() => void) | undefined;
  let buffer = rest;
  let fragments: Buffer[] = [];
  let closed = false;

  const arrive = (arrival: Arrival) => {
    if (closed) return;
    if (arrival.kind === 'close') closed = true;
    arrivals.push(arrival);
    wake?.();
  };
  const read = () => {
    for (let frame = takeFrame(buffer); frame !== undefined; frame = takeFrame(buffer)) {
      buffer = buffer.subarray(frame.length);
      if (frame.opcode === opcodes.close) {
        const code = frame.payload.length >= 2 ? frame.payload.readUInt16BE(0) : 1005;
        arrive({ kind: 'close', code, reason: frame.payload.subarray(2).toString('utf8') });
        socket.end();
      } else if (frame.opcode === opcodes.pong)
        arrive({ kind: 'pong', text: frame.payload.toString('utf8') });
      else if (frame.opcode === opcodes.ping)
        socket.write(encodeFrame({ opcode: 'pong', final: true, payload: frame.payload.toString('latin1') }));
      else {
        fragments.push(frame.payload);
        if (frame.final) {
          arrive({ kind: 'message', text: Buffer.concat(fragments).toString('utf8') });
          fragments = [];
        }
      }
    }
  };
  socket.removeAllListeners('error');
  socket.on('error', () => arrive({ kind: 'close', code: 1006, reason: '' }));
  socket.on('close', () => arrive({ kind: 'close', code: 1006, reason: '' }));
  socket.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    read();
  });
  read();

  return {
    handshake,
    async next(timeoutMs) {
      if (arrivals.length === 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      const arrival = arrivals.shift();
      if (arrival === undefined) throw new Error(`nothing arrived within ${timeoutMs} ms`);
      return arrival;
    },
    sendFrames: (frames) => void socket.write(Buffer.concat(frames.map(encodeFrame))),
    sendBytes: (bytes) => void socket.write(bytes),
    close(code, reason = '') {
      const payload =
        code === undefined
          ? ''
          : `${String.fromCharCode(code >> 8, code & 255)}${Buffer.from(reason).toString('latin1')}`;
      socket.write(encodeFrame({ opcode: 'close', final: true, payload: { latin1: payload } }));
    },
    reset: () => void socket.resetAndDestroy(),
  };
}

type EncodableFrame = Omit<FrameSpec, 'payload'> & {
  readonly payload: FrameSpec['payload'] | { readonly latin1: string };
};

/** Encodes one client frame, masked unless the row says otherwise. */
export function encodeFrame(frame: EncodableFrame): Buffer {
  const payload = payloadOf(frame.payload);
  const masked = frame.masked ?? true;
  const first = (frame.final ? 0x80 : 0) | (frame.reserved === true ? 0x40 : 0) | opcodes[frame.opcode];
  const head = lengthHead(first, payload.length, masked);
  if (!masked) return Buffer.concat([head, payload]);
  const mask = randomBytes(4);
  const body = Buffer.from(payload);
  for (let index = 0; index < body.length; index++) body[index] = (body[index] ?? 0) ^ (mask[index & 3] ?? 0);
  return Buffer.concat([head, mask, body]);
}

function payloadOf(payload: EncodableFrame['payload']): Buffer {
  if (typeof payload === 'string') return Buffer.from(payload);
  if ('latin1' in payload) return Buffer.from(payload.latin1, 'latin1');
  return Buffer.from(payload.repeat.repeat(payload.times));
}

function lengthHead(first: number, length: number, masked: boolean): Buffer {
  const bit = masked ? 0x80 : 0;
  if (length < 126) return Buffer.from([first, bit | length]);
  if (length < 65_536) return Buffer.from([first, bit | 126, length >> 8, length & 255]);
  const head = Buffer.alloc(10);
  head[0] = first;
  head[1] = bit | 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

function takeFrame(
  buffer: Buffer,
): { opcode: number; final: boolean; payload: Buffer; length: number } | undefined {
  if (buffer.length < 2) return undefined;
  const first = buffer[0] ?? 0;
  let size = (buffer[1] ?? 0) & 0x7f;
  let offset = 2;
  if (size === 126) {
    if (buffer.length < 4) return undefined;
    size = buffer.readUInt16BE(2);
    offset = 4;
  } else if (size === 127) {
    if (buffer.length < 10) return undefined;
    size = Number(buffer.readBigUInt64BE(2));
    offset = 10;
  }
  if (buffer.length < offset + size) return undefined;
  return {
    opcode: first & 0x0f,
    final: (first & 0x80) !== 0,
    payload: buffer.subarray(offset, offset + size),
    length: offset + size,
  };
}

function parseHandshake(buffer: Buffer): (HandshakeAnswer & { readonly length: number }) | undefined {
  const end = buffer.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [statusLine = '', ...lines] = buffer.subarray(0, end).toString('latin1').split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const status = Number(statusLine.split(' ')[1]);
  const bodyLength = status === 101 ? 0 : Number(headers['content-length'] ?? 0);
  const length = end + 4 + bodyLength;
  if (buffer.length < length) return undefined;
  return { status, headers, body: buffer.subarray(end + 4, length).toString('utf8'), length };
}

function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}
