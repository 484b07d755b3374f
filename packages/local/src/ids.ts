// Identifiers in AWS's shapes, made from an injected source of randomness.

import type { Random } from './ports.js';

/** A version 4 UUID, lower case. */
export function uuid(random: Random): string {
  const bytes = Buffer.from(random.bytes(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** An X-Ray trace root: `1-{8 hex epoch seconds}-{24 hex}` (spec/websocket-api.md 3.2). */
export function traceRoot(random: Random, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, '0');
  return `1-${seconds}-${Buffer.from(random.bytes(12)).toString('hex')}`;
}

/** The `Root=` part of an `X-Amzn-Trace-Id` header, if it has one. */
export function traceRootOf(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /(?:^|;)\s*Root=([0-9a-f-]+)/i.exec(header)?.[1];
}
