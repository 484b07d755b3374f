import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  basicAuth,
  cacheControl,
  canonicalHost,
  cors,
  hashCredentials,
  prettyUrls,
  redirects,
  securityHeaders,
  spaFallback,
} from '@edgewire/edge';
import { viewerRequest, viewerResponse } from '../../src/testing/events.js';
import {
  bothRuntimes as both,
  type MiddlewareCase,
  middlewareContract,
  type Outcome,
  secondRuntime as second,
} from './middleware-contract.js';

const unchanged: Outcome = {};

const requests = (cases: Readonly<Record<string, Outcome>>): readonly MiddlewareCase[] =>
  Object.entries(cases).map(([url, expected]) => ({
    name: `takes ${url}`,
    event: () => viewerRequest(url),
    expected,
  }));
const moved = (location: string, status = 301): Outcome => ({ status, headers: { location } });

middlewareContract({
  name: 'prettyUrls for directories',
  runtimes: both,
  make: () => prettyUrls(),
  expression: 'prettyUrls()',
  cases: requests({
    '/': { uri: '/index.html' },
    '/posts/x': { uri: '/posts/x/index.html' },
    '/posts/x/': { uri: '/posts/x/index.html' },
    '/posts/x?y=1': { uri: '/posts/x/index.html' },
    '/style.css': unchanged,
    '/a.b/c': { uri: '/a.b/c/index.html' },
    '/reference/v0.1': { uri: '/reference/v0.1/index.html' },
    '/movie.mp4': unchanged,
    '/encoded%2ecss': unchanged,
    '/gr%C3%BC%C3%9Fe/': { uri: '/gr%C3%BC%C3%9Fe/index.html' },
  }),
});

middlewareContract({
  name: 'prettyUrls for files',
  runtimes: both,
  make: () => prettyUrls({ style: 'file' }),
  expression: "prettyUrls({ style: 'file' })",
  cases: requests({
    '/': { uri: '/index.html' },
    '/posts/x': { uri: '/posts/x.html' },
    '/posts/x/': { uri: '/posts/x.html' },
    '/feed.xml': unchanged,
  }),
});

middlewareContract({
  name: 'prettyUrls with a canonical slash',
  runtimes: both,
  make: () => prettyUrls({ trailingSlash: 'add' }),
  expression: "prettyUrls({ trailingSlash: 'add' })",
  cases: requests({
    '/': { uri: '/index.html' },
    '/posts/x?a=1&b&a=%20': moved('/posts/x/?a=1&a=%20&b'),
    '/posts/x/': { uri: '/posts/x/index.html' },
    '/posts/x//': moved('/posts/x/'),
    // A browser would read //evil as another host.
    'https://site.example//evil/x': moved('/evil/x/'),
  }),
});

middlewareContract({
  name: 'prettyUrls without a slash',
  runtimes: both,
  make: () => prettyUrls({ trailingSlash: 'remove' }),
  expression: "prettyUrls({ trailingSlash: 'remove' })",
  cases: requests({
    '/': { uri: '/index.html' },
    '/posts/x/?a=1': moved('/posts/x?a=1'),
    '/posts/x': { uri: '/posts/x/index.html' },
    'https://site.example//evil/': moved('/evil'),
  }),
});

const salt = 'a-salt-of-its-own';
const user = { salt, hash: hashCredentials('preview', 'geheim ü', salt) };
const challenged: Outcome = {
  status: 401,
  headers: { 'www-authenticate': 'Basic realm="Preview", charset="UTF-8"', 'cache-control': 'no-store' },
};
const signedIn = (credentials: string, scheme = 'Basic') =>
  viewerRequest('/x', {
    headers: { authorization: `${scheme} ${Buffer.from(credentials, 'utf8').toString('base64')}` },
  });
const authCases: readonly MiddlewareCase[] = [
  { name: 'asks who sends nothing', event: () => viewerRequest('/x'), expected: challenged },
  {
    name: 'lets the right one in, without the header',
    event: () => signedIn('preview:geheim ü'),
    expected: { headers: { authorization: null } },
  },
  {
    name: 'takes the scheme in any letter case',
    event: () => signedIn('preview:geheim ü', 'BASIC'),
    expected: { headers: { authorization: null } },
  },
  { name: 'refuses a wrong password', event: () => signedIn('preview:geheim'), expected: challenged },
  { name: 'refuses a wrong name', event: () => signedIn('preview2:geheim ü'), expected: challenged },
  {
    name: 'refuses another scheme',
    event: () => signedIn('preview:geheim ü', 'Bearer'),
    expected: challenged,
  },
];

middlewareContract({
  name: 'basicAuth',
  runtimes: both,
  make: () => basicAuth({ users: [{ salt: 'other', hash: '00' }, user] }),
  expression: `basicAuth({ users: [{ salt: 'other', hash: '00' }, ${JSON.stringify(user)}] })`,
  cases: authCases,
});

middlewareContract({
  name: 'basicAuthFromStore',
  runtimes: second,
  head: "import cf from 'cloudfront';",
  expression: 'basicAuthFromStore({ store: cf.kvs() })',
  store: { users: JSON.stringify([user]) },
  cases: authCases,
});

middlewareContract({
  name: 'basicAuthFromStore without users',
  runtimes: second,
  head: "import cf from 'cloudfront';",
  expression: "basicAuthFromStore({ store: cf.kvs(), key: 'nobody' })",
  store: { users: JSON.stringify([user]) },
  cases: [{ name: 'lets nobody in', event: () => signedIn('preview:geheim ü'), expected: challenged }],
});

describe('hashCredentials', () => {
  it('is HMAC-SHA256 of the token of the header', () => {
    assert.equal(
      hashCredentials('Aladdin', 'open sesame', 'salt'),
      // printf %s QWxhZGRpbjpvcGVuIHNlc2FtZQ== | openssl dgst -sha256 -hmac salt
      '8b32c622b4e80daba65fd9cfa6006b57f0d0ce6ac36165dfef5870e1eba76db7',
    );
  });
});

const rules = {
  '/old': '/new',
  '/blog/*': '/posts/*',
  '/shop': 'https://shop.example/start?from=site#top',
  '/all*': '/*',
};
middlewareContract({
  name: 'redirects',
  runtimes: both,
  make: () => redirects({ rules, status: 308 }),
  expression: `redirects({ rules: ${JSON.stringify(rules)}, status: 308 })`,
  cases: requests({
    '/old': moved('/new', 308),
    '/old?a=1': moved('/new?a=1', 308),
    '/blog/2024/x?y': moved('/posts/2024/x?y', 308),
    '/blog/$&': moved('/posts/$&', 308),
    '/shop?a=1': moved('https://shop.example/start?from=site&a=1#top', 308),
    '/older': unchanged,
    '/toString': unchanged,
    '/all//evil.example': moved('/evil.example', 308),
  }),
});

middlewareContract({
  name: 'redirectsFromStore',
  runtimes: second,
  head: "import cf from 'cloudfront';",
  expression: "redirectsFromStore({ store: cf.kvs(), prefix: 'r:', status: 302 })",
  store: { 'r:/old': '/new' },
  cases: requests({ '/old?a=1': moved('/new?a=1', 302), '/other': unchanged }),
});

middlewareContract({
  name: 'canonicalHost',
  runtimes: both,
  make: () => canonicalHost({ host: 'www.example.org' }),
  expression: "canonicalHost({ host: 'www.example.org' })",
  cases: [
    ...requests({
      'https://example.org/a?b=1': moved('https://www.example.org/a?b=1'),
      'https://www.example.org/a': unchanged,
      'https://d111.cloudfront.net//x': moved('https://www.example.org//x'),
    }),
    {
      name: 'redirects plain HTTP where the header says so',
      event: () =>
        viewerRequest('https://www.example.org/a', { headers: { 'cloudfront-forwarded-proto': 'http' } }),
      expected: moved('https://www.example.org/a'),
    },
  ],
});

middlewareContract({
  name: 'canonicalHost for one name',
  runtimes: both,
  make: () => canonicalHost({ host: 'example.org', from: ['www.example.org'] }),
  expression: "canonicalHost({ host: 'example.org', from: ['www.example.org'] })",
  cases: requests({
    'https://www.example.org/a': moved('https://example.org/a'),
    'https://preview.example.org/a': unchanged,
  }),
});

middlewareContract({
  name: 'spaFallback',
  runtimes: both,
  make: () => spaFallback({ except: ['/api/*'] }),
  expression: "spaFallback({ except: ['/api/*'] })",
  cases: requests({
    '/users/7': { uri: '/index.html' },
    '/': { uri: '/index.html' },
    '/app.js': unchanged,
    '/api/users': unchanged,
  }),
});

middlewareContract({
  name: 'securityHeaders',
  runtimes: both,
  make: () => securityHeaders({ 'content-security-policy': "default-src 'self'", 'x-frame-options': false }),
  expression: `securityHeaders({ 'content-security-policy': "default-src 'self'", 'x-frame-options': false })`,
  cases: [
    {
      name: 'sets and replaces',
      event: () => viewerResponse('/', { headers: { 'referrer-policy': 'no-referrer', server: 'x' } }),
      expected: {
        headers: {
          'referrer-policy': 'strict-origin-when-cross-origin',
          'strict-transport-security': 'max-age=31536000; includeSubDomains',
          'x-content-type-options': 'nosniff',
          'content-security-policy': "default-src 'self'",
        },
      },
    },
  ],
});

const app = { origin: 'https://app.example' };
const preflight = { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-a' };
middlewareContract({
  name: 'cors',
  runtimes: both,
  make: () =>
    cors({ origins: ['https://app.example'], methods: 'GET,PUT', credentials: true, exposed: 'etag' }),
  expression:
    "cors({ origins: ['https://app.example'], methods: 'GET,PUT', credentials: true, exposed: 'etag' })",
  cases: [
    {
      name: 'answers a preflight',
      event: () => viewerRequest('/x', { method: 'OPTIONS', headers: { ...app, ...preflight } }),
      expected: {
        status: 204,
        headers: {
          vary: 'Origin',
          'access-control-allow-origin': 'https://app.example',
          'access-control-allow-credentials': 'true',
          'access-control-allow-methods': 'GET,PUT',
          'access-control-allow-headers': 'x-a',
          'access-control-max-age': '600',
        },
      },
    },
    {
      name: 'allows a foreign origin nothing',
      event: () =>
        viewerRequest('/x', { method: 'OPTIONS', headers: { origin: 'https://evil.example', ...preflight } }),
      expected: { status: 204, headers: { vary: 'Origin' } },
    },
    {
      name: 'passes other requests on',
      event: () => viewerRequest('/x', { method: 'OPTIONS', headers: app }),
      expected: unchanged,
    },
    {
      name: 'marks a response',
      event: () => viewerResponse('/x', { headers: { vary: 'Accept' } }, { headers: app }),
      expected: {
        headers: {
          vary: 'Accept, Origin',
          'access-control-allow-origin': 'https://app.example',
          'access-control-allow-credentials': 'true',
          'access-control-expose-headers': 'etag',
        },
      },
    },
  ],
});

middlewareContract({
  name: 'cors for all',
  runtimes: both,
  make: () => cors({ origins: '*' }),
  expression: "cors({ origins: '*' })",
  cases: [
    {
      name: 'marks every response alike',
      event: () => viewerResponse('/x'),
      expected: { headers: { 'access-control-allow-origin': '*' } },
    },
  ],
});

middlewareContract({
  name: 'cacheControl',
  runtimes: both,
  make: () =>
    cacheControl({ rules: { '/assets/*': 'public, max-age=31536000, immutable', '*.html': 'no-cache' } }),
  expression:
    "cacheControl({ rules: { '/assets/*': 'public, max-age=31536000, immutable', '*.html': 'no-cache' } })",
  cases: [
    {
      name: 'takes the first pattern that fits',
      event: () => viewerResponse('/assets/a.html'),
      expected: { headers: { 'cache-control': 'public, max-age=31536000, immutable' } },
    },
    {
      name: 'takes a pattern that begins with a star',
      event: () => viewerResponse('/x/index.html', { headers: { 'cache-control': 'max-age=5' } }),
      expected: { headers: { 'cache-control': 'no-cache' } },
    },
    { name: 'leaves other paths', event: () => viewerResponse('/x.png'), expected: unchanged },
    { name: 'leaves errors', event: () => viewerResponse('/assets/a', { status: 404 }), expected: unchanged },
  ],
});
