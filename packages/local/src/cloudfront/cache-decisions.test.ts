import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { headerMap } from '../http-semantics/headers.js';
import { normalizeAcceptEncoding } from './accept-encoding.js';
import { cacheKey } from './cache-key.js';
import { compressedHeaders, selectCompression } from './compression.js';
import { errorTtlSeconds } from './error-ttl.js';
import { ageSeconds, freshness, mayServeStale } from './freshness.js';
import { isInvalidated } from './invalidation.js';
import { managedCachePolicies } from './managed-policies.js';
import type { CachePolicy } from './model.js';
import { createObjectCache } from './object-cache.js';
import { storedTimes } from './storable.js';
import { edgeTtlSeconds } from './ttl.js';

const nowMs = Date.UTC(2024, 0, 20, 12, 0, 0);
const plain: CachePolicy = {
  id: 'p',
  name: 'p',
  minTtlSeconds: 1,
  defaultTtlSeconds: 86_400,
  maxTtlSeconds: 31_536_000,
  isGzipEnabled: false,
  isBrotliEnabled: false,
  headers: { kind: 'none' },
  cookies: { kind: 'none' },
  queryStrings: { kind: 'none' },
};

describe('cacheKey', () => {
  const request = (
    uri: string,
    more: { query?: string; method?: string; headers?: Record<string, string> } = {},
  ) => ({
    method: more.method ?? 'GET',
    uri,
    rawQuery: more.query,
    headers: headerMap(more.headers ?? {}),
  });

  it('ignores query strings, cookies and headers that the cache policy does not name', () => {
    assert.equal(
      cacheKey(plain, request('/a', { query: 'x=1', headers: { cookie: 'a=1', accept: 'b', host: 'c' } })),
      cacheKey(plain, request('/a')),
    );
  });
  it('ignores whatever a policy does not name, for any request', () => {
    fc.assert(
      fc.property(fc.webQueryParameters(), fc.string(), (query, accept) => {
        assert.equal(
          cacheKey(plain, request('/a', { query, headers: { accept } })),
          cacheKey(plain, request('/a')),
        );
      }),
    );
  });
  it('shares a key between GET and HEAD, not with OPTIONS', () => {
    assert.equal(cacheKey(plain, request('/a', { method: 'HEAD' })), cacheKey(plain, request('/a')));
    assert.notEqual(cacheKey(plain, request('/a', { method: 'OPTIONS' })), cacheKey(plain, request('/a')));
  });
  it('tells order and case of query strings apart', () => {
    const policy: CachePolicy = { ...plain, queryStrings: { kind: 'all' } };
    const keys = ['a=1&b=2', 'b=2&a=1', 'A=1&b=2', 'a=1&b=2&', undefined, ''].map((query) =>
      cacheKey(policy, request('/', query === undefined ? {} : { query })),
    );
    assert.equal(new Set(keys).size, 6);
  });
  it('takes the listed query strings in the order sent', () => {
    const policy: CachePolicy = { ...plain, queryStrings: { kind: 'list', names: ['b', 'a'] } };
    const key = (query: string) => cacheKey(policy, request('/', { query }));
    assert.equal(key('a=1&x=9&b=2'), key('a=1&b=2'));
    assert.notEqual(key('a=1&b=2'), key('b=2&a=1'));
  });
  it('takes all query strings but the listed ones', () => {
    const policy: CachePolicy = { ...plain, queryStrings: { kind: 'allExcept', names: ['utm'] } };
    const key = (query: string) => cacheKey(policy, request('/', { query }));
    assert.equal(key('utm=1&a=1'), key('a=1'));
    assert.notEqual(key('a=1'), key('a=2'));
  });
  it('sorts cookies by name', () => {
    const policy: CachePolicy = { ...plain, cookies: { kind: 'all' } };
    const key = (cookie: string) => cacheKey(policy, request('/', { headers: { cookie } }));
    assert.equal(key('b=2; a=1'), key('a=1;b=2'));
    assert.notEqual(key('a=1'), key('A=1'));
  });
  it('tells an absent header from an empty one', () => {
    const policy: CachePolicy = { ...plain, headers: { kind: 'list', names: ['x-a'] } };
    assert.notEqual(
      cacheKey(policy, request('/')),
      cacheKey(policy, request('/', { headers: { 'x-a': '' } })),
    );
  });
  it('cannot be forged by a value that looks like another part', () => {
    const policy: CachePolicy = { ...plain, headers: { kind: 'list', names: ['x-a', 'x-b'] } };
    assert.notEqual(
      cacheKey(policy, request('/', { headers: { 'x-a': '1', 'x-b': '2' } })),
      cacheKey(policy, request('/', { headers: { 'x-a': '1,x-b:2' } })),
    );
  });
  it('tells encodings apart only where the policy enables them', () => {
    const [optimized] = managedCachePolicies;
    assert.ok(optimized);
    const key = (policy: CachePolicy, encoding: string) =>
      cacheKey(policy, request('/', { headers: { 'accept-encoding': encoding } }));
    assert.equal(key(optimized, 'br, gzip'), key(optimized, 'gzip, deflate, br'));
    assert.notEqual(key(optimized, 'gzip'), key(optimized, 'br'));
    assert.equal(key(plain, 'gzip'), key(plain, 'br'));
  });
});

describe('normalizeAcceptEncoding', () => {
  const both = { isGzipEnabled: true, isBrotliEnabled: true };
  const cases: [string | undefined, unknown][] = [
    ['gzip, deflate, br', { key: 'br,gzip', origin: 'br,gzip' }],
    ['GZIP;q=0.5', { key: 'gzip', origin: 'gzip' }],
    ['br', { key: 'br', origin: 'br' }],
    ['deflate', { key: undefined, origin: 'identity' }],
    [undefined, { key: undefined, origin: undefined }],
  ];
  for (const [header, expected] of cases) {
    it(`reads ${header ?? 'no header'}`, () => {
      assert.deepEqual(normalizeAcceptEncoding(header, both), expected);
    });
  }
  it('leaves the header alone when the policy enables no format', () => {
    assert.equal(
      normalizeAcceptEncoding('gzip', { isGzipEnabled: false, isBrotliEnabled: false }),
      undefined,
    );
  });
  it('offers gzip alone when brotli is not enabled', () => {
    assert.deepEqual(normalizeAcceptEncoding('br, gzip', { isGzipEnabled: true, isBrotliEnabled: false }), {
      key: 'gzip',
      origin: 'gzip',
    });
  });
});

describe('edgeTtlSeconds', () => {
  const ttl = (headers: Record<string, string>, ttls: [number, number, number] = [1, 86_400, 31_536_000]) =>
    edgeTtlSeconds(headerMap(headers), {
      policy: { minTtlSeconds: ttls[0], defaultTtlSeconds: ttls[1], maxTtlSeconds: ttls[2] },
      nowMs,
    });
  const cases: [string, number | undefined, number | undefined][] = [
    ['nothing said', ttl({}), 86_400],
    ['nothing said, minimum above default', ttl({}, [100, 50, 40]), 100],
    ['max-age', ttl({ 'cache-control': 'max-age=60' }), 60],
    ['s-maxage wins over max-age', ttl({ 'cache-control': 'max-age=60, s-maxage=120' }), 120],
    ['max-age below the minimum', ttl({ 'cache-control': 'max-age=0' }, [5, 10, 20]), 5],
    ['max-age above the maximum', ttl({ 'cache-control': 'max-age=60' }, [5, 10, 20]), 20],
    ['Expires', ttl({ expires: 'Sat, 20 Jan 2024 12:01:00 GMT' }), 60],
    ['Expires in the past', ttl({ expires: 'Sat, 20 Jan 2024 11:00:00 GMT' }, [0, 10, 20]), 0],
    ['Expires: 0', ttl({ expires: '0' }, [0, 10, 20]), 0],
    ['max-age wins over Expires', ttl({ 'cache-control': 'max-age=7', expires: '0' }), 7],
    ['no-store, minimum 0', ttl({ 'cache-control': 'no-store' }, [0, 10, 20]), undefined],
    ['private, minimum 0', ttl({ 'cache-control': 'private, max-age=60' }, [0, 10, 20]), undefined],
    ['no-cache, minimum 5', ttl({ 'cache-control': 'no-cache' }, [5, 10, 20]), 5],
    ['no-cache for one field', ttl({ 'cache-control': 'no-cache="Set-Cookie", max-age=3' }), 3],
    ['all times zero', ttl({ 'cache-control': 'max-age=60' }, [0, 0, 0]), undefined],
    [
      'maximum of UseOriginCacheControlHeaders',
      ttl({ 'cache-control': 'max-age=60' }, [0, 0, 31_536_000]),
      60,
    ],
  ];
  for (const [name, actual, expected] of cases) {
    it(`gives ${expected ?? 'nothing'} for ${name}`, () => assert.equal(actual, expected));
  }
});

describe('storedTimes', () => {
  const stored = (status: number, headers: Record<string, string> = {}) =>
    storedTimes({ status, headers: headerMap(headers) }, { policy: plain, nowMs });
  it('keeps redirects, but 307 and 308 only with a time of their own', () => {
    assert.notEqual(stored(301), undefined);
    assert.equal(stored(307), undefined);
    assert.notEqual(stored(308, { 'cache-control': 'max-age=5' }), undefined);
    assert.equal(stored(206), undefined);
  });
  it('caps stale times at the maximum', () => {
    assert.deepEqual(
      stored(200, { 'cache-control': 'max-age=1, stale-while-revalidate=99999999, stale-if-error=0' }),
      {
        storedAtMs: nowMs,
        expiresAtMs: nowMs + 1000,
        staleWhileRevalidateSeconds: 31_536_000,
        staleIfErrorSeconds: 0,
      },
    );
  });
});

describe('freshness', () => {
  const times = {
    storedAtMs: 0,
    expiresAtMs: 10_000,
    staleWhileRevalidateSeconds: 5,
    staleIfErrorSeconds: undefined,
  };
  it('counts to the millisecond', () => {
    assert.equal(freshness(times, 9_999), 'fresh');
    assert.equal(freshness(times, 10_000), 'stale-while-revalidate');
    assert.equal(freshness(times, 14_999), 'stale-while-revalidate');
    assert.equal(freshness(times, 15_000), 'expired');
    assert.equal(ageSeconds(times, 1_999), 1);
  });
  it('lets a stale copy stand in for a 5xx, never for a 4xx', () => {
    const may = (status: number | undefined, staleIfErrorSeconds?: number, hasTtl = true) =>
      mayServeStale({ ...times, staleIfErrorSeconds }, { status, nowMs: 12_000, hasTtl });
    assert.deepEqual(
      [may(undefined), may(500), may(404), may(500, 0), may(500, 3), may(500, 1), may(500, undefined, false)],
      [true, true, false, false, true, false, false],
    );
  });
});

describe('errorTtlSeconds', () => {
  const ttl = (
    status: number,
    options: { cacheControl?: string; min?: number; isS3?: boolean; policy?: CachePolicy } = {},
  ) =>
    errorTtlSeconds(
      {
        status,
        headers: headerMap({ 'cache-control': options.cacheControl }),
      },
      {
        policy: options.policy ?? plain,
        custom:
          options.min === undefined
            ? undefined
            : { errorCode: status, page: undefined, cachingMinTtlSeconds: options.min },
        isS3: options.isS3 ?? false,
        nowMs,
      },
    );
  const cases: [string, number | undefined, number | undefined][] = [
    ['404', ttl(404), 10],
    ['500 with its own minimum', ttl(500, { min: 30 }), 30],
    ['404 with minimum 0', ttl(404, { min: 0 }), undefined],
    ['404 of a bucket with minimum 0', ttl(404, { min: 0, isS3: true }), 1],
    ['404 with a longer max-age', ttl(404, { cacheControl: 'max-age=60' }), 60],
    ['404 with a shorter max-age', ttl(404, { cacheControl: 'max-age=5' }), 10],
    ['404 with no-store', ttl(404, { cacheControl: 'no-store' }), undefined],
    ['500 with no-store', ttl(500, { cacheControl: 'no-store' }), 10],
    ['403', ttl(403), undefined],
    ['403 with max-age', ttl(403, { cacheControl: 'max-age=20' }), 20],
    ['416', ttl(416, { cacheControl: 'max-age=20' }), undefined],
    ['410', ttl(410), undefined],
    [
      '404 under CachingDisabled',
      ttl(404, { policy: { ...plain, minTtlSeconds: 0, defaultTtlSeconds: 0, maxTtlSeconds: 0 } }),
      undefined,
    ],
  ];
  for (const [name, actual, expected] of cases) {
    it(`gives ${expected ?? 'nothing'} for ${name}`, () => assert.equal(actual, expected));
  }
});

describe('selectCompression', () => {
  const select = (
    headers: Record<string, string>,
    options: {
      status?: number;
      accepted?: string | undefined;
      httpVersion?: string;
      isCompressed?: boolean;
    } = {},
  ) =>
    selectCompression(
      {
        status: options.status ?? 200,
        headers: headerMap({ 'content-type': 'text/html', 'content-length': '1000', ...headers }),
      },
      {
        isCompressed: options.isCompressed ?? true,
        accepted: 'accepted' in options ? options.accepted : 'br,gzip',
        httpVersion: options.httpVersion ?? '1.1',
      },
    );
  it('prefers brotli', () => {
    assert.equal(select({}), 'br');
    assert.equal(select({}, { accepted: 'gzip' }), 'gzip');
  });
  it('compresses from 1,000 to 10,000,000 bytes', () => {
    assert.equal(select({ 'content-length': '999' }), undefined);
    assert.equal(select({ 'content-length': '10000000' }), 'br');
    assert.equal(select({ 'content-length': '10000001' }), undefined);
  });
  it('ignores parameters of the type and refuses types that are not listed', () => {
    assert.equal(select({ 'content-type': 'text/html; charset=utf-8' }), 'br');
    assert.equal(select({ 'content-type': 'image/svg+xml' }), 'br');
    assert.equal(select({ 'content-type': 'image/png' }), undefined);
    assert.equal(select({ 'content-type': 'font/woff2' }), undefined);
    assert.equal(select({ 'content-type': 'application/ld+json' }), undefined);
  });
  it('leaves alone what is encoded already, other statuses, HTTP/1.0 and behaviors without Compress', () => {
    assert.equal(select({ 'content-encoding': 'identity' }), undefined);
    assert.equal(select({}, { status: 206 }), undefined);
    assert.equal(select({}, { status: 404 }), 'br');
    assert.equal(select({}, { httpVersion: '1.0' }), undefined);
    assert.equal(select({}, { isCompressed: false }), undefined);
    assert.equal(select({}, { accepted: undefined }), undefined);
  });
  it('weakens a strong entity tag, keeps a weak one and drops an invalid one', () => {
    const etag = (value: string) =>
      compressedHeaders(headerMap({ etag: value }), { format: 'gzip', sizeBytes: 5 }).get('etag');
    assert.deepEqual([etag('"a"'), etag('W/"a"'), etag('a')], [['W/"a"'], ['W/"a"'], undefined]);
  });
});

describe('isInvalidated', () => {
  const cases: [string, string, string | undefined, boolean][] = [
    ['/a', '/a', undefined, true],
    ['/a', '/A', undefined, false],
    ['/a', '/a', 'x=1', false],
    ['/a?x=1', '/a', 'x=1', true],
    ['/a*', '/ab/c', 'x=1', true],
    ['/*', '/', undefined, true],
    ['a', '/a', undefined, true],
    ['/*/b', '/a/b', undefined, false],
  ];
  for (const [path, uri, rawQuery, expected] of cases) {
    it(`answers ${expected} for ${path} and ${uri}${rawQuery === undefined ? '' : `?${rawQuery}`}`, () => {
      assert.equal(isInvalidated({ uri, rawQuery }, path), expected);
    });
  }
});

describe('createObjectCache', () => {
  it('drops what was not used for longest when it is full', () => {
    const cache = createObjectCache({ maxBytes: 4_000 });
    const put = (key: string) =>
      cache.set({
        key,
        uri: key,
        rawQuery: undefined,
        status: 200,
        statusDescription: undefined,
        headers: headerMap({}),
        body: { kind: 'bytes', bytes: Buffer.alloc(500) },
        originStatus: 200,
        dependencies: [],
        storedAtMs: 0,
        expiresAtMs: 0,
        staleWhileRevalidateSeconds: 0,
        staleIfErrorSeconds: undefined,
      });
    put('/a');
    put('/b');
    assert.notEqual(cache.get('/a'), undefined);
    put('/c');
    assert.equal(cache.get('/b'), undefined);
    assert.notEqual(cache.get('/a'), undefined);
    assert.equal(cache.sizeBytes(), 2 * (1_024 + 2 + 500));
  });
});
