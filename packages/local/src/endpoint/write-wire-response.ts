// Writes a service's answer.

import type { ServerResponse } from 'node:http';
import type { WireResponse } from '../wire.js';

/** Sends status, headers and body; `content-length` is set here, but for HEAD, which announces a body it lacks. */
export function writeWireResponse(response: ServerResponse, wire: WireResponse): void {
  if (response.destroyed) return;
  const body = typeof wire.body === 'string' ? Buffer.from(wire.body) : wire.body;
  const isAnnouncedOnly = body.length === 0 && wire.headers['content-length'] !== undefined;
  response.writeHead(wire.status, {
    ...wire.headers,
    ...(wire.status === 204 || isAnnouncedOnly ? {} : { 'content-length': body.length }),
  });
  response.end(body);
}
