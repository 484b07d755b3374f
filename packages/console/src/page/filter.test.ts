import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { matchesFilter } from './filter.js';
import type { ConsoleEvent, Trace } from './timeline.js';

const event = (service: string, text: string, level: ConsoleEvent['level'] = 'info'): ConsoleEvent => ({
  seq: 1,
  timeMs: 0,
  level,
  kind: 'x.y',
  data: {},
  summary: { service, spans: [{ text, tone: 'plain' }], lines: [] },
});
const trace = (...events: ConsoleEvent[]): Trace => ({ key: 'k', events, startMs: 0, endMs: 0 });
const all = { text: '', isTroubleOnly: false, service: '' };
const order = trace(event('socket', 'abc= -> Order'), event('lambda', 'shop-order', 'warn'));

describe('matchesFilter', () => {
  it('shows everything that has words', () => {
    assert.equal(matchesFilter(order, all), true);
    const silent: ConsoleEvent = { seq: 1, timeMs: 0, level: 'debug', kind: 'lambda.start', data: {} };
    assert.equal(matchesFilter(trace(silent), all), false);
  });

  it('wants every word, in whatever case and event', () => {
    assert.equal(matchesFilter(order, { ...all, text: 'ORDER abc' }), true);
    assert.equal(matchesFilter(order, { ...all, text: 'order xyz' }), false);
  });

  it('chooses by service and by trouble', () => {
    assert.equal(matchesFilter(order, { ...all, service: 'lambda' }), true);
    assert.equal(matchesFilter(order, { ...all, service: 'edge' }), false);
    assert.equal(matchesFilter(order, { ...all, isTroubleOnly: true }), true);
    assert.equal(matchesFilter(trace(event('edge', 'GET /')), { ...all, isTroubleOnly: true }), false);
  });
});
