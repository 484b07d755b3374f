// An HTTP server hardened the same way for every endpoint: bounded headers, bounded waits, tracked sockets.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpEntry } from '../http-entry.js';
import type { Closable } from '../ports.js';

/** A server whose entry can be exchanged while it listens. */
export interface HttpListener extends Closable {
  readonly server: Server;
}

/** How long a client may take; what keeps a slow or hostile one from holding a socket. */
export interface ClientPatience {
  /** From the connection, or the last answer, to the end of the headers. */
  readonly headersMs: number;
  /** To the end of the body. */
  readonly requestMs: number;
  /** How often both are looked at. */
  readonly checkMs: number;
}

const defaultPatience: ClientPatience = { headersMs: 10_000, requestMs: 60_000, checkMs: 2_000 };
const keepAliveTimeoutMs = 5_000;
/** Above CloudFront's 32,768 bytes, so that the service answers 494 itself (spec/cloudfront.md 4.4). */
const maxHeaderBytes = 65_536;

const clientErrors: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Creates the listener; `entry` is asked at every request, so a reload needs no new socket. */
export function createHttpListener(
  entry: () => HttpEntry | undefined,
  patience: ClientPatience = defaultPatience,
): HttpListener {
  const sockets = new Set<Socket>();
  const server = createServer(
    {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: patience.headersMs,
      requestTimeout: patience.requestMs,
      keepAliveTimeout: keepAliveTimeoutMs,
      connectionsCheckingInterval: patience.checkMs,
      noDelay: true,
    },
    (request: IncomingMessage, response: ServerResponse) => {
      const current = entry();
      if (current !== undefined) current.request(request, response);
      else response.writeHead(503, { 'content-type': 'text/plain' }).end('The resource is being replaced\n');
    },
  );
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    // A reset between the handshake's bytes must not become an uncaught error.
    socket.on('error', () => socket.destroy());
    const upgrade = entry()?.upgrade;
    if (upgrade !== undefined) upgrade(request, socket, head);
    else socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy();
    const status = clientErrors[error.code ?? ''] ?? '400 Bad Request';
    return socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  });
  return {
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
