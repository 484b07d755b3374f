import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { EdgeFunctionCall, EdgeRequest } from '../src/cloudfront/index.js';
import { headerText } from '../src/http-semantics/headers.js';
import {
  defaultBehavior,
  type FakeOutcome,
  fakeRunner,
  startStack,
  type TestStack,
} from './cloudfront-stack.js';

const pages = {
  'index.html': '<h1>home</h1>',
  'posts/x/index.html': 'post x',
  'a.b/c/index.html': 'dotted folder',
  'style.css': 'body{}',
  'ü b/index.html': 'umlaut',
  'big.txt': 'x'.repeat(2000),
};

// The rewriting that most pretty-URL functions do.
function prettyUrl(request: EdgeRequest): EdgeRequest {
  const { uri } = request;
  if (uri.endsWith('/')) return { ...request, uri: `${uri}index.html` };
  const last = uri.slice(uri.lastIndexOf('/') + 1);
  return last.includes('.') ? request : { ...request, uri: `${uri}/index.html` };
}

const functionArn = 'arn:aws:cloudfront::123456789012:function/pretty';
const prettyBehavior = defaultBehavior({
  FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: functionArn }],
});

function addFunction(name: string) {
  return (cloudfront: TestStack['cloudfront']) =>
    void cloudfront.putFunction({
      name,
      logicalId: 'Pretty',
      runtime: 'cloudfront-js-2.0',
      code: '',
      comment: '',
      keyValueStoreArn: undefined,
      autoPublish: true,
    });
}

describe('a site behind a distribution', () => {
  let stack: TestStack;
  afterEach(() => stack.close());

  const startPretty = () =>
    startStack({
      files: pages,
      config: { DefaultCacheBehavior: prettyBehavior },
      functions: fakeRunner(({ request }) => ({ kind: 'request', request: prettyUrl(request) })),
      prepare: addFunction('pretty'),
    });

  const paths: [string, number, string | RegExp][] = [
    ['/', 200, '<h1>home</h1>'],
    ['/posts/x', 200, 'post x'],
    ['/posts/x/', 200, 'post x'],
    ['/posts/x?y=1', 200, 'post x'],
    ['/style.css', 200, 'body{}'],
    ['/missing', 404, /<Code>NoSuchKey<\/Code>/],
    ['/a.b/c', 200, 'dotted folder'],
    ['/%C3%BC%20b/', 200, 'umlaut'],
    ['/%c3%bc%20b', 200, 'umlaut'],
    ['/posts/x/../x/', 404, /NoSuchKey/],
    ['/../../etc/passwd', 404, /NoSuchKey/],
    ['/..%2f..%2fetc%2fpasswd.txt', 404, /NoSuchKey/],
    ['/%2e%2e/state/x.txt', 404, /NoSuchKey/],
    ['/%00.txt', 404, /NoSuchKey/],
    ['/100%', 400, /InvalidURI/],
    ['//index.html', 404, /NoSuchKey/],
  ];
  for (const [path, status, body] of paths) {
    it(`answers ${status} at ${path}`, async () => {
      stack = await startPretty();
      const response = await stack.get(path);
      assert.equal(response.status, status);
      if (typeof body === 'string') assert.equal(response.text, body);
      else assert.match(response.text, body);
    });
  }

  it('sends the headers that CloudFront adds', async () => {
    stack = await startPretty();
    const { headers, rawHeaders, xCache } = await stack.get('/style.css');
    assert.equal(xCache, 'Miss');
    assert.equal(headers.via, '1.1 d111111abcdef8.cloudfront.net (CloudFront)');
    assert.match(String(headers['x-amz-cf-pop']), /^[A-Z]{3}\d+-[CP]\d+$/);
    assert.match(String(headers['x-amz-cf-id']), /^[\w-]{54}==$/);
    assert.equal(headers['content-type'], 'text/css');
    assert.equal(headers['x-amz-request-id'], undefined);
    assert.ok(rawHeaders.includes('ETag'));
  });

  it('reports a hit with its age, and a miss again after the time to live', async () => {
    stack = await startStack({ files: pages, options: { isCacheStrict: true } });
    assert.equal((await stack.get('/style.css')).xCache, 'Miss');
    await stack.clock.advance(5_000);
    const second = await stack.get('/style.css');
    assert.equal(second.xCache, 'Hit');
    assert.equal(second.headers.age, '5');
    await stack.clock.advance(86_395_000);
    // Expired: the origin confirms the object by its entity tag.
    assert.equal((await stack.get('/style.css')).xCache, 'RefreshHit');
    assert.equal((await stack.get('/style.css')).xCache, 'Hit');
  });

  it('shows an edited file at once, and a stale one under a strict cache', async () => {
    stack = await startStack({ files: pages });
    assert.equal((await stack.get('/style.css')).text, 'body{}');
    stack.write('style.css', 'p{color:red}');
    const edited = await stack.get('/style.css');
    assert.deepEqual([edited.text, edited.xCache], ['p{color:red}', 'Miss']);
    await stack.close();
    stack = await startStack({ files: pages, options: { isCacheStrict: true } });
    await stack.get('/style.css');
    stack.write('style.css', 'p{color:red}');
    const stale = await stack.get('/style.css');
    assert.deepEqual([stale.text, stale.xCache], ['body{}', 'Hit']);
    assert.equal(stack.cloudfront.invalidate('E1', ['/style*']), 1);
    assert.equal((await stack.get('/style.css')).text, 'p{color:red}');
  });

  it('caches a missing page for ten seconds under a strict cache', async () => {
    stack = await startStack({ files: pages, options: { isCacheStrict: true } });
    assert.equal((await stack.get('/new.txt')).status, 404);
    stack.write('new.txt', 'new');
    const cached = await stack.get('/new.txt');
    assert.deepEqual([cached.status, cached.xCache], [404, 'Error']);
    await stack.clock.advance(10_000);
    assert.equal((await stack.get('/new.txt')).text, 'new');
  });

  it('answers 403 for a missing page when the distribution may not list the bucket', async () => {
    stack = await startStack({ files: pages });
    stack.grant('s3:GetObject');
    const response = await stack.get('/missing.txt');
    assert.equal(response.status, 403);
    assert.match(response.text, /<Code>AccessDenied<\/Code>/);
    assert.equal(response.headers['content-type'], 'application/xml');
  });

  it('serves the default root object for the root alone', async () => {
    stack = await startStack({
      files: pages,
      config: { DefaultRootObject: 'index.html' },
    });
    assert.equal((await stack.get('/')).text, '<h1>home</h1>');
    assert.equal((await stack.get('/?q=1')).text, '<h1>home</h1>');
    assert.equal((await stack.get('/posts/x/')).status, 404);
  });

  it('compresses once per encoding', async () => {
    stack = await startStack({ files: pages });
    const get = (encoding: string) => stack.get('/big.txt', { headers: { 'accept-encoding': encoding } });
    const brotli = await get('gzip, deflate, br');
    assert.equal(brotli.headers['content-encoding'], 'br');
    assert.match(String(brotli.headers.etag), /^W\/"/);
    assert.equal(brotli.headers.vary, 'Accept-Encoding');
    assert.equal(brotliDecompressSync(brotli.body).toString(), pages['big.txt']);
    assert.equal((await get('br, gzip')).xCache, 'Hit');
    const zipped = await get('gzip');
    assert.deepEqual([zipped.headers['content-encoding'], zipped.xCache], ['gzip', 'Miss']);
    assert.equal(gunzipSync(zipped.body).toString(), pages['big.txt']);
    const plain = await get('identity');
    assert.deepEqual(
      [plain.headers['content-encoding'], plain.headers['content-length']],
      [undefined, '2000'],
    );
  });

  it('answers ranges and conditionals from the stored object', async () => {
    stack = await startStack({ files: pages });
    const get = (headers: Record<string, string>) => stack.get('/big.txt', { headers });
    const first = await get({ range: 'bytes=0-9' });
    assert.deepEqual(
      [first.status, first.headers['content-range'], first.text.length],
      [206, 'bytes 0-9/2000', 10],
    );
    const several = await get({ range: 'bytes=0-0,5-6' });
    assert.equal(several.status, 206);
    assert.match(String(several.headers['content-type']), /^multipart\/byteranges; boundary=CloudFront:/);
    assert.match(several.text, /Content-Range: bytes 5-6\/2000\r\n\r\nxx\r\n--/);
    assert.equal(String(several.body.length), several.headers['content-length']);
    assert.equal((await get({ range: 'bytes=5-6,0-1' })).status, 200);
    assert.equal((await get({ range: 'bytes=2000-' })).status, 416);
    const etag = String(first.headers.etag);
    const same = await get({ 'if-none-match': etag });
    assert.deepEqual(
      [same.status, same.text, same.headers.etag, same.headers['content-type']],
      [304, '', etag, undefined],
    );
    assert.equal((await get({ 'if-none-match': '"other"' })).status, 200);
  });

  it('answers HEAD without a body and with the length', async () => {
    stack = await startStack({ files: pages });
    const response = await stack.get('/big.txt', { method: 'HEAD' });
    assert.deepEqual([response.status, response.headers['content-length'], response.text], [200, '2000', '']);
    assert.equal((await stack.get('/big.txt')).xCache, 'Hit');
  });

  it('streams a file above a mebibyte, whole and in parts', async () => {
    const big = Buffer.alloc(3_000_000, 'abc');
    stack = await startStack({ files: { 'big.bin': big } });
    assert.deepEqual((await stack.get('/big.bin')).body, big);
    const again = await stack.get('/big.bin', { headers: { range: 'bytes=2999997-' } });
    assert.deepEqual([again.status, again.text, again.xCache], [206, 'abc', 'Hit']);
  });

  it('does not serve a big file that changed, even under a strict cache', async () => {
    stack = await startStack({
      files: { 'big.bin': Buffer.alloc(2_000_000, 'a') },
      options: { isCacheStrict: true },
    });
    assert.equal((await stack.get('/big.bin')).body.length, 2_000_000);
    stack.write('big.bin', Buffer.alloc(1_500_000, 'b'));
    const changed = await stack.get('/big.bin');
    assert.deepEqual([changed.body.length, changed.xCache], [1_500_000, 'Miss']);
  });

  it('answers custom error pages, and 404 becomes 200 for a single-page application', async () => {
    stack = await startStack({
      files: { ...pages, '404.html': 'nothing here' },
      config: {
        CustomErrorResponses: [
          { ErrorCode: 404, ResponsePagePath: '/404.html', ResponseCode: 404 },
          { ErrorCode: 403, ResponsePagePath: '/index.html', ResponseCode: 200 },
        ],
      },
    });
    const missing = await stack.get('/missing');
    assert.deepEqual(
      [missing.status, missing.text, missing.headers['content-type'], missing.xCache],
      [404, 'nothing here', 'text/html', 'Error'],
    );
    stack.grant('s3:GetObject');
    const app = await stack.get('/app/route');
    assert.deepEqual([app.status, app.text, app.xCache], [200, '<h1>home</h1>', 'Error']);
    // The page that stands for it was edited: both depend on it.
    stack.write('index.html', 'new home');
    assert.equal((await stack.get('/app/route')).text, 'new home');
  });

  it('gives the status of the error page itself when it is missing', async () => {
    stack = await startStack({
      files: pages,
      config: {
        CustomErrorResponses: [{ ErrorCode: 404, ResponsePagePath: '/none.html', ResponseCode: 200 }],
      },
    });
    assert.equal((await stack.get('/missing')).status, 404);
  });

  it('refuses methods that the behavior does not allow, and GET with a body', async () => {
    stack = await startStack({ files: pages });
    const post = await stack.get('/style.css', { method: 'POST', body: 'x' });
    assert.deepEqual([post.status, post.xCache, post.headers.server], [403, 'Error', 'CloudFront']);
    assert.match(post.text, /Generated by cloudfront \(CloudFront\)/);
    assert.equal(
      (await stack.get('/style.css', { body: 'x', headers: { 'content-length': '1' } })).status,
      403,
    );
    assert.equal((await stack.get('/style.css', { method: 'PROPFIND' })).status, 403);
  });

  it('refuses a long URL with 414 and large headers with 494, and closes the connection', async () => {
    stack = await startStack({ files: pages });
    assert.equal((await stack.get(`/${'a'.repeat(8191)}`)).status, 400);
    const long = await stack.get(`/${'a'.repeat(8192)}`);
    assert.deepEqual([long.status, long.headers.connection], [414, 'close']);
    const wide = await stack.get('/', { headers: { 'x-a': 'a'.repeat(33_000) } });
    assert.deepEqual([wide.status, wide.headers.connection], [494, 'close']);
  });

  it('answers a raw request without a known method or path', async () => {
    stack = await startStack({ files: pages });
    const ask = (text: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(stack.port, '127.0.0.1', () => socket.end(text));
        let answer = '';
        socket.setEncoding('latin1');
        socket.on('data', (chunk: string) => {
          answer += chunk;
        });
        socket.on('end', () => resolve(answer.slice(0, 12)));
        socket.on('error', reject);
      });
    assert.equal(await ask('OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'), 'HTTP/1.1 400');
    assert.equal(
      await ask('GET http://other/style.css HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
      'HTTP/1.1 200',
    );
    assert.equal(await ask('GET /style.css HTTP/1.0\r\n\r\n'), 'HTTP/1.1 200');
    assert.equal(await ask('BREW /style.css HTTP/1.1\r\nHost: x\r\n\r\n'), 'HTTP/1.1 400');
  });

  it('redirects to https when http viewers count as http viewers', async () => {
    stack = await startStack({ files: pages, options: { treatsHttpAsHttps: false } });
    const response = await stack.get('/posts?x=1', { headers: { host: 'www.example.org' } });
    assert.deepEqual(
      [response.status, response.headers.location, response.xCache, response.headers.server],
      [301, 'https://www.example.org/posts?x=1', 'Redirect', 'CloudFront'],
    );
    stack.distribute({ DefaultCacheBehavior: defaultBehavior({ ViewerProtocolPolicy: 'https-only' }) });
    assert.equal((await stack.get('/style.css')).status, 403);
  });

  it('logs each request with status, X-Cache and bytes', async () => {
    stack = await startStack({ files: pages });
    const { headers } = await stack.get('/style.css?v=1');
    const event = stack.events.find(({ kind }) => kind === 'cloudfront.request');
    assert.equal(event?.kind, 'cloudfront.request');
    if (event?.kind !== 'cloudfront.request') return;
    assert.ok(event.data.durationMs >= 0);
    assert.deepEqual(event.data, {
      durationMs: event.data.durationMs,
      method: 'GET',
      uri: '/style.css?v=1',
      status: 200,
      xCache: 'Miss from cloudfront',
      bytes: 6,
      requestId: headers['x-amz-cf-id'],
      behavior: '*',
    });
  });
});

describe('functions of a behavior', () => {
  let stack: TestStack;
  afterEach(() => stack.close());

  const startWith = (run: (call: EdgeFunctionCall) => FakeOutcome, config: Record<string, unknown> = {}) =>
    startStack({
      files: pages,
      functions: fakeRunner(run),
      prepare: addFunction('pretty'),
      config: {
        DefaultCacheBehavior: defaultBehavior({
          FunctionAssociations: ['viewer-request', 'viewer-response'].map((EventType) => ({
            EventType,
            FunctionARN: functionArn,
          })),
        }),
        ...config,
      },
    });

  it('sends a generated response without asking the origin or the viewer-response function', async () => {
    const calls: string[] = [];
    stack = await startWith(({ eventType }) => {
      calls.push(eventType);
      return {
        kind: 'response',
        response: {
          status: 401,
          statusDescription: 'Unauthorized',
          headers: new Map([['www-authenticate', ['Basic']]]),
          body: Buffer.from('who?'),
        },
      };
    });
    const response = await stack.get('/style.css');
    assert.deepEqual(
      [response.status, response.statusText, response.text, response.xCache],
      [401, 'Unauthorized', 'who?', 'FunctionGeneratedResponse'],
    );
    assert.ok(response.rawHeaders.includes('Www-Authenticate'));
    assert.deepEqual(calls, ['viewer-request']);
  });

  it('lets the viewer-response function edit headers and body', async () => {
    stack = await startWith((call) => {
      if (call.eventType === 'viewer-request') return { kind: 'request', request: call.request };
      const headers = new Map(call.response.headers);
      headers.set('x-seen-type', [headerText(headers, 'content-type') ?? '']);
      return {
        kind: 'response',
        response: { ...call.response, headers, body: Buffer.from('replaced') },
      };
    });
    const response = await stack.get('/style.css');
    assert.deepEqual(
      [response.text, response.headers['x-seen-type'], response.headers['content-length']],
      ['replaced', 'text/css', '8'],
    );
    assert.ok(response.rawHeaders.includes('Etag'));
    assert.equal((await stack.get('/style.css')).xCache, 'Hit');
  });

  it('does not run the viewer-response function for errors, nor behind a custom error page', async () => {
    const calls: string[] = [];
    stack = await startWith(
      (call) => {
        calls.push(call.eventType);
        return call.eventType === 'viewer-request'
          ? { kind: 'request', request: call.request }
          : { kind: 'response', response: { ...call.response, body: undefined } };
      },
      { CustomErrorResponses: [{ ErrorCode: 404, ResponsePagePath: '/index.html', ResponseCode: 200 }] },
    );
    assert.equal((await stack.get('/missing')).status, 200);
    assert.equal((await stack.get('/missing')).status, 200);
    assert.deepEqual(calls, ['viewer-request', 'viewer-request']);
  });

  const failures: ['validation-error' | 'execution-error' | 'throttled', number, string][] = [
    ['validation-error', 502, 'FunctionValidationError'],
    ['execution-error', 503, 'FunctionExecutionError'],
    ['throttled', 503, 'FunctionThrottledError'],
  ];
  for (const [kind, status, xCache] of failures) {
    it(`answers ${status} for a function that ends as ${kind}`, async () => {
      stack = await startWith(() => ({ kind, message: 'because' }));
      const response = await stack.get('/style.css');
      assert.deepEqual([response.status, response.xCache], [status, xCache]);
      assert.match(response.text, /because/);
    });
  }

  it('serves a published update from the next request on, over the same connection point', async () => {
    stack = await startStack({
      files: pages,
      functions: fakeRunner(({ function: version, request }) => ({
        kind: 'request',
        request: { ...request, uri: version.code },
      })),
      prepare: (cloudfront) => {
        cloudfront.putFunction({ ...draft, code: '/style.css', autoPublish: true });
      },
      config: { DefaultCacheBehavior: prettyBehavior },
    });
    assert.equal((await stack.get('/any')).text, 'body{}');
    stack.cloudfront.putFunction({ ...draft, code: '/index.html', autoPublish: false });
    assert.equal((await stack.get('/any')).text, 'body{}');
    stack.cloudfront.publishFunction('pretty');
    assert.equal((await stack.get('/any')).text, '<h1>home</h1>');
  });
});

const draft = {
  name: 'pretty',
  logicalId: 'Pretty',
  runtime: 'cloudfront-js-2.0',
  comment: '',
  keyValueStoreArn: undefined,
} as const;
