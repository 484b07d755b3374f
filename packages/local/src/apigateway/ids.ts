// Connection, request and message ids: 15 base64url characters and `=`, made close together in time they share
// a prefix (spec/websocket-api.md 1.6).

import { traceRoot } from '../ids.js';
import type { Random } from '../ports.js';

/** Well-formed ids; anything else is a bad request on the management API. */
export const idPattern: RegExp = /^[A-Za-z0-9_-]{15}=$/;

/** Makes the identifiers of one gateway. */
export interface IdFactory {
  connectionId(nowMs: number): string;
  requestId(nowMs: number): string;
  /** Ends like the ids of the gateway's connections. */
  messageId(nowMs: number): string;
  /** X-Ray trace root. */
  traceId(nowMs: number): string;
}

/** @returns A factory whose ids never repeat: a serial number separates those of one millisecond. */
export function createIdFactory(random: Random): IdFactory {
  const scratch = Buffer.allocUnsafe(11);
  let serial = Math.floor(random.next() * 0xffffff);
  const make = (nowMs: number, suffix: number) => {
    // Six bytes of time, three of a serial number that begins anywhere, two of the host.
    scratch.writeUIntBE(nowMs % 2 ** 48, 0, 6);
    serial = (serial + 1) & 0xffffff;
    scratch.writeUIntBE(serial, 6, 3);
    scratch.writeUInt16BE(suffix, 9);
    return `${scratch.toString('base64url')}=`;
  };
  const host = Math.floor(random.next() * 0x10000);
  return {
    connectionId: (nowMs) => make(nowMs, host),
    requestId(nowMs) {
      const suffix = random.bytes(2);
      return make(nowMs, ((suffix[0] ?? 0) << 8) | (suffix[1] ?? 0));
    },
    messageId: (nowMs) => make(nowMs, host),
    traceId: (nowMs) => traceRoot(random, nowMs),
  };
}
