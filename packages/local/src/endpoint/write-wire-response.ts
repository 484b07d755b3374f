// Writes a service's answer.

import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { WireResponse } from '../wire.js';

/** Sends status, headers and body; `content-length` is set here, but for HEAD, which announces a body it lacks. */
export function writeWireResponse(response: ServerResponse, wire: WireResponse): void {
  if (response.destroyed) return;
  const body = typeof wire.body === 'string' ? Buffer.from(wire.body) : wire.body;
  if (wire.stream !== undefined) {
    response.writeHead(wire.status, wire.headers);
    if (body.length > 0) response.write(body);
    const stream = Readable.from(wire.stream);
    // A client that went away, or a service that failed halfway: all that is left is to end the connection.
    stream.on('error', () => response.destroy());
    response.on('close', () => stream.destroy());
    stream.pipe(response);
    return;
  }
  const isAnnouncedOnly = body.length === 0 && wire.headers['content-length'] !== undefined;
  response.writeHead(wire.status, {
    ...wire.headers,
    ...(wire.status === 204 || isAnnouncedOnly ? {} : { 'content-length': body.length }),
  });
  response.end(body);
}
