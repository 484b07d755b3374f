// Middleware that decides what a viewer gets.

import { abTest, countryRedirect, normalizeQuery, trueClientIp } from '@edgewire/edge';
import { viewerRequest, viewerResponse } from '../../src/testing/events.js';
import {
  bothRuntimes,
  type MiddlewareCase,
  middlewareContract,
  type Outcome,
  secondRuntime,
} from './middleware-contract.js';

const unchanged: Outcome = {};

const targets = { DE: '/de', FR: '/fr', AT: 'https://at.example.org' };
const from = (
  country: string,
  url: string,
  expected: Outcome,
  cookies: Readonly<Record<string, string>> = {},
): MiddlewareCase => ({
  name: `takes ${url} from ${country}${cookies.language ? ' with a cookie' : ''}`,
  event: () => viewerRequest(`https://example.org${url}`, { country, cookies }),
  expected,
});
const found = (location: string): Outcome => ({ status: 302, headers: { location } });
middlewareContract({
  name: 'countryRedirect',
  runtimes: bothRuntimes,
  make: () => countryRedirect({ targets, cookie: 'language' }),
  expression: `countryRedirect({ targets: ${JSON.stringify(targets)}, cookie: 'language' })`,
  cases: [
    from('DE', '/', found('/de/')),
    from('DE', '/a%20b/?x=1&y', found('/de/a%20b/?x=1&y')),
    from('AT', '//evil.example/', found('https://at.example.org//evil.example/')),
    from('DE', '/de', unchanged),
    from('DE', '/de/x', unchanged),
    from('DE', '/fr/x', unchanged),
    from('DE', '/design', found('/de/design')),
    from('DE', '/style.css', unchanged),
    from('US', '/', unchanged),
    from('constructor', '/', unchanged),
    from('DE', '/', unchanged, { language: 'en' }),
    {
      name: 'leaves the other host alone',
      event: () => viewerRequest('https://at.example.org/x', { country: 'AT' }),
      expected: unchanged,
    },
    { name: 'does nothing without the header', event: () => viewerRequest('/'), expected: unchanged },
  ],
});

const variants = [
  { name: 'old', weight: 0 },
  { name: 'new', prefix: '/b' },
];
middlewareContract({
  name: 'abTest',
  runtimes: bothRuntimes,
  make: () => abTest({ name: 'landing', variants }),
  expression: `abTest({ name: 'landing', variants: ${JSON.stringify(variants)} })`,
  cases: [
    {
      name: 'draws a variant by weight',
      event: () => viewerRequest('/x'),
      expected: { uri: '/b/x', headers: { 'x-landing': 'new' } },
    },
    {
      name: 'keeps the variant of the cookie, over a forged header',
      event: () => viewerRequest('/x', { cookies: { landing: 'old' }, headers: { 'x-landing': 'new' } }),
      expected: { headers: { 'x-landing': 'old' } },
    },
    {
      name: 'draws again for a cookie that names no variant',
      event: () => viewerRequest('/x', { cookies: { landing: 'constructor' } }),
      expected: { uri: '/b/x', headers: { 'x-landing': 'new' } },
    },
    {
      name: 'gives a new viewer the cookie',
      event: () => viewerResponse('/b/x', {}, { headers: { 'x-landing': 'new' } }),
      expected: {
        cookies: {
          landing: { value: 'new', attributes: 'Path=/; Max-Age=2592000; Secure; SameSite=Lax' },
        },
      },
    },
    {
      name: 'gives no cookie to who has it',
      event: () => viewerResponse('/x', {}, { headers: { 'x-landing': 'old' }, cookies: { landing: 'old' } }),
      expected: unchanged,
    },
    {
      name: 'gives no cookie where viewer-request set nothing',
      event: () => viewerResponse('/x'),
      expected: unchanged,
    },
  ],
});

const value = (text: string) => ({ value: text });
middlewareContract({
  name: 'normalizeQuery that drops',
  runtimes: bothRuntimes,
  make: () => normalizeQuery({ drop: ['utm_*', 'fbclid'] }),
  expression: "normalizeQuery({ drop: ['utm_*', 'fbclid'] })",
  cases: [
    {
      name: 'drops and sorts',
      event: () => viewerRequest('/?utm_source=x&b=2&a=%20&fbclid=1&b=1'),
      expected: {
        query: { a: value('%20'), b: { value: '2', multiValue: [value('2'), value('1')] } },
      },
    },
    { name: 'keeps a query in order', event: () => viewerRequest('/?a=1&b=2'), expected: unchanged },
    { name: 'takes no query', event: () => viewerRequest('/'), expected: unchanged },
  ],
});

middlewareContract({
  name: 'normalizeQuery that keeps',
  runtimes: bothRuntimes,
  make: () => normalizeQuery({ keep: ['page', 'q', '__proto__'] }),
  expression: "normalizeQuery({ keep: ['page', 'q', '__proto__'] })",
  cases: [
    {
      name: 'keeps what is listed',
      event: () => viewerRequest('/?q=x&page=2&session=7&Page=3'),
      expected: { query: { page: value('2'), q: value('x') } },
    },
    {
      name: 'takes __proto__ for a name',
      event: () => viewerRequest('/?q=x&__proto__=1'),
      expected: { query: JSON.parse('{"__proto__":{"value":"1"},"q":{"value":"x"}}') },
    },
  ],
});

middlewareContract({
  name: 'trueClientIp',
  runtimes: bothRuntimes,
  make: () => trueClientIp(),
  expression: 'trueClientIp()',
  cases: [
    {
      name: 'replaces what the viewer says, every line of it',
      event: () => viewerRequest('/', { ip: '2001:db8::7', headers: { 'true-client-ip': ['1.1.1.1', 'x'] } }),
      expected: { headers: { 'true-client-ip': '2001:db8::7' } },
    },
  ],
});

middlewareContract({
  name: 'trueClientIp in a header of its own',
  runtimes: bothRuntimes,
  make: () => trueClientIp({ header: 'x-viewer' }),
  expression: "trueClientIp({ header: 'x-viewer' })",
  cases: [
    {
      name: 'sets it',
      event: () => viewerRequest('/'),
      expected: { headers: { 'x-viewer': '203.0.113.7' } },
    },
  ],
});

middlewareContract({
  name: 'selectOrigin',
  runtimes: secondRuntime,
  head: "import cf from 'cloudfront';",
  expression:
    "selectOrigin({ cloudfront: cf, choose: ({ request }) => (request.cookies.beta ? 'beta' : undefined) })",
  cases: [
    {
      name: 'chooses an origin',
      event: () => viewerRequest('/', { cookies: { beta: '1' } }),
      expected: { origin: 'beta' },
    },
    { name: 'leaves the origin', event: () => viewerRequest('/'), expected: unchanged },
  ],
});
