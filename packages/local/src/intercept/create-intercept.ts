// The local TLS listener behind AWS host names. It starts when the first function needs it.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createSecureContext, createServer as createTlsServer, type SecureContext } from 'node:tls';
import type { Emit } from '../events/stack-event.js';
import type { HttpEntry } from '../http-entry.js';
import type { Closable } from '../ports.js';
import { openCertificateAuthority } from './certificates.js';

/** What the listener needs. */
export interface InterceptPorts {
  /** Folder of the authority's key and certificate. */
  readonly folder: string;
  readonly nowMs: () => number;
  readonly emit: Emit;
  /** Who answers for a host; `undefined` when nothing local does. */
  readonly entryOf: (host: string) => HttpEntry | undefined;
}

/** The redirect target of AWS host names. */
export interface Intercept extends Closable {
  /** Port on loopback, and the CA that signed what it shows. Starts the listener on first use. */
  target(): Promise<{ readonly port: number; readonly ca: string }>;
}

/** Creates the listener without starting it: a stack whose code honours `AWS_ENDPOINT_URL` never pays for it. */
export function createIntercept(ports: InterceptPorts): Intercept {
  let started: Promise<{ port: number; ca: string; close(): Promise<void> }> | undefined;

  const start = async () => {
    const authority = await openCertificateAuthority(ports.folder, ports.nowMs());
    const contexts = new Map<string, Promise<SecureContext>>();
    const contextOf = (host: string) => {
      const known = contexts.get(host);
      if (known !== undefined) return known;
      const made = authority
        .leaf(host)
        .then(({ certificate, key }) => createSecureContext({ cert: certificate, key }));
      contexts.set(host, made);
      return made;
    };
    const http = createHttpServer((request, response) => answer(ports, request, response));
    http.keepAliveTimeout = 30_000;
    const sockets = new Set<Socket>();
    const tls = createTlsServer(
      {
        SNICallback: (host, done) => {
          contextOf(host).then(
            (context) => done(null, context),
            (error: Error) => done(error),
          );
        },
      },
      (socket) => http.emit('connection', socket),
    );
    tls.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    // A client that breaks off its handshake is no failure of ours.
    tls.on('tlsClientError', () => {});
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
    tls.unref();
    // A TCP server's address is an object, never a pipe name.
    const { port } = tls.address() as AddressInfo;
    return {
      port,
      ca: authority.certificate,
      close: () =>
        new Promise<void>((resolve) => {
          tls.close(() => resolve());
          for (const socket of sockets) socket.destroy();
        }),
    };
  };

  return {
    async target() {
      started ??= start();
      const { port, ca } = await started;
      return { port, ca };
    },
    async close() {
      await (await started)?.close();
    },
  };
}

function answer(ports: InterceptPorts, request: IncomingMessage, response: ServerResponse): void {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  const entry = ports.entryOf(host);
  if (entry !== undefined) {
    entry.request(request, response);
    return;
  }
  const message = `Nothing local serves ${host}; start with --passthrough ${host} to let functions reach it for real`;
  ports.emit('intercept.refused', { host, message }, { level: 'error' });
  request.resume();
  const body = JSON.stringify({ __type: 'EdgewireNotServed', message });
  response.writeHead(400, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-amzn-errortype': 'EdgewireNotServed',
  });
  response.end(body);
}
