// One port for everything that is redirected: TLS for AWS names, plain HTTP, and CONNECT tunnels of a proxy.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createSecureContext, type TLSSocket } from 'node:tls';
import type { HttpEntry } from '../http-entry.js';
import { hostNameOf } from './aws-host.js';
import type { CertificateAuthority } from './certificate-authority.js';

/** Decisions that the listener asks for. */
export interface TlsListenerOptions {
  readonly authority: CertificateAuthority;
  /** Who answers for a host name. It always has an answer: a refusal is an entry too. */
  readonly entryOf: (host: string) => HttpEntry;
  /** Told the host of each TLS connection at its begin: what follows may not be HTTP. */
  readonly onHost: (host: string) => void;
  /** Whether a tunnel to the host ends here; other tunnels go where they say. */
  readonly isServed: (host: string) => boolean;
}

/** The listening port. */
export interface TlsListener {
  readonly port: number;
  close(): Promise<void>;
}

/** First byte of a TLS record that carries a handshake. */
const tlsHandshake = 0x16;
/** A tunnel to a host that does not answer must not hang its client. */
const tunnelTimeoutMs = 10_000;

/** Listens on a free loopback port. */
export async function createTlsListener(options: TlsListenerOptions): Promise<TlsListener> {
  const sockets = new Set<Duplex>();
  const hostOf = (request: IncomingMessage) => {
    // A plain socket has no server name.
    const { servername } = request.socket as Partial<TLSSocket>;
    return typeof servername === 'string' && servername !== ''
      ? servername.toLowerCase()
      : hostNameOf(request.headers.host ?? '');
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse) =>
    options.entryOf(hostOf(request)).request(request, response);
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const { upgrade } = options.entryOf(hostOf(request));
    if (upgrade !== undefined) upgrade(request, socket, head);
    else socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  };

  const secure = createTlsServer(
    {
      ...(await options.authority.issue('localhost')),
      ALPNProtocols: ['http/1.1'],
      SNICallback(host, done) {
        options.onHost(host.toLowerCase());
        options.authority.issue(host.toLowerCase()).then(
          (issued) => done(null, createSecureContext(issued)),
          (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
        );
      },
    },
    onRequest,
  );
  const plain = createServer(onRequest);
  for (const server of [secure, plain]) {
    server.on('upgrade', onUpgrade);
    // A client that does not trust the certificate, or sends junk, ends only its own socket.
    server.on('clientError', (_error, socket) => socket.destroy());
  }
  secure.on('tlsClientError', (_error, socket) => socket.destroy());

  const admit = (socket: Duplex) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      (first[0] === tlsHandshake ? secure : plain).emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  };
  plain.on('connect', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const { hostname, port } = parseAuthority(request.url ?? '');
    if (!options.isServed(hostname)) return tunnel({ hostname, port }, socket, { head, sockets });
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    admit(socket);
  });

  const listener = createTcpServer(admit);
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(0, '127.0.0.1', resolve);
  });
  // Redirected calls keep the process alive; the idle listener must not.
  listener.unref();
  // A TCP server's address is an object, never a pipe name.
  const { port } = listener.address() as AddressInfo;
  return {
    port,
    async close() {
      await new Promise<void>((resolve) => {
        listener.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
      closeIdle(secure);
      closeIdle(plain);
    },
  };
}

function tunnel(
  target: { readonly hostname: string; readonly port: number },
  client: Duplex,
  options: { readonly head: Buffer; readonly sockets: Set<Duplex> },
): void {
  const remote: Socket = connect(target.port, target.hostname);
  options.sockets.add(remote);
  remote.setTimeout(tunnelTimeoutMs, () => remote.destroy());
  remote.on('connect', () => {
    remote.setTimeout(0);
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (options.head.length > 0) remote.write(options.head);
    remote.pipe(client);
    client.pipe(remote);
  });
  remote.on('error', () => {
    if (client.writable) client.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n');
  });
  remote.on('close', () => {
    options.sockets.delete(remote);
    client.destroy();
  });
  client.on('close', () => remote.destroy());
}

function parseAuthority(authority: string): { readonly hostname: string; readonly port: number } {
  const [, hostname = '', port = '443'] = /^(.*?)(?::(\d+))?$/.exec(authority) ?? [];
  return { hostname: hostname.replace(/^\[|\]$/g, '').toLowerCase(), port: Number(port) };
}

// These servers never listened themselves: there is nothing to wait for.
function closeIdle(server: Server): void {
  server.closeAllConnections();
}
