// The Autobahn suite's groups 1 to 7 in few rows, for machines without it (conformance/src/autobahn runs the suite
// itself). Numbers are the suite's.

import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { closeFrame, continuation, openRaw, ping, pong, readClose, readFrames, text } from './raw-frames.js';
import { frame, startWebSocketStack, type WebSocketStack } from './websocket-stack.js';

let stack: WebSocketStack | undefined;
afterEach(async () => {
  await stack?.close();
  stack = undefined;
});

async function start(): Promise<WebSocketStack> {
  stack = await startWebSocketStack({ echo: (event) => ({ statusCode: 200, body: event.body ?? '' }) });
  stack.addTwoWay('$default', 'echo');
  return stack;
}

const part = (opcode: number, payload: string | Uint8Array) => frame(opcode, payload, { final: false });
const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex');
const closeOf = (code: number, reason = '') =>
  frame(closeFrame, Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]));

describe('messages of Autobahn', () => {
  const rows: readonly (readonly [
    id: string,
    words: string,
    bytes: Buffer,
    answers: readonly [number, string][],
  ])[] = [
    ['1.1.1', 'an empty text', frame(text, ''), [[text, '']]],
    ['1.1.2', '125 bytes', frame(text, '*'.repeat(125)), [[text, '*'.repeat(125)]]],
    ['1.1.3', '126 bytes', frame(text, '*'.repeat(126)), [[text, '*'.repeat(126)]]],
    ['1.1.5', '128 bytes', frame(text, '*'.repeat(128)), [[text, '*'.repeat(128)]]],
    ['2.1', 'a ping without payload', frame(ping, ''), [[pong, '']]],
    [
      '2.3',
      'a ping of bytes that are no text',
      frame(ping, hex('00ff fefd fcfb 00ff')),
      [[pong, hex('00ff fefd fcfb 00ff').toString()]],
    ],
    ['2.4', 'a ping of 125 bytes', frame(ping, 'p'.repeat(125)), [[pong, 'p'.repeat(125)]]],
    [
      '2.7, 2.8',
      'unasked pongs',
      Buffer.concat([frame(pong, ''), frame(pong, 'p'), frame(ping, 'q')]),
      [[pong, 'q']],
    ],
    [
      '2.10',
      'ten pings, answered in order',
      Buffer.concat([...'0123456789'].map((digit) => frame(ping, digit))),
      [...'0123456789'].map((digit): [number, string] => [pong, digit]),
    ],
    [
      '5.3',
      'two fragments',
      Buffer.concat([part(text, 'frag'), frame(continuation, 'ments')]),
      [[text, 'fragments']],
    ],
    [
      '5.6',
      'a ping between two fragments',
      Buffer.concat([part(text, 'frag'), frame(ping, 'p'), frame(continuation, 'ments')]),
      [
        [pong, 'p'],
        [text, 'fragments'],
      ],
    ],
    [
      '5.19',
      'five fragments and two pings',
      Buffer.concat([
        part(text, '1'),
        part(continuation, '2'),
        frame(ping, 'p'),
        part(continuation, '3'),
        part(continuation, '4'),
        frame(ping, 'q'),
        frame(continuation, '5'),
      ]),
      [
        [pong, 'p'],
        [pong, 'q'],
        [text, '12345'],
      ],
    ],
    [
      '6.1.2',
      'three empty fragments',
      Buffer.concat([part(text, ''), part(continuation, ''), frame(continuation, '')]),
      [[text, '']],
    ],
    [
      '6.1.3',
      'an empty fragment on either side',
      Buffer.concat([part(text, ''), part(continuation, 'middle'), frame(continuation, '')]),
      [[text, 'middle']],
    ],
    [
      '6.2.2',
      'a fragment between code points',
      Buffer.concat([part(text, 'Hello-µ@ß'), frame(continuation, 'öäüàá-UTF-8!!')]),
      [[text, 'Hello-µ@ßöäüàá-UTF-8!!']],
    ],
    [
      '6.2.4',
      'a fragment for each byte',
      Buffer.concat([
        part(text, hex('ce')),
        part(continuation, hex('ba')),
        part(continuation, hex('e1')),
        part(continuation, hex('bd')),
        frame(continuation, hex('b9')),
      ]),
      [[text, '\u03ba\u1f79']],
    ],
    [
      '6.5.1 to 6.7.4',
      'the first and the last code point of each length',
      frame(text, '\u0000\u007f\u0080\u07ff\u0800\uffff\u{10000}\u{10ffff}'),
      [[text, '\u0000\u007f\u0080\u07ff\u0800\uffff\u{10000}\u{10ffff}']],
    ],
    [
      '6.9.1 to 6.9.4',
      'the neighbours of the surrogates',
      frame(text, '\ud7ff\ue000\ufffd\u{10ffff}'),
      [[text, '\ud7ff\ue000\ufffd\u{10ffff}']],
    ],
    [
      '6.22.1 to 6.23.7',
      'code points that are no characters',
      frame(text, '\ufffe\uffff\u{1fffe}\u{1ffff}\ufff9\ufffc'),
      [[text, '\ufffe\uffff\u{1fffe}\u{1ffff}\ufff9\ufffc']],
    ],
  ];
  for (const [id, words, bytes, answers] of rows) {
    it(`${id} are answered: ${words}`, async () => {
      const socket = await openRaw(await start());
      socket.write(bytes);
      const frames = await readFrames(socket, answers.length);
      assert.deepEqual(
        frames.map(({ opcode, payload }) => [opcode, payload.toString()]),
        answers,
      );
    });
  }
});

describe('faults of Autobahn', () => {
  const rows: readonly (readonly [id: string, words: string, bytes: Buffer, code: number])[] = [
    ['2.5', 'a ping of 126 bytes', frame(ping, 'p'.repeat(126)), 1_002],
    [
      '3.2',
      'a good message, then one with a reserved bit',
      Buffer.concat([frame(text, 'a'), frame(text, 'b', { reserved: 0x20 })]),
      1_002,
    ],
    ['3.5', 'a ping with two reserved bits', frame(ping, 'p', { reserved: 0x50 }), 1_002],
    ['3.7', 'a close frame with every reserved bit', frame(closeFrame, '', { reserved: 0x70 }), 1_002],
    ...[3, 4, 5, 6, 7].map((opcode): [string, string, Buffer, number] => [
      '4.1',
      `opcode ${opcode}`,
      frame(opcode, ''),
      1_002,
    ]),
    ...[11, 12, 13, 14, 15].map((opcode): [string, string, Buffer, number] => [
      '4.2',
      `opcode ${opcode}`,
      frame(opcode, ''),
      1_002,
    ]),
    ['5.1', 'a ping in two fragments', Buffer.concat([part(ping, 'p'), frame(continuation, 'q')]), 1_002],
    ['5.2', 'a pong in two fragments', Buffer.concat([part(pong, 'p'), frame(continuation, 'q')]), 1_002],
    ['5.9', 'a last fragment without a first', frame(continuation, 'x'), 1_002],
    ['5.12', 'a middle fragment without a first', part(continuation, 'x'), 1_002],
    ['5.18', 'a first fragment after a first', Buffer.concat([part(text, 'x'), part(text, 'y')]), 1_002],
    [
      '6.3.1',
      'text that ends in a surrogate',
      frame(text, hex('ce ba e1 bd b9 cf 83 ce bc ce b5 ed a0 80 65 64')),
      1_007,
    ],
    [
      '6.4.1',
      'a middle fragment beyond Unicode',
      Buffer.concat([
        part(text, hex('ce ba')),
        part(continuation, hex('f4 90 80 80')),
        frame(continuation, 'x'),
      ]),
      1_007,
    ],
    ['6.6.1', 'half a code point', frame(text, hex('ce')), 1_007],
    ['6.8.1', 'five bytes for one code point', frame(text, hex('f8 88 80 80 80')), 1_007],
    ['6.8.2', 'six bytes for one code point', frame(text, hex('fc 84 80 80 80 80')), 1_007],
    ['6.10.2', 'a code point beyond Unicode', frame(text, hex('f4 90 80 80')), 1_007],
    ['6.11.5', 'bytes that never begin a code point', frame(text, hex('fe fe ff ff')), 1_007],
    ['6.12.1', 'a continuation byte alone', frame(text, hex('80')), 1_007],
    ['6.13.1', 'first bytes alone', frame(text, hex('c0 20 c1 20 c2 20 c3 20')), 1_007],
    ['6.14.1', 'a code point without its last byte', frame(text, hex('c0')), 1_007],
    ['6.16.1', 'an overlong two-byte form', frame(text, hex('c0 af')), 1_007],
    ['6.16.2', 'an overlong three-byte form', frame(text, hex('e0 80 af')), 1_007],
    ['6.19.1', 'a high surrogate alone', frame(text, hex('ed a0 80')), 1_007],
    ['6.20.1', 'a pair of surrogates', frame(text, hex('ed a0 80 ed b0 80')), 1_007],
    ['7.3.2', 'a close frame of one byte', frame(closeFrame, 'x'), 1_002],
    ['7.3.6', 'a close frame of 126 bytes', closeOf(1_000, 'r'.repeat(124)), 1_002],
    ['7.5.1', 'a close reason that is not UTF-8', frame(closeFrame, hex('03e8 ce ba ed a0 80')), 1_007],
    ...[0, 999, 1_004, 1_005, 1_006, 1_016, 1_100, 2_000, 2_999].map(
      (code): [string, string, Buffer, number] => ['7.9', `close code ${code}`, closeOf(code), 1_002],
    ),
  ];
  for (const [id, words, bytes, code] of rows) {
    it(`${id} end the connection with ${code}: ${words}`, async () => {
      const running = await start();
      const socket = await openRaw(running);
      socket.write(bytes);
      assert.equal(await readClose(socket), code);
      assert.equal(running.gateway.connectionCount, 0);
    });
  }

  it('2.6 are found in frames that come byte by byte', async () => {
    const socket = await openRaw(await start());
    for (const byte of Buffer.concat([frame(ping, 'whole'), frame(text, 'x', { reserved: 0x40 })])) {
      socket.write(Buffer.from([byte]));
      // A turn of the loop, so that the bytes do not travel as one.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const [first, second] = await readFrames(socket, 2);
    assert.deepEqual([first?.opcode, first?.payload.toString()], [pong, 'whole']);
    assert.deepEqual([second?.opcode, second?.payload.readUInt16BE(0)], [closeFrame, 1_002]);
  });
});

describe('closes of Autobahn', () => {
  const codes = [1_000, 1_001, 1_002, 1_003, 1_007, 1_008, 1_009, 1_010, 1_011, 3_000, 3_999, 4_000, 4_999];
  for (const code of codes) {
    it(`7.7 are answered with the same code: ${code}`, async () => {
      const socket = await openRaw(await start());
      socket.write(closeOf(code, 'enough'));
      assert.equal(await readClose(socket), code);
    });
  }

  it('7.1.2 to 7.1.5 are answered once, and nothing after them is', async () => {
    const running = await start();
    const socket = await openRaw(running);
    socket.write(Buffer.concat([closeOf(1_000), closeOf(1_000), frame(ping, 'p'), frame(text, 'late')]));
    const frames = await readFrames(socket, 9);
    assert.deepEqual(
      frames.map(({ opcode }) => opcode),
      [closeFrame],
    );
    assert.deepEqual(running.invocations, []);
  });

  it('7.3.1 without a code are answered without one', async () => {
    const socket = await openRaw(await start());
    socket.write(frame(closeFrame, ''));
    const [answer] = await readFrames(socket, 1);
    assert.deepEqual([answer?.opcode, answer?.payload.length], [closeFrame, 0]);
  });

  it('7.3.5 take a reason of 123 bytes', async () => {
    const socket = await openRaw(await start());
    socket.write(closeOf(1_000, 'r'.repeat(123)));
    assert.equal(await readClose(socket), 1_000);
  });
});
