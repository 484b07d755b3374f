import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { EdgeFunctionVersion } from '../src/cloudfront/index.js';
import { defaultBehavior, siteOrigin, startStack, type TestStack } from './cloudfront-stack.js';

const prettyUrls = `
function handler(event) {
  var request = event.request;
  if (request.uri.endsWith('/')) request.uri += 'index.html';
  else if (!request.uri.split('/').pop().includes('.')) request.uri += '/index.html';
  return request;
}`;

const basicAuth = `
function handler(event) {
  var header = event.request.headers.authorization;
  if (header && header.value === 'Basic ' + btoa('me:secret')) return event.request;
  return {
    statusCode: 401,
    statusDescription: 'Unauthorized',
    headers: { 'www-authenticate': { value: 'Basic realm="blog"' } },
    body: 'Credentials, please',
  };
}`;

const securityHeaders = `
function handler(event) {
  var response = event.response;
  response.headers['x-frame-options'] = { value: 'DENY' };
  response.cookies.seen = { value: '1', attributes: 'Path=/; Secure' };
  return response;
}`;

describe('functions in the contained engine', () => {
  let stack: TestStack;
  afterEach(() => stack.close());

  const start = (
    code: string,
    options: {
      readonly eventType?: string;
      readonly runtime?: EdgeFunctionVersion['runtime'];
      readonly keyValueStoreArn?: string;
      readonly config?: Record<string, unknown>;
    } = {},
  ) =>
    startStack({
      files: { 'index.html': 'home', 'posts/x/index.html': 'post x', 'style.css': 'body{}' },
      functions: 'engine',
      prepare: (cloudfront) => {
        cloudfront.putFunction({
          name: 'edge',
          logicalId: 'Edge',
          runtime: options.runtime ?? 'cloudfront-js-2.0',
          code,
          comment: '',
          keyValueStoreArn: options.keyValueStoreArn,
          autoPublish: true,
        });
        cloudfront.putKeyValueStore({
          id: 'f0000000-0000-0000-0000-000000000000',
          name: 'redirects',
          arn: 'arn:kvs',
          comment: '',
          entries: new Map([['/old', '/posts/x/']]),
          createdMs: 0,
          lastModifiedMs: 0,
        });
      },
      config: {
        DefaultCacheBehavior: defaultBehavior({
          FunctionAssociations: [
            {
              EventType: options.eventType ?? 'viewer-request',
              FunctionARN: 'arn:aws:cloudfront::123456789012:function/edge',
            },
          ],
        }),
        ...options.config,
      },
    });

  for (const runtime of ['cloudfront-js-1.0', 'cloudfront-js-2.0'] as const) {
    it(`rewrites pretty URLs under ${runtime}`, async () => {
      stack = await start(prettyUrls, { runtime });
      const text = async (path: string) => (await stack.get(path)).text;
      assert.equal(await text('/'), 'home');
      assert.equal(await text('/posts/x'), 'post x');
      assert.equal(await text('/posts/x/?y=1'), 'post x');
      assert.equal(await text('/style.css'), 'body{}');
      const missing = await stack.get('/missing');
      assert.deepEqual([missing.status, missing.xCache], [404, 'Error']);
      // Both spellings are one object of the cache: the key is made of the rewritten request.
      assert.equal((await stack.get('/posts/x')).xCache, 'Hit');
    });
  }

  it('asks for credentials and lets the right ones in', async () => {
    stack = await start(basicAuth);
    const refused = await stack.get('/index.html');
    assert.deepEqual(
      [refused.status, refused.statusText, refused.headers['www-authenticate'], refused.text, refused.xCache],
      [401, 'Unauthorized', 'Basic realm="blog"', 'Credentials, please', 'FunctionGeneratedResponse'],
    );
    const authorization = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    assert.equal((await stack.get('/index.html', { headers: { authorization } })).text, 'home');
  });

  it('adds headers and cookies to hits and misses', async () => {
    stack = await start(securityHeaders, { eventType: 'viewer-response' });
    for (const xCache of ['Miss', 'Hit']) {
      const response = await stack.get('/index.html');
      assert.deepEqual(
        [response.xCache, response.text, response.headers['x-frame-options'], response.headers['set-cookie']],
        [xCache, 'home', 'DENY', ['seen=1; Path=/; Secure']],
      );
    }
  });

  it('reads the key value store', async () => {
    const code = `
      import cf from 'cloudfront';
      async function handler(event) {
        const target = await cf.kvs().get(event.request.uri);
        return { statusCode: 301, headers: { location: { value: target } } };
      }`;
    stack = await start(code, { keyValueStoreArn: 'arn:kvs' });
    const moved = await stack.get('/old');
    assert.deepEqual([moved.status, moved.headers.location], [301, '/posts/x/']);
    assert.deepEqual(
      [(await stack.get('/none')).status, (await stack.get('/none')).xCache],
      [503, 'FunctionExecutionError'],
    );
  });

  it('sends the request to the origin that the function chose', async () => {
    const code = `
      import cf from 'cloudfront';
      function handler(event) {
        cf.updateRequestOrigin({ originPath: '/posts' });
        return event.request;
      }`;
    stack = await start(code);
    assert.equal((await stack.get('/x/index.html')).text, 'post x');
  });

  it('refuses parameters of an origin helper that CloudFront refuses', async () => {
    const code = `
      import cf from 'cloudfront';
      function handler(event) {
        cf.updateRequestOrigin({ domainName: 'other.example', connectionAttempts: 4 });
        return event.request;
      }`;
    stack = await start(code, { config: { Origins: [siteOrigin] } });
    const response = await stack.get('/index.html');
    assert.deepEqual([response.status, response.xCache], [502, 'FunctionValidationError']);
    assert.match(response.text, /connectionAttempts is 4, wanted 1 to 3/);
  });

  const failures: [string, string, number, string][] = [
    ['throws', "function handler() { throw new Error('boom'); }", 503, 'FunctionExecutionError'],
    ['has a syntax error', 'function handler( {', 503, 'FunctionExecutionError'],
    ['has no handler', 'function other() {}', 503, 'FunctionExecutionError'],
    ['loops for ever', 'function handler() { for (;;) {} }', 503, 'FunctionExecutionError'],
    ['returns nothing', 'function handler() {}', 502, 'FunctionValidationError'],
    [
      'adds a header in capitals',
      "function handler(e) { e.request.headers['X-A'] = { value: '1' }; return e.request; }",
      502,
      'FunctionValidationError',
    ],
    [
      'changes the host',
      "function handler(e) { e.request.headers.host.value = 'x'; return e.request; }",
      502,
      'FunctionValidationError',
    ],
  ];
  for (const [what, code, status, xCache] of failures) {
    it(`answers ${status} for a function that ${what}, and lives on`, async () => {
      stack = await start(code);
      const response = await stack.get('/index.html');
      assert.deepEqual([response.status, response.xCache], [status, xCache]);
      const event = stack.events.find(({ kind }) => kind === 'cloudfront.function');
      assert.equal(event?.level, 'error');
      stack.cloudfront.putFunction({
        name: 'edge',
        logicalId: 'Edge',
        runtime: 'cloudfront-js-2.0',
        code: prettyUrls,
        comment: '',
        keyValueStoreArn: undefined,
        autoPublish: true,
      });
      assert.equal((await stack.get('/')).text, 'home');
    });
  }
});
