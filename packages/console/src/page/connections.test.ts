import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createConnections } from './connections.js';
import type { ConsoleEvent } from './timeline.js';

const event = (kind: string, data: Record<string, unknown>): ConsoleEvent => ({
  seq: 1,
  timeMs: 5,
  level: 'info',
  kind,
  data: { connectionId: 'a=', ...data },
});
const connect = event('apigateway.connect', { status: 101, stage: 'dev' });

describe('createConnections', () => {
  it('counts messages both ways', () => {
    const connections = createConnections();
    for (const each of [
      connect,
      event('apigateway.message', { direction: 'in', routeKey: 'order' }),
      event('apigateway.message', { direction: 'out', routeKey: 'order' }),
      event('apigateway.post', { operation: 'POST', status: 200 }),
      event('apigateway.post', { operation: 'GET', status: 200 }),
    ])
      connections.add(each);
    assert.deepEqual(connections.list(), [
      { id: 'a=', stage: 'dev', sinceMs: 5, received: 1, sent: 2, lastRouteKey: 'order' },
    ]);
  });

  it('forgets a connection that closed, and one that is gone', () => {
    for (const end of [
      event('apigateway.disconnect', { code: 1000 }),
      event('apigateway.post', { operation: 'POST', status: 410 }),
    ]) {
      const connections = createConnections();
      connections.add(connect);
      connections.add(end);
      assert.deepEqual(connections.list(), []);
    }
  });

  it('does not know a refused handshake', () => {
    const connections = createConnections();
    connections.add(event('apigateway.connect', { status: 403, stage: 'dev' }));
    assert.deepEqual(connections.list(), []);
  });
});
