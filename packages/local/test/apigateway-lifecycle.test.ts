import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { createSeededRandom } from '../src/random.js';
import {
  binary,
  closeFrame,
  continuation,
  openRaw,
  ping,
  pong,
  readClose,
  readFrames,
  text,
} from './raw-frames.js';
import {
  apiId,
  type FakeHandler,
  frame,
  type HandlerEvent,
  startMs,
  startWebSocketStack,
  type WebSocketStack,
} from './websocket-stack.js';

let stack: WebSocketStack | undefined;
afterEach(async () => {
  await stack?.close();
  stack = undefined;
});

const echo: FakeHandler = (event) => ({ statusCode: 200, body: event.body });

async function start(): Promise<WebSocketStack> {
  stack = await startWebSocketStack({ echo, disconnect: () => ({ statusCode: 500 }) });
  stack.addTwoWay('$default', 'echo');
  stack.addRoute('$disconnect', 'disconnect');
  return stack;
}

function fragments(sizes: readonly number[]): Buffer {
  return Buffer.concat(
    sizes.map((size, index) =>
      frame(index === 0 ? text : continuation, 'a'.repeat(size), { final: index === sizes.length - 1 }),
    ),
  );
}

function ending(event: HandlerEvent): unknown[] {
  return [event.requestContext.disconnectStatusCode, event.requestContext.disconnectReason];
}

describe('frames of a WebSocket API', () => {
  const kib = 1_024;
  const accepted: readonly (readonly [string, readonly number[]])[] = [
    ['a frame of 32,768 bytes', [32 * kib]],
    ['two fragments', [10, 10]],
    ['a message of 100 KB in frames of 25 KB', [25 * kib, 25 * kib, 25 * kib, 25 * kib]],
    ['a message of 131,072 bytes in four frames', [32 * kib, 32 * kib, 32 * kib, 32 * kib]],
    ['empty fragments', [0, 0, 0]],
  ];
  for (const [words, sizes] of accepted) {
    it(`make one message: ${words}`, async () => {
      const socket = await openRaw(await start());
      socket.write(fragments(sizes));
      const [answer] = await readFrames(socket, 1);
      const total = sizes.reduce((sum, size) => sum + size, 0);
      assert.deepEqual([answer?.opcode, answer?.payload.toString()], [text, 'a'.repeat(total)]);
    });
  }

  for (const writes of [1, 2, 7, 1_000]) {
    it(`are read alike when they come in ${writes} writes`, async () => {
      const running = await start();
      const socket = await openRaw(running);
      const bytes = Buffer.concat([
        fragments([300, 70_000 % 32_768, 5]),
        frame(ping, 'p'),
        frame(text, 'last'),
      ]);
      const size = Math.ceil(bytes.length / writes);
      for (let at = 0; at < bytes.length; at += size) {
        if (!socket.write(bytes.subarray(at, at + size))) await once(socket, 'drain');
        // A turn of the loop, so that the pieces do not travel as one.
        if (writes <= 7) await new Promise((resolve) => setImmediate(resolve));
      }
      const frames = await readFrames(socket, 3);
      assert.deepEqual(
        frames.map(({ opcode, payload }) => `${opcode} ${payload.length}`).sort(),
        ['1 4', `1 ${300 + (70_000 % 32_768) + 5}`, '10 1'].sort(),
      );
    });
  }

  const refused: readonly (readonly [string, Buffer, number])[] = [
    ['a frame of 32,769 bytes', fragments([32 * kib + 1]), 1_009],
    ['a second fragment of 32,769 bytes', fragments([10, 32 * kib + 1]), 1_009],
    ['a message of 131,073 bytes', fragments([32 * kib, 32 * kib, 32 * kib, 32 * kib, 1]), 1_009],
    ['a header that announces 200,000 bytes', frame(text, 'a'.repeat(200_000)).subarray(0, 14), 1_009],
    ['a length with its highest bit set', Buffer.from('81ffffffffffffffffff00000000', 'hex'), 1_009],
    ['a binary frame', frame(binary, 'x'), 1_003],
    ['an unmasked frame', frame(text, 'x', { masked: false }), 1_002],
    ['the first reserved bit', frame(text, 'x', { reserved: 0x40 }), 1_002],
    ['the second reserved bit', frame(text, 'x', { reserved: 0x20 }), 1_002],
    ['the third reserved bit', frame(text, 'x', { reserved: 0x10 }), 1_002],
    ['a reserved opcode', frame(3, 'x'), 1_002],
    ['a reserved control opcode', frame(11, 'x'), 1_002],
    ['a continuation without a start', frame(continuation, 'x'), 1_002],
    [
      'a message inside a fragmented one',
      Buffer.concat([frame(text, 'x', { final: false }), frame(text, 'y')]),
      1_002,
    ],
    ['a ping over 125 bytes', frame(ping, 'p'.repeat(126)), 1_002],
    ['a fragmented ping', frame(ping, 'p', { final: false }), 1_002],
    ['a close frame with one byte', frame(closeFrame, 'x'), 1_002],
    ['a close frame with a code that is never sent', frame(closeFrame, Buffer.from([0x03, 0xed])), 1_002],
    ['text that is not UTF-8', frame(text, Buffer.from([0xff])), 1_007],
    ['a close reason that is not UTF-8', frame(closeFrame, Buffer.from([0x03, 0xe8, 0xff])), 1_007],
    ['17,000 fragments of one byte', fragments(new Array(17_000).fill(1)), 1_008],
  ];
  for (const [words, bytes, code] of refused) {
    it(`end the connection with ${code}: ${words}`, async () => {
      const running = await start();
      const socket = await openRaw(running);
      socket.write(bytes);
      assert.equal(await readClose(socket), code);
      socket.end();
      const event = await running.invoked('disconnect');
      assert.deepEqual(ending(event), [code, '']);
      assert.equal(running.gateway.connectionCount, 0);
      assert.deepEqual(
        running.invocations.map(({ name }) => name),
        ['disconnect'],
      );
    });
  }

  it('before an oversize frame are still delivered, those after it are not', async () => {
    const running = await start();
    const socket = await openRaw(running);
    socket.write(Buffer.concat([frame(text, 'before'), fragments([40_000]), frame(text, 'after')]));
    assert.equal((await running.invoked('echo')).body, 'before');
    const frames = await readFrames(socket, 1);
    assert.equal(frames.at(-1)?.opcode, closeFrame);
    socket.end();
    await running.invoked('disconnect');
    assert.equal(running.invocations.filter(({ name }) => name === 'echo').length, 1);
  });

  it('answer a ping with its payload, and let an unasked pong pass', async () => {
    const running = await start();
    const socket = await openRaw(running);
    socket.write(Buffer.concat([frame(pong, 'x'), frame(ping, 'are you there')]));
    const [answer] = await readFrames(socket, 1);
    assert.deepEqual([answer?.opcode, answer?.payload.toString()], [pong, 'are you there']);
    assert.deepEqual(running.invocations, []);
  });

  it('answer a burst of pings, each of them', async () => {
    const socket = await openRaw(await start());
    socket.write(Buffer.concat(Array.from({ length: 2_000 }, (_, index) => frame(ping, String(index)))));
    const frames = await readFrames(socket, 2_000);
    assert.deepEqual(
      frames.map(({ opcode, payload }) => `${opcode} ${payload}`),
      Array.from({ length: 2_000 }, (_, index) => `${pong} ${index}`),
    );
  });

  it('that are junk after the 101 end one connection and no other', async () => {
    const running = await start();
    const good = await running.open();
    const socket = await openRaw(running);
    socket.write('GET / HTTP/1.1\r\n\r\n');
    assert.equal(await readClose(socket), 1_002);
    good.socket.send('still here');
    assert.equal(await good.next(), 'still here');
  });

  it('that never end are bounded: the connection is cut after the close', async () => {
    const running = await start();
    const socket = await openRaw(running);
    let sent = 0;
    const flood = setInterval(() => {
      sent++;
      socket.write(fragments([32_768]));
    }, 1);
    const cut = new Promise((resolve) => socket.on('close', resolve));
    socket.write(fragments([40_000]));
    socket.resume();
    await cut;
    clearInterval(flood);
    assert.deepEqual(ending(await running.invoked('disconnect')), [1_009, '']);
    assert.equal(sent > 0, true);
  });
});

describe('junk instead of a handshake', () => {
  const lines: readonly (readonly [string, string, RegExp])[] = [
    ['binary bytes', '\u0016\u0003\u0001\u0000\u0005hello', /^HTTP\/1\.1 400 /],
    ['a header without colon', 'GET /prod HTTP/1.1\r\nnonsense\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['70 KB of headers', `GET /prod HTTP/1.1\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
  ];
  for (const [words, bytes, answer] of lines) {
    it(`is refused: ${words}`, async () => {
      const running = await start();
      const socket = await running.raw();
      socket.write(bytes, 'latin1');
      const chunks: string[] = [];
      socket.on('data', (chunk) => chunks.push(String(chunk)));
      await once(socket, 'close');
      assert.match(chunks.join(''), answer);
      assert.equal((await running.handshake('/prod')).status, 101);
    });
  }
});

describe('the end of a connection', () => {
  const closes: readonly (readonly [string, (socket: Socket) => void, readonly [number, string]])[] = [
    [
      'a close frame without a code',
      (socket) => socket.write(frame(closeFrame, '')),
      [1_005, 'Client-side close frame status not set'],
    ],
    [
      'a close with 1000 and a reason',
      (socket) => socket.write(frame(closeFrame, Buffer.concat([Buffer.from([3, 232]), Buffer.from('bye')]))),
      [1_000, 'bye'],
    ],
    ['a close with 1001', (socket) => socket.write(frame(closeFrame, Buffer.from([3, 233]))), [1_001, '']],
    [
      'a close with 4999',
      (socket) => socket.write(frame(closeFrame, Buffer.from([0x13, 0x87]))),
      [4_999, ''],
    ],
    ['the end of TCP', (socket) => socket.end(), [1_006, 'Connection closed abnormally']],
    ['a TCP reset', (socket) => socket.resetAndDestroy(), [1_006, 'Connection closed abnormally']],
  ];
  for (const [words, act, expected] of closes) {
    it(`reaches $disconnect after ${words}`, async () => {
      const running = await start();
      const socket = await openRaw(running);
      act(socket);
      assert.deepEqual(ending(await running.invoked('disconnect')), expected);
    });
  }

  it('has exactly the members of a DISCONNECT event', async () => {
    const running = await start();
    const client = await running.open('/prod', { headers: { 'User-Agent': 'test/1.0' } });
    await running.clock.advance(11_000);
    client.socket.close(1_000, 'done');
    const event = await running.invoked('disconnect');
    const { connectionId, requestId } = event.requestContext;
    const domainName = 'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com';
    assert.equal(
      JSON.stringify(event),
      JSON.stringify({
        headers: { Host: domainName, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' },
        multiValueHeaders: {
          Host: [domainName],
          'x-api-key': [''],
          'X-Forwarded-For': [''],
          'x-restapi': [''],
        },
        requestContext: {
          routeKey: '$disconnect',
          disconnectStatusCode: 1_000,
          eventType: 'DISCONNECT',
          extendedRequestId: requestId,
          requestTime: '20/Jan/2024:11:55:08 +0000',
          messageDirection: 'IN',
          disconnectReason: 'done',
          stage: 'prod',
          connectedAt: startMs,
          requestTimeEpoch: startMs + 11_000,
          identity: { userAgent: 'test/1.0', sourceIp: '127.0.0.1' },
          requestId,
          domainName,
          connectionId,
          apiId,
        },
        isBase64Encoded: false,
      }),
    );
    assert.equal(running.invocations.length, 1);
  });

  it('comes after ten idle minutes, not one millisecond earlier', async () => {
    const running = await start();
    const client = await running.open();
    await running.clock.advance(599_999);
    assert.equal(running.gateway.connectionCount, 1);
    await running.clock.advance(1);
    assert.deepEqual(await client.closed, { code: 1_001, reason: 'Going away' });
    assert.deepEqual(ending(await running.invoked('disconnect')), [1_001, 'Going away']);
  });

  it('is put off by messages and answers in either direction', async () => {
    const running = await start();
    const client = await running.open();
    for (let count = 0; count < 3; count++) {
      await running.clock.advance(540_000);
      client.socket.send('tick');
      assert.equal(await client.next(), 'tick');
    }
    await running.clock.advance(599_999);
    assert.equal(running.gateway.connectionCount, 1);
    await running.clock.advance(1);
    assert.equal((await client.closed).code, 1_001);
  });

  for (const pingResetsIdle of [true, false]) {
    it(`is ${pingResetsIdle ? 'put off' : 'not put off'} by a ping when the assumption says so`, async () => {
      stack = await startWebSocketStack({}, { behavior: { pingResetsIdle } });
      const client = await stack.open();
      await stack.clock.advance(500_000);
      const answered = once(client.socket, 'pong');
      client.socket.ping();
      await answered;
      await stack.clock.advance(100_000);
      assert.equal(stack.gateway.connectionCount, pingResetsIdle ? 1 : 0);
    });
  }

  it('comes after two hours in spite of traffic', async () => {
    const running = await start();
    const client = await running.open();
    for (let count = 0; count < 14; count++) {
      await running.clock.advance(480_000);
      client.socket.send('tick');
      assert.equal(await client.next(), 'tick');
    }
    await running.clock.advance(479_999);
    assert.equal(running.gateway.connectionCount, 1);
    await running.clock.advance(1);
    assert.deepEqual(await client.closed, { code: 1_001, reason: 'Going away' });
  });

  it('finds each of many connections at its own time', async () => {
    const running = await start();
    const first = await running.open();
    await running.clock.advance(1_000);
    const second = await running.open();
    await running.clock.advance(599_000);
    assert.equal((await first.closed).code, 1_001);
    assert.equal(running.gateway.connectionCount, 1);
    await running.clock.advance(1_000);
    assert.equal((await second.closed).code, 1_001);
  });

  it('comes when the API is removed or the gateway closes, with the invocations waited for', async () => {
    const running = await start();
    const client = await running.open();
    await running.gateway.close();
    assert.deepEqual(await client.closed, { code: 1_012, reason: '' });
    assert.deepEqual(ending(await running.invoked('disconnect')), [1_012, '']);
    const other = await running.open();
    running.gateway.removeApi(apiId);
    assert.equal((await other.closed).code, 1_001);
  });

  it('comes with 1008 after a hundred throttled messages in a row, not before', async () => {
    const running = await start();
    running.gateway.put('stages', 'prod', {
      apiId,
      name: 'prod',
      variables: undefined,
      throttle: undefined,
      routeThrottles: { $default: { rate: 1, burst: 1 } },
    });
    const client = await running.open();
    client.socket.send('taken');
    assert.equal(await client.next(), 'taken');
    for (let count = 0; count < 100; count++) client.socket.send('too much');
    for (let count = 0; count < 100; count++)
      assert.match(await client.next(), /^{"message": "Too Many Requests"/);
    await running.clock.advance(1_000);
    client.socket.send('taken again');
    assert.equal(await client.next(), 'taken again');
    for (let count = 0; count < 101; count++) client.socket.send('too much');
    assert.deepEqual(await client.closed, { code: 1_008, reason: '' });
    assert.deepEqual(ending(await running.invoked('disconnect')), [1_008, '']);
  });

  it('comes with 1011 when the gateway itself fails, for this connection only', async () => {
    let isBroken = false;
    const random = createSeededRandom(7);
    stack = await startWebSocketStack(
      { echo, disconnect: () => null },
      {
        random: {
          ...random,
          bytes(length) {
            if (!isBroken) return random.bytes(length);
            isBroken = false;
            throw new Error('out of luck');
          },
        },
      },
    );
    stack.addTwoWay('$default', 'echo');
    const [client, other] = [await stack.open(), await stack.open()];
    isBroken = true;
    client.socket.send('x');
    assert.deepEqual(await client.closed, { code: 1_011, reason: '' });
    other.socket.send('still here');
    assert.equal(await other.next(), 'still here');
    const faults = stack.events.filter(({ kind }) => kind === 'stack.fault');
    assert.deepEqual(
      faults.map(({ level }) => level),
      ['error'],
    );
    assert.match(JSON.stringify(faults[0]?.data), /Edgewire's own message failed: out of luck/);
  });

  it('drops what a function answers afterwards', async () => {
    let finish = () => {};
    stack = await startWebSocketStack({
      slow: () =>
        new Promise((resolve) => {
          finish = () => resolve({ statusCode: 200, body: 'late' });
        }),
    });
    stack.addTwoWay('$default', 'slow');
    const client = await stack.open();
    client.socket.send('x');
    await stack.invoked('slow');
    client.socket.close();
    await client.closed;
    finish();
    await stack.gateway.close();
    assert.deepEqual(
      stack.events.filter(({ level }) => level === 'error'),
      [],
    );
  });
});

describe('a client that does not read', () => {
  it('is not read either, and the rest waits in the network', async () => {
    stack = await startWebSocketStack({ flood: () => ({ statusCode: 200, body: 'x'.repeat(131_072) }) });
    stack.addTwoWay('$default', 'flood');
    const socket = await openRaw(stack);
    socket.pause();
    for (let count = 0; count < 20_000; count++) socket.write(frame(text, 'y'.repeat(1_000)));
    await stack.invoked('flood');
    // Nothing more comes in once the buffers are full: the count stands still.
    let before = -1;
    while (before !== stack.invocations.length) {
      before = stack.invocations.length;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.equal(before < 5_000, true, `${before} messages were taken`);
    socket.destroy();
  });

  it('is not read when it only sends pings, and gets every pong once it reads again', async () => {
    const running = await start();
    const socket = await openRaw(running);
    socket.pause();
    const pings = 200_000;
    const flood = Buffer.concat(new Array(1_000).fill(frame(ping, 'p'.repeat(125))));
    let bytes = 0;
    for (let count = 0; count < pings; count += 1_000) socket.write(flood);
    const drained = once(socket, 'drain').then(() => 'all was taken');
    const waited = new Promise((resolve) => setTimeout(() => resolve('the rest waits'), 300));
    assert.equal(await Promise.race([drained, waited]), 'the rest waits');
    assert.equal(running.gateway.connectionCount, 1);
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes === pings * 127) socket.destroy();
    });
    await once(socket, 'close');
    assert.equal(bytes, pings * 127);
  });
});
