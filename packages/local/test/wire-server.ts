// A small HTTP server around one service, for tests that use the real SDK clients.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readWireRequest } from '../src/endpoint/read-wire-request.js';
import { writeWireResponse } from '../src/endpoint/write-wire-response.js';
import type { StackIdentity } from '../src/ports.js';
import type { WireRequest, WireResponse } from '../src/wire.js';

/** The identity every package test uses. */
export const testIdentity: StackIdentity = {
  stackName: 'shop-dev',
  stage: 'dev',
  accountId: '123456789012',
  region: 'eu-west-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
};

/** Options that every SDK client takes to reach a local address. */
export function clientOptions(url: string): {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
} {
  return {
    endpoint: url,
    region: testIdentity.region,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'local' },
  };
}

/** Serves a service on a free loopback port. */
export async function serveWire(
  answer: (request: WireRequest) => Promise<WireResponse>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const read = await readWireRequest(request, { maxBodyBytes: 32_000_000 });
    if (read.kind === 'request') writeWireResponse(response, await answer(read.request));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server's address is an object, never a pipe name.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
