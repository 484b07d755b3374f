import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type ConsoleEvent,
  createTimeline,
  extentOf,
  headOf,
  hopsOf,
  levelOf,
  type Trace,
} from './timeline.js';

let seq = 0;
const event = (kind: string, more: Partial<ConsoleEvent> = {}): ConsoleEvent => ({
  seq: ++seq,
  timeMs: 1_000,
  level: 'info',
  kind,
  data: {},
  summary: { service: kind.split('.')[0] ?? '', spans: [], lines: [] },
  ...more,
});
const traceOf = (...events: ConsoleEvent[]): Trace => {
  const timeline = createTimeline(10);
  for (const each of events) timeline.add({ ...each, traceId: 't' });
  return timeline.traces()[0] as Trace;
};

describe('createTimeline', () => {
  it('gathers the events of one trace and keeps others apart', () => {
    const timeline = createTimeline(10);
    timeline.add(event('lambda.end', { traceId: 'a' }));
    timeline.add(event('stack.notice'));
    timeline.add(event('apigateway.message', { traceId: 'a' }));
    assert.deepEqual(
      timeline.traces().map((trace) => trace.events.map(({ kind }) => kind)),
      [['lambda.end', 'apigateway.message'], ['stack.notice']],
    );
  });

  it('forgets the trace that has been quiet longest', () => {
    const timeline = createTimeline(2);
    for (const traceId of ['a', 'b', 'a', 'c']) timeline.add(event('lambda.end', { traceId }));
    assert.deepEqual(
      timeline.traces().map(({ key }) => key),
      ['c', 'a'],
    );
  });

  it('spans from the first beginning to the last end', () => {
    const trace = traceOf(
      event('lambda.end', { timeMs: 1_050, data: { durationMs: 40, initDurationMs: 30 } }),
      event('apigateway.message', { timeMs: 1_060, data: { durationMs: 55 } }),
    );
    assert.deepEqual([trace.startMs, trace.endMs], [1_005, 1_060]);
  });
});

describe('extentOf', () => {
  it('is an instant for an event without a duration', () => {
    assert.deepEqual(extentOf(event('sns.publish')), { startMs: 1_000, endMs: 1_000 });
  });
});

describe('headOf', () => {
  it('names a trace after what the client did, although it is told last', () => {
    const trace = traceOf(event('lambda.end'), event('sns.publish'), event('apigateway.connect'));
    assert.equal(headOf(trace)?.kind, 'apigateway.connect');
  });
});

describe('levelOf', () => {
  it('is the worst level', () => {
    assert.equal(levelOf(traceOf(event('a.b'), event('c.d', { level: 'error' }))), 'error');
    assert.equal(levelOf(traceOf(event('a.b', { level: 'debug' }))), 'debug');
  });
});

describe('hopsOf', () => {
  it('counts services besides the head and leaves log lines out', () => {
    const trace = traceOf(
      event('apigateway.message'),
      event('lambda.log'),
      event('lambda.end'),
      event('dynamo.x'),
      event('dynamo.x'),
    );
    assert.deepEqual(hopsOf(trace), [
      { service: 'lambda', count: 1 },
      { service: 'dynamo', count: 2 },
    ]);
  });
});
