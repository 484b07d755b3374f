import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ViewerRequestEvent, ViewerResponseEvent } from './events.js';
import { pipeline } from './pipeline.js';

function requestEvent(uri = '/'): ViewerRequestEvent {
  return {
    version: '1.0',
    context: {
      distributionDomainName: 'd.example',
      distributionId: 'E1',
      eventType: 'viewer-request',
      requestId: 'r',
    },
    viewer: { ip: '203.0.113.7' },
    request: { method: 'GET', uri, querystring: {}, headers: {}, cookies: {} },
  };
}

function responseEvent(): ViewerResponseEvent {
  const { version, context, viewer, request } = requestEvent();
  return {
    version,
    context: { ...context, eventType: 'viewer-response' },
    viewer,
    request,
    response: { statusCode: 200, headers: {}, cookies: {} },
  };
}

describe('pipeline', () => {
  it('passes the request of one middleware to the next', () => {
    const handler = pipeline(
      { name: 'a', request: ({ request }) => ({ ...request, uri: `${request.uri}a` }) },
      { name: 'b', request: ({ request }) => ({ ...request, uri: `${request.uri}b` }) },
    );
    assert.deepEqual(handler(requestEvent()), { ...requestEvent().request, uri: '/ab' });
  });
  it('ends the chain at the first response', () => {
    const handler = pipeline(
      { name: 'a', request: () => ({ statusCode: 403 }) },
      {
        name: 'b',
        request: () => {
          throw new Error('reached');
        },
      },
    );
    assert.deepEqual(handler(requestEvent()), { statusCode: 403 });
  });
  it('runs the half of the event and leaves out middleware without one', () => {
    const handler = pipeline(
      { name: 'a', request: () => ({ statusCode: 500 }) },
      { name: 'b', response: ({ response }) => ({ ...response, statusCode: 201 }) },
      {
        name: 'c',
        response: ({ response }) => ({ ...response, headers: { a: { value: `${response.statusCode}` } } }),
      },
    );
    assert.deepEqual(handler(responseEvent()), {
      statusCode: 201,
      headers: { a: { value: '201' } },
      cookies: {},
    });
  });
  it('takes plain functions', () => {
    const handler = pipeline(({ request }) => ({ ...request, uri: '/plain' }));
    assert.deepEqual(handler(requestEvent()), { ...requestEvent().request, uri: '/plain' });
  });
  it('waits for promises and stays synchronous without them', async () => {
    const handler = pipeline(
      { name: 'a', request: async ({ request }) => ({ ...request, uri: '/a' }) },
      { name: 'b', request: ({ request }) => ({ ...request, uri: `${request.uri}b` }) },
    );
    const result = handler(requestEvent());
    assert.ok(result instanceof Promise);
    assert.deepEqual(await result, { ...requestEvent().request, uri: '/ab' });
  });
  it('names the middleware in the errors it throws', async () => {
    const boom = () => {
      throw new TypeError('no value');
    };
    assert.throws(() => pipeline({ name: 'auth', request: boom })(requestEvent()), {
      name: 'TypeError',
      message: 'auth: no value',
    });
    const rejecting = pipeline({ name: 'auth', request: async () => boom() });
    await assert.rejects(async () => rejecting(requestEvent()), { message: 'auth: no value' });
    assert.throws(
      () =>
        pipeline(() => {
          throw 'text';
        })(requestEvent()),
      (error) => error === '0: text',
    );
  });
  it('refuses a middleware that returns nothing', () => {
    // What a caller without types may do.
    const silent = (() => undefined) as unknown as () => { statusCode: number };
    assert.throws(() => pipeline({ name: 'a', request: silent })(requestEvent()), TypeError);
  });
});
