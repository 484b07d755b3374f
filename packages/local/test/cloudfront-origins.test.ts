import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  cachingDisabled,
  defaultBehavior,
  siteOrigin,
  startStack,
  type TestStack,
} from './cloudfront-stack.js';

const allViewer = '216adef6-5c7f-47e4-b989-5492eafa07d3';
const allMethods = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'];

describe('custom origins', () => {
  let stack: TestStack;
  let origin: Server;
  let requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    requests = [];
    answer = (_request, response) => response.end('ok');
    origin = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => {
        body += chunk;
      });
      request.on('end', () => {
        requests.push({
          method: request.method ?? '',
          url: request.url ?? '',
          headers: request.headers,
          body,
        });
        answer(request, response);
      });
    });
    await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await stack.close();
    origin.closeAllConnections();
    await new Promise((resolve) => origin.close(resolve));
  });

  const api = (more: Record<string, unknown> = {}) => ({
    Id: 'api',
    DomainName: 'api.example.org',
    CustomOriginConfig: { OriginProtocolPolicy: 'http-only', OriginReadTimeout: 1 },
    ...more,
  });

  const start = (config: Record<string, unknown>, options: { isCacheStrict?: boolean } = {}) =>
    startStack({
      files: { 'index.html': 'site' },
      config: { Origins: [siteOrigin, api()], ...config },
      options,
      resolveLocal: (name) => {
        if (name === 'api.example.org')
          return { host: '127.0.0.1', port: (origin.address() as AddressInfo).port };
        return name === 'down.example.org' ? { host: '127.0.0.1', port: 1 } : undefined;
      },
    });

  const toApi = (more: Record<string, unknown> = {}) =>
    defaultBehavior({ TargetOriginId: 'api', CachePolicyId: cachingDisabled, ...more });

  it('sends what the specification says and nothing of the viewer that no policy names', async () => {
    stack = await start({
      Origins: [
        api({
          OriginPath: '/v1',
          OriginCustomHeaders: [{ HeaderName: 'X-Secret', HeaderValue: 'abc' }],
        }),
      ],
      DefaultCacheBehavior: toApi(),
    });
    const response = await stack.get('/items%20a?x=1', {
      headers: { cookie: 'a=1', 'x-custom': '1', accept: 'text/html', 'x-forwarded-for': '203.0.113.9' },
    });
    assert.deepEqual([response.status, response.text, response.xCache], [200, 'ok', 'Miss']);
    const [seen] = requests;
    assert.equal(seen?.url, '/v1/items%20a');
    const { 'x-amz-cf-id': id, ...headers } = seen.headers;
    assert.equal(id, response.headers['x-amz-cf-id']);
    assert.deepEqual(headers, {
      host: 'api.example.org',
      'user-agent': 'Amazon CloudFront',
      'x-forwarded-for': '203.0.113.9, 127.0.0.1',
      via: '1.1 d111111abcdef8.cloudfront.net (CloudFront)',
      'x-secret': 'abc',
      connection: 'keep-alive',
    });
  });

  it('forwards body, query, cookies and headers of a POST under AllViewer', async () => {
    stack = await start({
      DefaultCacheBehavior: toApi({ OriginRequestPolicyId: allViewer, AllowedMethods: allMethods }),
    });
    answer = (_request, response) => response.writeHead(201, { 'set-cookie': ['s=1', 't=2'] }).end('made');
    const response = await stack.get('/items?b=2&a=1', {
      method: 'POST',
      headers: { cookie: 'z=1; a=2', host: 'www.example.org', 'content-type': 'text/plain' },
      body: 'hello',
    });
    assert.deepEqual([response.status, response.text], [201, 'made']);
    assert.deepEqual(response.headers['set-cookie'], ['s=1', 't=2']);
    const [seen] = requests;
    assert.deepEqual(
      [seen?.method, seen?.url, seen?.body, seen?.headers.cookie, seen?.headers.host],
      ['POST', '/items?b=2&a=1', 'hello', 'a=2; z=1', 'www.example.org'],
    );
  });

  it('collapses parallel requests for one object into one fetch', async () => {
    stack = await start({ DefaultCacheBehavior: defaultBehavior({ TargetOriginId: 'api' }) });
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    answer = (_request, response) => {
      void gate.then(() => response.writeHead(200, { 'content-length': '2' }).end('ok'));
    };
    const pending = Array.from({ length: 5 }, () => stack.get('/one'));
    while (requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    release();
    const results = await Promise.all(pending);
    assert.equal(requests.length, 1);
    assert.deepEqual(results.map(({ xCache }) => xCache).sort(), ['Hit', 'Hit', 'Hit', 'Hit', 'Miss']);
  });

  it('strips cookies of the origin unless the behavior forwards cookies', async () => {
    stack = await start({ DefaultCacheBehavior: toApi() });
    answer = (_request, response) =>
      response.writeHead(200, { 'set-cookie': 's=1', vary: 'Origin, Accept-Encoding' }).end('ok');
    const { headers } = await stack.get('/');
    assert.deepEqual([headers['set-cookie'], headers.vary], [undefined, 'Accept-Encoding']);
  });

  it('follows max-age, then asks with the entity tag', async () => {
    stack = await start({ DefaultCacheBehavior: defaultBehavior({ TargetOriginId: 'api' }) });
    answer = (request, response) => {
      const same = request.headers['if-none-match'] === '"v1"';
      response
        .writeHead(same ? 304 : 200, { etag: '"v1"', 'cache-control': 'max-age=60' })
        .end(same ? '' : 'v1');
    };
    assert.equal((await stack.get('/a')).xCache, 'Miss');
    await stack.clock.advance(59_000);
    assert.equal((await stack.get('/a')).xCache, 'Hit');
    await stack.clock.advance(1_000);
    const refreshed = await stack.get('/a');
    assert.deepEqual([refreshed.xCache, refreshed.text], ['RefreshHit', 'v1']);
    assert.equal((await stack.get('/a')).xCache, 'Hit');
    assert.equal(requests.length, 2);
  });

  it('serves stale while it revalidates in the background', async () => {
    stack = await start({ DefaultCacheBehavior: defaultBehavior({ TargetOriginId: 'api' }) });
    let version = 1;
    answer = (_request, response) =>
      response
        .writeHead(200, { 'cache-control': 'max-age=10, stale-while-revalidate=30', 'content-length': '1' })
        .end(String(version++));
    assert.equal((await stack.get('/a')).text, '1');
    await stack.clock.advance(11_000);
    const stale = await stack.get('/a');
    assert.deepEqual([stale.text, stale.xCache], ['1', 'Hit']);
    while ((await stack.get('/a')).text === '1') await new Promise((resolve) => setImmediate(resolve));
    assert.equal(requests.length, 2);
  });

  it('serves a stale copy when the origin fails, and the 4xx when it does not', async () => {
    stack = await start({ DefaultCacheBehavior: defaultBehavior({ TargetOriginId: 'api' }) });
    let status = 200;
    answer = (_request, response) =>
      response.writeHead(status, { 'cache-control': 'max-age=1' }).end(`s${status}`);
    await stack.get('/a');
    await stack.clock.advance(2_000);
    status = 500;
    const stale = await stack.get('/a');
    assert.deepEqual([stale.status, stale.text, stale.xCache], [200, 's200', 'Hit']);
    await stack.clock.advance(11_000);
    status = 404;
    const gone = await stack.get('/a');
    assert.deepEqual([gone.status, gone.text, gone.xCache], [404, 's404', 'Error']);
  });

  it('answers 502 for a refused connection and names the origin in the log', async () => {
    stack = await start({
      Origins: [api({ DomainName: 'down.example.org' })],
      DefaultCacheBehavior: toApi(),
    });
    const response = await stack.get('/');
    assert.deepEqual(
      [response.status, response.xCache, response.headers.server],
      [502, 'Error', 'CloudFront'],
    );
    assert.match(response.text, /Origin &#34;api&#34; \(127\.0\.0\.1:1\) refused the connection/);
    assert.ok(
      stack.events.some(
        ({ kind, data }) => kind === 'stack.notice' && 'code' in data && data.code === 'EW4201',
      ),
    );
  });

  it('answers 504 when the origin does not answer in time, without a repetition for POST', async () => {
    stack = await start({
      Origins: [api({ ConnectionAttempts: 1 })],
      DefaultCacheBehavior: toApi({ AllowedMethods: allMethods }),
    });
    answer = () => {};
    assert.equal((await stack.get('/', { method: 'POST', body: 'x' })).status, 504);
    assert.equal(requests.length, 1);
  });

  it('fails over to the second origin of a group for the listed codes', async () => {
    const group = {
      Quantity: 1,
      Items: [
        {
          Id: 'both',
          FailoverCriteria: { StatusCodes: { Quantity: 2, Items: [500, 503] } },
          Members: { Quantity: 2, Items: [{ OriginId: 'api' }, { OriginId: 'site' }] },
        },
      ],
    };
    stack = await start({
      OriginGroups: group,
      DefaultCacheBehavior: toApi({ TargetOriginId: 'both' }),
    });
    answer = (_request, response) => response.writeHead(500).end('broken');
    assert.equal((await stack.get('/index.html')).text, 'site');
    answer = (_request, response) => response.writeHead(404).end('missing');
    assert.equal((await stack.get('/index.html')).status, 404);
    stack.distribute({
      Origins: [siteOrigin, api({ DomainName: 'down.example.org', ConnectionAttempts: 1 })],
      OriginGroups: group,
      DefaultCacheBehavior: toApi({ TargetOriginId: 'both' }),
    });
    assert.equal((await stack.get('/index.html')).text, 'site');
  });

  it('does not keep a response that breaks off', async () => {
    stack = await start({ DefaultCacheBehavior: defaultBehavior({ TargetOriginId: 'api' }) });
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('half', () => response.destroy());
    };
    await assert.rejects(stack.get('/a'));
    answer = (_request, response) => response.end('whole');
    const whole = await stack.get('/a');
    assert.deepEqual([whole.text, whole.xCache], ['whole', 'Miss']);
  });

  it('chooses the behavior by path and keeps its queries apart', async () => {
    const cached = {
      ...defaultBehavior({ TargetOriginId: 'api' }),
      PathPattern: '/api/*',
      CachePolicyId: '4cc15a8a-d715-48a4-82b8-cc0b614638fe',
    };
    stack = await start({ DefaultCacheBehavior: defaultBehavior(), CacheBehaviors: [cached] });
    answer = (request, response) =>
      response.writeHead(200, { 'cache-control': 'max-age=9' }).end(request.url);
    assert.equal((await stack.get('/index.html')).text, 'site');
    assert.equal((await stack.get('/api/x?a=1')).text, '/api/x?a=1');
    assert.equal((await stack.get('/api/x?a=2')).text, '/api/x?a=2');
  });

  it('adds the headers of a response headers policy on hits too', async () => {
    stack = await start({
      DefaultCacheBehavior: defaultBehavior({
        ResponseHeadersPolicyId: 'e61eb60c-9c35-4d20-a928-2b84e02af89c',
      }),
    });
    for (const xCache of ['Miss', 'Hit']) {
      const response = await stack.get('/index.html', { headers: { origin: 'https://a.example' } });
      assert.equal(response.xCache, xCache);
      assert.equal(response.headers['access-control-allow-origin'], '*');
      assert.equal(response.headers['x-content-type-options'], 'nosniff');
    }
    assert.equal((await stack.get('/index.html')).headers['access-control-allow-origin'], undefined);
  });
});
