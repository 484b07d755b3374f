// A WebSocket through a distribution: the upgrade request goes to the origin, then bytes pass both ways.

import { connect as connectTcp, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { wireHeaderName } from './header-case.js';
import type { Origin } from './model.js';
import type { LocalAddress } from './origin-fetcher.js';
import type { OriginRequest } from './origin-request.js';

/** Where an upgrade goes. */
export interface UpgradeTunnel {
  readonly host: string;
  readonly port: number;
  /** TLS server name; undefined for a plain connection. */
  readonly serverName: string | undefined;
  readonly request: OriginRequest;
}

/**
 * Where the upgrade of a custom origin goes: the stack's own endpoint by plain HTTP, the rest of the world by the
 * origin's protocol policy, with https as what viewers of a WebSocket use.
 */
export function tunnelOf(
  origin: Origin,
  options: { readonly local: LocalAddress | undefined; readonly request: OriginRequest },
): UpgradeTunnel {
  const { local, request } = options;
  if (local !== undefined) return { ...local, serverName: undefined, request };
  const { settings, domainName } = origin;
  const isPlain = settings.kind === 'custom' && settings.protocolPolicy === 'http-only';
  const ports = settings.kind === 'custom' ? settings : { httpPort: 80, httpsPort: 443 };
  return {
    host: domainName,
    port: isPlain ? ports.httpPort : ports.httpsPort,
    serverName: isPlain ? undefined : domainName,
    request,
  };
}

/** Time for the origin's first answer, as for any request (spec/cloudfront.md 4.4). */
const originTimeoutMs = 30_000;

/**
 * Opens the tunnel.
 *
 * @returns The status that the viewer got: the origin's own, 502 when it could not be reached, 504 when it did not
 *   answer.
 */
export function openUpgradeTunnel(
  tunnel: UpgradeTunnel,
  viewer: { readonly socket: Duplex; readonly head: Buffer },
): Promise<number> {
  const { host, port, serverName } = tunnel;
  const origin: Socket =
    serverName === undefined
      ? connectTcp({ host, port })
      : connectTls({ host, port, servername: serverName });
  return new Promise((resolve) => {
    let answered = false;
    const refuse = (status: number, title: string) => {
      if (answered) return;
      answered = true;
      viewer.socket.end(`HTTP/1.1 ${status} ${title}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      origin.destroy();
      resolve(status);
    };
    origin.setTimeout(originTimeoutMs, () => refuse(504, 'Gateway Timeout'));
    origin.on('error', () => {
      refuse(502, 'Bad Gateway');
      viewer.socket.destroy();
    });
    viewer.socket.on('error', () => origin.destroy());
    origin.once(serverName === undefined ? 'connect' : 'secureConnect', () => {
      origin.write(upgradeHead(tunnel.request));
      if (viewer.head.length > 0) origin.write(viewer.head);
      viewer.socket.pipe(origin);
    });
    origin.once('data', (first: Buffer) => {
      answered = true;
      origin.setTimeout(0);
      viewer.socket.write(first);
      origin.pipe(viewer.socket);
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(first.toString('latin1', 0, 16))?.[1] ?? 502));
    });
    viewer.socket.on('close', () => origin.destroy());
    origin.on('close', () => {
      refuse(502, 'Bad Gateway');
      viewer.socket.destroy();
    });
  });
}

function upgradeHead(request: OriginRequest): string {
  const query = request.rawQuery === undefined ? '' : `?${request.rawQuery}`;
  const lines = [`GET ${request.path}${query} HTTP/1.1`];
  for (const [name, values] of request.headers) {
    if (name === 'connection' || name === 'upgrade' || name === 'accept-encoding') continue;
    for (const value of values) lines.push(`${wireHeaderName(name)}: ${value}`);
  }
  lines.push('Upgrade: websocket', 'Connection: Upgrade');
  return `${lines.join('\r\n')}\r\n\r\n`;
}
