// Rows of spec/websocket-api.md 6.2 and 6.3, and RFC 6455: frames, sizes, close codes.

import type { FrameSpec, Row, Step } from '../row.js';

const open: Step = { do: 'connect', expect: { status: 101 } };
const kib = 1_024;

function message(bytes: number): FrameSpec['payload'] {
  return { repeat: 'a', times: bytes };
}

function fragments(sizes: readonly number[]): readonly FrameSpec[] {
  return sizes.map((bytes, index) => ({
    opcode: index === 0 ? 'text' : 'continuation',
    final: index === sizes.length - 1,
    payload: message(bytes),
  }));
}

const accepted: readonly (readonly [string, string, readonly number[]])[] = [
  ['frame-at', 'a message of 32,768 bytes in one frame', [32 * kib]],
  ['two', 'a message in two fragments', [10, 10]],
  ['many', 'a message in 25 KB fragments', [25 * kib, 25 * kib, 25 * kib, 25 * kib]],
  ['message-at', 'a message of 131,072 bytes in four frames', [32 * kib, 32 * kib, 32 * kib, 32 * kib]],
];

const tooBig: readonly (readonly [string, string, readonly number[]])[] = [
  ['frame-above', 'a frame of 32,769 bytes', [32 * kib + 1]],
  ['message-above', 'a message of 131,073 bytes in five frames', [32 * kib, 32 * kib, 32 * kib, 32 * kib, 1]],
  ['second-frame', 'a second fragment of 32,769 bytes', [10, 32 * kib + 1]],
  ['huge', 'a frame of 200,000 bytes', [200_000]],
];

const violations: readonly (readonly [string, string, readonly FrameSpec[], number])[] = [
  ['unmasked', 'an unmasked frame', [{ opcode: 'text', final: true, payload: 'x', masked: false }], 1_002],
  ['reserved', 'a reserved bit', [{ opcode: 'text', final: true, payload: 'x', reserved: true }], 1_002],
  [
    'continuation',
    'a continuation without a start',
    [{ opcode: 'continuation', final: true, payload: 'x' }],
    1_002,
  ],
  [
    'interleaved',
    'a new message inside a fragmented one',
    [
      { opcode: 'text', final: false, payload: 'x' },
      { opcode: 'text', final: true, payload: 'y' },
    ],
    1_002,
  ],
  [
    'long-control',
    'a ping over 125 bytes',
    [{ opcode: 'ping', final: true, payload: { repeat: 'p', times: 126 } }],
    1_002,
  ],
  ['fragmented-control', 'a fragmented ping', [{ opcode: 'ping', final: false, payload: 'p' }], 1_002],
];

export const frameRows: readonly Row[] = [
  ...accepted.map(
    ([suffix, words, sizes]): Row => ({
      id: `ws-6.2-${suffix}`,
      section: '6.2',
      title: `accepts ${words}`,
      confidence: 'documented',
      steps: [
        open,
        { do: 'send-frames', frames: fragments(sizes) },
        {
          do: 'expect-message',
          text: {
            $regex: `^\\$default a{${Math.min(
              1_000,
              sizes.reduce((sum, size) => sum + size, 0),
            )}}`,
          },
        },
      ],
    }),
  ),
  ...tooBig.map(
    ([suffix, words, sizes]): Row => ({
      id: `ws-6.2-${suffix}`,
      section: '6.2, 6.3',
      title: `closes with 1009 after ${words}`,
      confidence: 'documented',
      steps: [open, { do: 'send-frames', frames: fragments(sizes) }, { do: 'expect-close', code: 1_009 }],
    }),
  ),
  {
    id: 'ws-6.2-binary',
    section: '6.2, 6.3',
    title: 'closes with 1003 after a binary frame',
    confidence: 'documented',
    steps: [
      open,
      { do: 'send-frames', frames: [{ opcode: 'binary', final: true, payload: 'x' }] },
      { do: 'expect-close', code: 1_003 },
    ],
  },
  {
    id: 'ws-6.2-ping',
    section: '6.2',
    title: 'answers a ping with a pong of the same payload',
    confidence: 'documented',
    steps: [
      open,
      { do: 'send-frames', frames: [{ opcode: 'ping', final: true, payload: 'are you there' }] },
      { do: 'expect-pong', text: 'are you there' },
    ],
  },
  {
    id: 'ws-6.2-ping-between',
    section: '6.2',
    title: 'answers a ping between the fragments of a message',
    confidence: 'documented',
    steps: [
      open,
      {
        do: 'send-frames',
        frames: [
          { opcode: 'text', final: false, payload: '{"action":' },
          { opcode: 'ping', final: true, payload: 'p' },
          { opcode: 'continuation', final: true, payload: '"two-way"}' },
        ],
      },
      { do: 'expect-pong', text: 'p' },
      { do: 'expect-message', text: 'two-way {"action":"two-way"}' },
    ],
  },
  {
    id: 'ws-6.2-pong',
    section: '6.2',
    title: 'ignores an unasked pong',
    confidence: 'unverified',
    steps: [
      open,
      { do: 'send-frames', frames: [{ opcode: 'pong', final: true, payload: 'p' }] },
      { do: 'send', text: '{"action":"two-way"}' },
      { do: 'expect-message', text: 'two-way {"action":"two-way"}' },
    ],
  },
  ...violations.map(
    ([suffix, words, frames, code]): Row => ({
      id: `ws-6.2-violation-${suffix}`,
      section: '6.2 (RFC 6455)',
      title: `closes with ${code} after ${words}`,
      confidence: 'unverified',
      steps: [open, { do: 'send-frames', frames }, { do: 'expect-close', code }],
    }),
  ),
  {
    id: 'ws-6.2-utf8',
    section: '6.2 (RFC 6455)',
    title: 'closes with 1007 after text that is not UTF-8',
    confidence: 'unverified',
    // A masked text frame with mask 0 and payload ff.
    steps: [open, { do: 'send-bytes', hex: '818100000000ff' }, { do: 'expect-close', code: 1_007 }],
  },
  ...([1_000, 1_001, 3_000, 4_999] as const).map(
    (code): Row => ({
      id: `ws-6.3-echo-${code}`,
      section: '6.3',
      title: `answers a close with ${code} by a close`,
      confidence: 'documented',
      steps: [open, { do: 'close', code }, { do: 'expect-close', code }],
    }),
  ),
  {
    id: 'ws-6.1-idle',
    section: '6.1, 6.3',
    title: 'closes with 1001 after ten idle minutes',
    confidence: 'documented',
    steps: [open, { do: 'advance', by: '601s' }, { do: 'expect-close', code: 1_001, reason: 'Going away' }],
  },
  {
    id: 'ws-6.1-not-idle',
    section: '6.1',
    title: 'stays open while messages come within ten minutes',
    confidence: 'documented',
    steps: [
      open,
      { do: 'advance', by: '9m' },
      { do: 'send', text: '{"action":"two-way"}' },
      { do: 'expect-message', text: 'two-way {"action":"two-way"}' },
      { do: 'advance', by: '9m' },
      { do: 'send', text: '{"action":"two-way"}' },
      { do: 'expect-message', text: 'two-way {"action":"two-way"}' },
    ],
  },
  {
    id: 'ws-6.1-idle-event',
    section: '3.4, 6.1',
    title: 'tells $disconnect that an idle connection was going away',
    confidence: 'observed',
    steps: [
      open,
      { do: 'advance', by: '601s' },
      {
        do: 'recorded',
        type: 'DISCONNECT',
        event: { requestContext: { disconnectStatusCode: 1_001, disconnectReason: 'Going away' } },
      },
    ],
  },
  {
    id: 'ws-6.1-lifetime',
    section: '6.1, 6.3',
    title: 'closes with 1001 after two hours in spite of traffic',
    confidence: 'documented',
    steps: [
      open,
      ...Array.from({ length: 14 }, (): readonly Step[] => [
        { do: 'advance', by: '8m' },
        { do: 'send', text: '{"action":"two-way"}' },
        { do: 'expect-message', text: 'two-way {"action":"two-way"}' },
      ]).flat(),
      { do: 'advance', by: '481s' },
      { do: 'expect-close', code: 1_001 },
    ],
  },
];
