import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { headerMap } from '../http-semantics/headers.js';
import { selectCustomError } from './custom-error.js';
import { selectFromObject } from './edge-range.js';
import { plainHeaderName, wireHeaderName } from './header-case.js';
import { matchBehavior, matchesPathPattern, normalizePath } from './match-behavior.js';
import type { BehaviorPolicies, CachePolicy, NameSelection, Origin, OriginRequestPolicy } from './model.js';
import { buildOriginRequest } from './origin-request.js';
import { selectOriginTarget } from './origin-target.js';
import { allowedOrigin, applyResponseHeadersPolicy, isRemovable } from './response-headers-policy.js';
import { treatOriginHeaders } from './response-treatment.js';
import { selectCookies, selectQuery, unionSelection } from './select-values.js';
import { serverTimingValue, wantsServerTiming } from './server-timing.js';
import { addViewerHeaders, devicesOf } from './viewer-headers.js';

describe('matchesPathPattern', () => {
  const cases: [string, string, boolean][] = [
    ['*', '/any/thing', true],
    ['/images/*', '/images/a/b.png', true],
    ['images/*', '/images/a.png', true],
    ['/images/*', '/images', false],
    ['*.jpg', '/a/b.jpg', true],
    ['/*.jpg', '/a/b.jpg', true],
    ['*.jpg', '/a.JPG', false],
    ['/a?c', '/abc', true],
    ['/a?c', '/ac', false],
    ['/a??', '/a/c', true],
    ['/a*b*c', '/axxbyyc', true],
    ['/a*b*c', '/axxbyy', false],
    ['/a.c', '/abc', false],
    ['/', '/', true],
    ['/', '/index.html', false],
  ];
  for (const [pattern, path, expected] of cases) {
    it(`answers ${expected} for ${pattern} and ${path}`, () => {
      assert.equal(matchesPathPattern(pattern, path), expected);
    });
  }
});

describe('normalizePath', () => {
  const cases: [string, string][] = [
    ['/a/b', '/a/b'],
    ['/a/../b', '/b'],
    ['/a/./b', '/a/b'],
    ['/a//b', '/a/b'],
    ['/../../a', '/a'],
    ['/a/..', '/'],
    ['/a/b/.', '/a/b/'],
    ['/%61/%7e', '/a/~'],
    ['/a%2Fb', '/a%2Fb'],
    ['/%2e%2e/a', '/a'],
    ['/.well-known/x', '/.well-known/x'],
    ['/100%', '/100%'],
  ];
  for (const [path, expected] of cases) {
    it(`makes ${expected} of ${path}`, () => assert.equal(normalizePath(path), expected));
  }
});

describe('matchBehavior', () => {
  interface Behavior {
    readonly pathPattern: string;
    readonly isDefault: boolean;
  }
  const behaviors: readonly [Behavior, ...Behavior[]] = [
    { pathPattern: '/api/admin/*', isDefault: false },
    { pathPattern: '/api/*', isDefault: false },
    { pathPattern: '*', isDefault: true },
  ];
  it('takes the first that matches, the default last', () => {
    assert.equal(matchBehavior(behaviors, '/api/admin/x').pathPattern, '/api/admin/*');
    assert.equal(matchBehavior(behaviors, '/api/x').pathPattern, '/api/*');
    assert.equal(matchBehavior(behaviors, '/x/../api/y').pathPattern, '/api/*');
    assert.equal(matchBehavior(behaviors, '/').pathPattern, '*');
  });
});

describe('unionSelection', () => {
  const list = (...names: string[]): NameSelection => ({ kind: 'list', names });
  const except = (...names: string[]): NameSelection => ({ kind: 'allExcept', names });
  const cases: [string, NameSelection, NameSelection, NameSelection][] = [
    ['none and a list', { kind: 'none' }, list('a'), list('a')],
    ['two lists', list('a', 'b'), list('b', 'c'), list('a', 'b', 'c')],
    ['all and a block list', { kind: 'all' }, except('a'), { kind: 'all' }],
    ['a list and a block list', list('a'), except('a', 'b'), except('b')],
    ['a block list and a list', except('a', 'b'), list('b'), except('a')],
    ['two block lists', except('a'), except('b'), except('a', 'b')],
  ];
  for (const [name, a, b, expected] of cases) {
    it(`adds ${name}`, () => assert.deepEqual(unionSelection(a, b), expected));
  }
});

describe('selectQuery and selectCookies', () => {
  it('keeps the text and order of parameters', () => {
    assert.equal(selectQuery('b=%2F&a&c=1&b=2', { kind: 'list', names: ['b', 'a'] }), 'b=%2F&a&b=2');
    assert.equal(selectQuery('c=1', { kind: 'list', names: ['a'] }), undefined);
    assert.equal(selectQuery('', { kind: 'all' }), '');
  });
  it('sorts cookies, drops malformed and reserved ones', () => {
    assert.equal(
      selectCookies('b=2; $Version=1; broken; a=1=1; =x', { kind: 'all' }, { wildcards: false }),
      'a=1=1; b=2',
    );
  });
  it('takes wildcards only in legacy lists', () => {
    const selection: NameSelection = { kind: 'list', names: ['s_*'] };
    assert.equal(selectCookies('s_1=a; t=b', selection, { wildcards: true }), 's_1=a');
    assert.equal(selectCookies('s_1=a; t=b', selection, { wildcards: false }), undefined);
  });
});

const cachePolicy: CachePolicy = {
  id: 'c',
  name: 'c',
  minTtlSeconds: 0,
  defaultTtlSeconds: 60,
  maxTtlSeconds: 60,
  isGzipEnabled: true,
  isBrotliEnabled: true,
  headers: { kind: 'none' },
  cookies: { kind: 'none' },
  queryStrings: { kind: 'none' },
};
const customOrigin: Origin = {
  id: 'api',
  domainName: 'api.example.org',
  originPath: '',
  customHeaders: [],
  connectionAttempts: 3,
  connectionTimeoutSeconds: 10,
  originAccessControlId: undefined,
  hostHeader: undefined,
  settings: {
    kind: 'custom',
    httpPort: 80,
    httpsPort: 443,
    protocolPolicy: 'https-only',
    readTimeoutSeconds: 30,
    keepaliveTimeoutSeconds: 5,
  },
};

describe('buildOriginRequest', () => {
  const build = (
    policies: Partial<BehaviorPolicies>,
    headers: Record<string, string>,
    method = 'GET',
    origin: Origin = customOrigin,
  ) => {
    const { headers: sent, ...rest } = buildOriginRequest(
      { method, uri: '/a', rawQuery: 'x=1', headers: headerMap({ host: 'www.example.org', ...headers }) },
      {
        policies: {
          cachePolicy,
          originRequestPolicy: undefined,
          responseHeadersPolicy: undefined,
          isLegacy: false,
          ...policies,
        },
        origin,
        viewerIp: '192.0.2.1',
        requestId: 'rid',
        via: '1.1 d.cloudfront.net (CloudFront)',
        isOptionsCached: false,
      },
    );
    const own = ['x-amz-cf-id', 'via', 'connection', 'x-forwarded-for'];
    return {
      ...rest,
      headers: Object.fromEntries(
        [...sent].filter(([name]) => !own.includes(name)).map(([name, values]) => [name, values.join(', ')]),
      ),
    };
  };
  const policy = (headers: OriginRequestPolicy['headers']): OriginRequestPolicy => ({
    id: 'o',
    name: 'o',
    headers,
    cookies: { kind: 'none' },
    queryStrings: { kind: 'all' },
  });

  it('sends the bare minimum without an origin request policy', () => {
    assert.deepEqual(build({}, { accept: 'x', authorization: 'a', cookie: 'a=1', 'accept-encoding': 'br' }), {
      method: 'GET',
      path: '/a',
      rawQuery: undefined,
      headers: { host: 'api.example.org', 'user-agent': 'Amazon CloudFront', 'accept-encoding': 'br' },
    });
  });
  it('sends what the cache policy names', () => {
    const named: CachePolicy = { ...cachePolicy, headers: { kind: 'list', names: ['authorization'] } };
    assert.equal(build({ cachePolicy: named }, { authorization: 'a' }).headers.authorization, 'a');
  });
  it('sends all viewer headers but those that never pass', () => {
    const { headers, rawQuery } = build(
      { originRequestPolicy: policy({ kind: 'allViewer', cloudFront: [] }) },
      {
        'user-agent': 'curl',
        te: 'trailers',
        'x-edge-a': '1',
        'x-real-ip': '1',
        upgrade: 'h2c',
        accept: '*/*',
      },
    );
    assert.equal(rawQuery, 'x=1');
    assert.deepEqual(headers, { host: 'www.example.org', 'user-agent': 'curl', accept: '*/*' });
  });
  it('sends all viewer headers except the Host', () => {
    const { headers } = build(
      { originRequestPolicy: policy({ kind: 'allExcept', names: ['host'], cloudFront: [] }) },
      { accept: '*/*' },
    );
    assert.deepEqual(headers, {
      host: 'api.example.org',
      'user-agent': 'Amazon CloudFront',
      accept: '*/*',
    });
  });
  it('lets custom headers of the origin win', () => {
    const origin: Origin = { ...customOrigin, customHeaders: [['X-Key', 'origin']], originPath: '/v1' };
    const sent = build(
      { originRequestPolicy: policy({ kind: 'allViewer', cloudFront: [] }) },
      { 'x-key': 'viewer' },
      'GET',
      origin,
    );
    assert.deepEqual([sent.path, sent.headers['x-key']], ['/v1/a', 'origin']);
  });
  it('forwards unlisted headers in legacy mode, but not the removed ones', () => {
    const sent = (method: string) =>
      build({ isLegacy: true }, { accept: 'x', referer: 'r', authorization: 'a', 'x-any': '1' }, method)
        .headers;
    assert.deepEqual(sent('GET'), {
      host: 'api.example.org',
      'user-agent': 'Amazon CloudFront',
      'x-any': '1',
    });
    assert.equal(sent('POST').authorization, 'a');
  });
});

describe('treatOriginHeaders', () => {
  const treat = (headers: Record<string, string>, forwardsCookies = false) =>
    Object.fromEntries(
      treatOriginHeaders(headerMap({ date: 'D', ...headers }), {
        forwardsCookies,
        isForwarded: (name) => name === 'origin',
        nowMs: 0,
      }),
    );
  it('removes what CloudFront removes', () => {
    assert.deepEqual(
      treat({
        'x-amz-request-id': '1',
        'x-amz-id-2': '2',
        'set-cookie': 'a=1',
        upgrade: 'h2c',
        server: 'S',
        age: '5',
      }),
      { date: ['D'], server: ['S'] },
    );
    assert.deepEqual(treat({ 'set-cookie': 'a=1' }, true)['set-cookie'], ['a=1']);
  });
  it('keeps in Vary only what can vary', () => {
    assert.deepEqual(treat({ vary: 'Origin, Accept-Encoding, User-Agent, Cookie' }).vary, [
      'Origin, Accept-Encoding',
    ]);
    assert.equal(treat({ vary: 'User-Agent' }).vary, undefined);
  });
});

describe('applyResponseHeadersPolicy', () => {
  const cors = {
    allowCredentials: false,
    allowHeaders: ['X-A'],
    allowMethods: ['GET'],
    allowOrigins: ['https://*.example.org'],
    exposeHeaders: ['ETag'],
    maxAgeSeconds: 600,
    overridesOrigin: false,
  };
  const apply = (
    headers: Record<string, string>,
    request: { method?: string; headers?: Record<string, string> } = {},
    removedHeaders: string[] = [],
  ) =>
    Object.fromEntries(
      [
        ...applyResponseHeadersPolicy(
          {
            id: 'r',
            name: 'r',
            cors,
            headers: [
              { name: 'x-frame-options', value: 'DENY', overridesOrigin: false },
              { name: 'x-set', value: 'policy', overridesOrigin: true },
            ],
            removedHeaders,
            serverTimingPercent: undefined,
          },
          {
            headers: headerMap(headers),
            request: { method: request.method ?? 'GET', headers: headerMap(request.headers ?? {}) },
          },
        ),
      ].map(([name, values]) => [name, values.join(', ')]),
    );

  it('keeps the origin value of a header that it does not override', () => {
    assert.deepEqual(apply({ 'x-frame-options': 'SAMEORIGIN', 'x-set': 'origin' }), {
      'x-frame-options': 'SAMEORIGIN',
      'x-set': 'policy',
    });
  });
  it('removes before it adds', () => {
    assert.deepEqual(apply({ server: 'nginx', 'x-set': 'a', via: '1' }, {}, ['server', 'x-set', 'via']), {
      server: 'CloudFront',
      'x-set': 'policy',
      'x-frame-options': 'DENY',
      via: '1',
    });
  });
  it('adds CORS headers to cross-origin requests only, the preflight ones to preflights', () => {
    const origin = 'https://a.example.org';
    assert.deepEqual(apply({}, { headers: { origin } }), {
      'access-control-allow-origin': origin,
      vary: 'Origin',
      'access-control-expose-headers': 'ETag',
      'x-frame-options': 'DENY',
      'x-set': 'policy',
    });
    const preflight = apply(
      {},
      { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'GET' } },
    );
    assert.deepEqual(
      [preflight['access-control-allow-methods'], preflight['access-control-max-age']],
      ['GET', '600'],
    );
    assert.equal(
      apply({}, { headers: { origin: 'https://evil.org' } })['access-control-allow-origin'],
      undefined,
    );
  });
  it('adds no CORS header when the origin sent any and keeps its own', () => {
    assert.deepEqual(
      apply({ 'access-control-max-age': '5' }, { headers: { origin: 'https://a.example.org' } }),
      { 'access-control-max-age': '5', 'x-frame-options': 'DENY', 'x-set': 'policy' },
    );
  });
  it('knows what cannot be removed', () => {
    assert.deepEqual(
      ['server', 'etag', 'via', 'x-cache', 'x-amz-cf-pop', 'x-amzn-requestid', 'content-length'].map(
        isRemovable,
      ),
      [true, true, false, false, false, false, false],
    );
  });
  it('matches origins whole and without regard to case', () => {
    assert.equal(allowedOrigin(['https://*.example.org'], 'https://A.example.org'), 'https://A.example.org');
    assert.equal(allowedOrigin(['https://*.example.org'], 'https://example.org'), undefined);
    assert.equal(allowedOrigin(['http://localhost:*'], 'http://localhost:3000'), 'http://localhost:3000');
  });
});

describe('selectFromObject', () => {
  const object = {
    status: 200,
    headers: headerMap({ etag: '"a"', 'content-type': 'text/plain', 'content-length': '10' }),
    body: { kind: 'bytes' as const, bytes: Buffer.from('0123456789') },
  };
  const select = (headers: Record<string, string>, method = 'GET') =>
    selectFromObject(object, { method, headers: headerMap(headers), boundary: 'b' });
  it('gives the whole object for overlapping or descending ranges', () => {
    assert.equal(select({ range: 'bytes=0-4,4-6' }), object);
    assert.equal(select({ range: 'bytes=5-6,0-1' }), object);
  });
  it('gives the whole object when If-Range names another version', () => {
    assert.equal(select({ range: 'bytes=0-1', 'if-range': '"b"' }), object);
  });
  it('leaves answers to other methods alone', () => {
    assert.equal(select({ range: 'bytes=0-1' }, 'POST'), object);
  });
});

describe('selectOriginTarget', () => {
  const s3: Origin = {
    ...customOrigin,
    id: 's3',
    settings: { kind: 's3', originAccessIdentityId: undefined },
  };
  const distribution = {
    origins: [customOrigin, s3],
    originGroups: [{ id: 'g', memberIds: ['api', 's3'] as const, failoverStatusCodes: [500] }],
  };
  it('resolves a group to two origins', () => {
    assert.deepEqual(selectOriginTarget(distribution, { targetOriginId: 'g', change: undefined }), {
      kind: 'target',
      target: { primary: customOrigin, secondary: s3, failoverStatusCodes: [500] },
    });
  });
  it('changes only the primary of a group', () => {
    const outcome = selectOriginTarget(distribution, {
      targetOriginId: 'g',
      change: { kind: 'update', overrides: { originPath: '/beta' } },
    });
    assert.equal(outcome.kind, 'target');
    if (outcome.kind !== 'target') return;
    assert.deepEqual([outcome.target.primary.originPath, outcome.target.secondary], ['/beta', s3]);
  });
  it('asks a new domain by its own name', () => {
    const outcome = selectOriginTarget(distribution, {
      targetOriginId: 's3',
      change: {
        kind: 'update',
        overrides: { domainName: 'other.example', customOriginConfig: { port: 8443, protocol: 'https' } },
      },
    });
    assert.deepEqual(outcome.kind === 'target' && outcome.target.primary, {
      ...s3,
      domainName: 'other.example',
      hostHeader: 'other.example',
      settings: {
        kind: 'custom',
        httpPort: 80,
        httpsPort: 8443,
        protocolPolicy: 'https-only',
        readTimeoutSeconds: 30,
        keepaliveTimeoutSeconds: 5,
      },
    });
  });
  it('refuses an origin that does not exist', () => {
    assert.deepEqual(
      selectOriginTarget(distribution, {
        targetOriginId: 's3',
        change: { kind: 'select', originId: 'none', overrides: {} },
      }),
      { kind: 'refused', message: 'The distribution has no origin "none"' },
    );
  });
});

describe('viewer headers', () => {
  const viewer = { ip: '192.0.2.1', port: 4711, scheme: 'https', httpVersion: '1.1' } as const;
  it('adds only what a policy names and drops the rest of the viewer', () => {
    const headers = addViewerHeaders(headerMap({ 'cloudfront-viewer-city': 'X', accept: 'a' }), {
      wanted: ['cloudfront-viewer-address', 'cloudfront-viewer-country', 'cloudfront-is-mobile-viewer'],
      viewer,
    });
    assert.deepEqual(Object.fromEntries(headers), {
      accept: ['a'],
      'cloudfront-viewer-address': ['192.0.2.1:4711'],
      'cloudfront-viewer-country': ['DE'],
      'cloudfront-is-mobile-viewer': ['false'],
    });
  });
  it('takes a simulated country for a name that a policy has', () => {
    const headers = addViewerHeaders(headerMap({ 'cloudfront-viewer-country': 'FR' }), {
      wanted: ['cloudfront-viewer-country'],
      viewer,
    });
    assert.deepEqual(headers.get('cloudfront-viewer-country'), ['FR']);
  });
  it('tells devices apart', () => {
    const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148';
    const tablet = 'Mozilla/5.0 (Linux; Android 13; SM-X200) AppleWebKit/537.36';
    assert.deepEqual([...devicesOf(iphone)].sort(), ['ios', 'mobile']);
    assert.deepEqual([...devicesOf(tablet)].sort(), ['android', 'tablet']);
    assert.deepEqual([...devicesOf('curl/8')], ['desktop']);
  });
});

describe('header names', () => {
  it('capitalises every word of an edited header', () => {
    assert.deepEqual(['x-custom-id', 'etag', 'www-authenticate'].map(wireHeaderName), [
      'X-Custom-Id',
      'Etag',
      'Www-Authenticate',
    ]);
  });
  it('spells untouched headers as usual', () => {
    assert.deepEqual(['etag', 'content-type'].map(plainHeaderName), ['ETag', 'Content-Type']);
  });
});

describe('selectCustomError', () => {
  const response = { errorCode: 404, page: undefined, cachingMinTtlSeconds: 10 };
  it('finds the entry of a status', () => {
    assert.equal(selectCustomError([response], 404), response);
    assert.equal(selectCustomError([response], 403), undefined);
  });
});

describe('server timing', () => {
  const wants = (percent: number | undefined, sample: number, pragma?: string) =>
    wantsServerTiming({ percent, sample, headers: headerMap({ pragma }) });
  it('samples, or answers who asks', () => {
    assert.deepEqual(
      [
        wants(50, 49.9),
        wants(50, 50),
        wants(0, 0),
        wants(0, 5, 'server-timing'),
        wants(undefined, 0, 'server-timing'),
      ],
      [true, false, false, true, false],
    );
  });
  it('names cache outcome, location and request', () => {
    assert.equal(
      serverTimingValue({ resultType: 'Hit', edgeLocation: 'FRA56-P1', requestId: 'r==' }),
      'cdn-cache-hit,cdn-pop;desc="FRA56-P1",cdn-rid;desc="r==",cdn-hit-layer;desc="EDGE"',
    );
  });
});
