import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StackEvent } from './stack-event.js';
import { summarizeEvent } from './summarize-event.js';

const stamp = { seq: 1, timeMs: 0, level: 'info' } as const;
const text = (event: StackEvent) =>
  summarizeEvent(event)
    ?.spans.map((span) => span.text)
    .join(' ');

describe('summarizeEvent', () => {
  it('tells a viewer request with its cache result', () => {
    const summary = summarizeEvent({
      ...stamp,
      kind: 'cloudfront.request',
      data: {
        method: 'GET',
        uri: '/posts/',
        status: 404,
        xCache: 'Error from cloudfront',
        bytes: 2_048,
        durationMs: 12.4,
        requestId: 'id',
        behavior: '*',
      },
    });
    assert.deepEqual(summary, {
      service: 'edge',
      spans: [
        { text: 'GET /posts/', tone: 'plain' },
        { text: '404', tone: 'warn' },
        { text: 'Error 2.0 KB 12 ms', tone: 'quiet' },
      ],
      lines: [],
    });
  });

  it('tells a message with its direction, and a failed one in words', () => {
    assert.equal(
      text({
        ...stamp,
        kind: 'apigateway.message',
        data: { connectionId: 'abc=', routeKey: 'order', direction: 'in', bytes: 77, error: 'Forbidden' },
      }),
      'abc= -> order Forbidden 77 B',
    );
  });

  it('keeps what an edge function logged as lines', () => {
    const summary = summarizeEvent({
      ...stamp,
      kind: 'cloudfront.function',
      data: { name: 'f', eventType: 'viewer-request', outcome: 'success', durationMs: 0.3, logs: ['a', 'b'] },
    });
    assert.deepEqual(summary?.lines, ['a', 'b']);
  });

  it('names file and type of a failed invocation', () => {
    assert.equal(
      text({
        ...stamp,
        kind: 'lambda.end',
        data: {
          requestId: 'r',
          function: 'shop-order',
          durationMs: 1_500,
          error: { type: 'TypeError', message: 'x is undefined', file: 'src/order.ts:3' },
        },
      }),
      'shop-order TypeError x is undefined at src/order.ts:3 1.50 s',
    );
  });

  it('says nothing of the start of an invocation, which its end tells', () => {
    assert.equal(
      summarizeEvent({
        ...stamp,
        kind: 'lambda.start',
        data: { requestId: 'r', function: 'f', coldStart: true },
      }),
      undefined,
    );
  });
});
