// Writes a service's answer.

import type { ServerResponse } from 'node:http';
import type { WireResponse } from '../wire.js';

/** Sends status, headers and body; `content-length` is set here. */
export function writeWireResponse(response: ServerResponse, wire: WireResponse): void {
  if (response.destroyed) return;
  const body = typeof wire.body === 'string' ? Buffer.from(wire.body) : wire.body;
  response.writeHead(wire.status, {
    ...wire.headers,
    ...(wire.status === 204 ? {} : { 'content-length': body.length }),
  });
  response.end(body);
}
