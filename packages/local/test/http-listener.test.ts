import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { createHttpListener, type HttpListener } from '../src/network/http-listener.js';

let listener: HttpListener | undefined;
afterEach(async () => {
  await listener?.close();
  listener = undefined;
});

const requests: string[] = [];

async function start(): Promise<number> {
  requests.length = 0;
  listener = createHttpListener(
    () => ({
      request(request, response) {
        requests.push(`${request.method} ${request.url}`);
        request.on('data', () => {});
        request.on('end', () => response.end('done'));
      },
    }),
    { headersMs: 50, requestMs: 100, checkMs: 10 },
  );
  listener.server.listen(0, '127.0.0.1');
  await once(listener.server, 'listening');
  // A TCP server's address is an object, never a pipe name.
  return (listener.server.address() as AddressInfo).port;
}

/** Everything that the server sends until it ends the connection. */
async function read(socket: Socket): Promise<string> {
  const chunks: string[] = [];
  socket.on('data', (chunk) => chunks.push(String(chunk)));
  await once(socket, 'close');
  return chunks.join('');
}

describe('a listener', () => {
  const slow: readonly (readonly [string, string])[] = [
    ['nothing at all', ''],
    ['half a request line', 'GET /pro'],
    ['headers without their end', 'GET /prod HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n'],
  ];
  for (const [words, bytes] of slow) {
    it(`sends a client away that sends ${words}`, async () => {
      const socket = connect(await start(), '127.0.0.1');
      socket.write(bytes);
      assert.match(await read(socket), /^HTTP\/1\.1 408 Request Timeout\r\n/);
      assert.deepEqual(requests, []);
    });
  }

  it('sends a client away whose headers never end, however lively it is', async () => {
    const socket = connect(await start(), '127.0.0.1');
    socket.on('error', () => socket.destroy());
    socket.write('GET /prod HTTP/1.1\r\nHost: 127.0.0.1\r\n');
    const drip = setInterval(() => socket.write('X-More: 1\r\n'), 5);
    const answer = await read(socket);
    clearInterval(drip);
    assert.match(answer, /^HTTP\/1\.1 408 /);
    assert.deepEqual(requests, []);
  });

  it('sends a client away whose body never ends', async () => {
    const socket = connect(await start(), '127.0.0.1');
    socket.on('error', () => socket.destroy());
    socket.write('POST /prod HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\nx');
    assert.match(await read(socket), /^HTTP\/1\.1 408 /);
    assert.deepEqual(requests, ['POST /prod']);
  });

  it('refuses a request without Host, and two lengths', async () => {
    const port = await start();
    for (const bytes of [
      'GET / HTTP/1.1\r\n\r\n',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ]) {
      const socket = connect(port, '127.0.0.1');
      socket.write(bytes);
      assert.match(await read(socket), /^HTTP\/1\.1 400 /);
    }
    assert.deepEqual(requests, []);
  });

  it('serves others while a hundred clients say nothing', async () => {
    const port = await start();
    const silent = Array.from({ length: 100 }, () => connect(port, '127.0.0.1'));
    const answer = await fetch(`http://127.0.0.1:${port}/x`);
    assert.equal(await answer.text(), 'done');
    await Promise.all(silent.map(read));
  });
});
