// Writes an HTTP refusal to a socket that asked for an upgrade.

import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GatewayRefusal } from './errors.js';

/**
 * @param about.requestId - UUID for `x-amzn-RequestId`.
 * @param about.gatewayId - 15 base64url characters and `=`.
 * @source spec/websocket-api.md 1.2
 */
export function refuseUpgrade(
  socket: Duplex,
  refusal: GatewayRefusal,
  about: { readonly requestId: string; readonly gatewayId: string; readonly nowMs: number },
): void {
  if (socket.destroyed) return;
  const body = Buffer.from(refusal.body);
  const lines = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? 'Refused'}`,
    `Date: ${new Date(about.nowMs).toUTCString()}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Connection: close',
    `x-amzn-RequestId: ${about.requestId}`,
    ...(refusal.type === undefined ? [] : [`x-amzn-ErrorType: ${refusal.type}`]),
    `x-amz-apigw-id: ${about.gatewayId}`,
    // A client that spoke another version is told which one is spoken here (RFC 6455 4.4).
    ...(refusal.status === 426 ? ['Upgrade: websocket', 'Sec-WebSocket-Version: 13'] : []),
  ];
  socket.on('error', () => socket.destroy());
  // Half-open clients would otherwise keep the socket for ever.
  socket.once('finish', () => socket.destroy());
  socket.end(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]));
}
