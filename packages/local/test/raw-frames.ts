// A client below the WebSocket library: bytes out, server frames in.

import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { handshakeText, readAnswer, type WebSocketStack } from './websocket-stack.js';

// Opcodes (RFC 6455 5.2).
export const continuation = 0;
export const text = 1;
export const binary = 2;
export const closeFrame = 8;
export const ping = 9;
export const pong = 10;

/** A raw client after its 101. */
export async function openRaw(running: WebSocketStack): Promise<Socket> {
  const socket = await running.raw();
  socket.write(handshakeText('/prod'));
  assert.equal((await readAnswer(socket)).status, 101);
  return socket;
}

/** Server frames until the socket ends, or `count` of them. */
export async function readFrames(
  socket: Socket,
  count: number,
): Promise<{ opcode: number; payload: Buffer }[]> {
  const frames: { opcode: number; payload: Buffer }[] = [];
  let bytes = Buffer.alloc(0);
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    bytes = Buffer.concat([bytes, chunk as Buffer]);
    for (;;) {
      if (bytes.length < 2) break;
      const [first = 0, second = 0] = bytes;
      const [length, offset] =
        second < 126
          ? [second, 2]
          : second === 126
            ? [bytes.length < 4 ? Number.POSITIVE_INFINITY : bytes.readUInt16BE(2), 4]
            : [bytes.length < 10 ? Number.POSITIVE_INFINITY : Number(bytes.readBigUInt64BE(2)), 10];
      if (bytes.length < offset + length) break;
      frames.push({ opcode: first & 0x0f, payload: bytes.subarray(offset, offset + length) });
      bytes = bytes.subarray(offset + length);
      if (frames.length === count) return frames;
    }
  }
  return frames;
}

/** The code of the close frame that comes next. */
export async function readClose(socket: Socket): Promise<number> {
  const [last] = (await readFrames(socket, 1)).slice(-1);
  assert.equal(last?.opcode, closeFrame);
  return last.payload.readUInt16BE(0);
}
