// Middleware that decides who may see the site.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { ipAllow, jwt, maintenance } from '@edgewire/edge';
import { viewerRequest } from '../../src/testing/events.js';
import {
  bothRuntimes,
  type MiddlewareCase,
  middlewareContract,
  type Outcome,
  secondRuntime,
} from './middleware-contract.js';

const unchanged: Outcome = {};

const networks = ['192.0.2.7', '198.51.100.128/25', '2001:db8:1::/48', '::1', '2001:db8:2::a00:0/103'];
const forbidden: Outcome = { status: 403, headers: { 'cache-control': 'no-store' } };
const addresses: readonly [string, boolean][] = [
  ['192.0.2.7', true],
  ['192.0.2.70', false],
  ['192.0.2.6', false],
  ['198.51.100.128', true],
  ['198.51.100.255', true],
  ['198.51.100.127', false],
  ['::ffff:192.0.2.7', true],
  ['::ffff:c000:207', true],
  ['2001:db8:1::', true],
  ['2001:0DB8:0001:ffff:ffff:ffff:ffff:ffff', true],
  ['2001:db8:2::', false],
  ['::1', true],
  ['0:0:0:0:0:0:0:1', true],
  ['::2', false],
  ['2001:db8:2::bff:ffff', true],
  ['2001:db8:2::c00:0', false],
];
middlewareContract({
  name: 'ipAllow',
  runtimes: bothRuntimes,
  make: () => ipAllow({ allow: networks }),
  expression: `ipAllow({ allow: ${JSON.stringify(networks)} })`,
  cases: addresses.map(([ip, isAllowed]) => ({
    name: `${isAllowed ? 'lets in' : 'refuses'} ${ip}`,
    event: () => viewerRequest('/', { ip }),
    expected: isAllowed ? unchanged : forbidden,
  })),
});

middlewareContract({
  name: 'ipAllow for all of IPv4',
  runtimes: bothRuntimes,
  make: () => ipAllow({ allow: ['0.0.0.0/0'] }),
  expression: "ipAllow({ allow: ['0.0.0.0/0'] })",
  cases: [
    { name: 'lets IPv4 in', event: () => viewerRequest('/', { ip: '8.8.8.8' }), expected: unchanged },
    { name: 'refuses IPv6', event: () => viewerRequest('/', { ip: '2001:db8::1' }), expected: forbidden },
  ],
});

describe('ipAllow with a mistake in its list', () => {
  const wrong = [
    '10.0.0.0/',
    '10.0.0.0/x',
    '10.0.0.0/33',
    '10.0.0/8',
    '10.0.0.256',
    '::/129',
    '1:2',
    '1::2::3',
    '1::::',
    '1:2:3:4:5:6:7:8:9',
    'g::',
    '12345::',
    '',
    'localhost',
  ];
  for (const entry of wrong) {
    it(`refuses ${entry || 'an empty text'}`, () => {
      assert.throws(() => ipAllow({ allow: [entry] }), {
        message: `"${entry}" is neither an address nor a network`,
      });
    });
  }
});

const secret = 'a secret of thirty-two characters';
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const sign = (text: string, key = secret) => createHmac('sha256', key).update(text).digest('base64url');
const token = (claims: unknown, header: unknown = { alg: 'HS256' }, key = secret) =>
  `${part(header)}.${part(claims)}.${sign(`${part(header)}.${part(claims)}`, key)}`;
const good = { exp: 4_000_000_000, nbf: 1_600_000_000, iss: 'login', aud: ['other', 'site'], name: 'zoë' };
const unauthorized: Outcome = {
  status: 401,
  headers: { 'www-authenticate': 'Bearer', 'cache-control': 'no-store' },
};
const bearer = (name: string, sent: string, expected: Outcome): MiddlewareCase => ({
  name,
  event: () => viewerRequest('/x', { headers: { authorization: sent } }),
  expected,
});
const [goodHeader = '', goodPayload = '', goodSignature = ''] = token(good).split('.');
const jwtCases: readonly MiddlewareCase[] = [
  { name: 'refuses who sends nothing', event: () => viewerRequest('/x'), expected: unauthorized },
  bearer('lets a valid token on', `Bearer ${token(good)}`, unchanged),
  bearer('takes the scheme in any letter case', `bearer ${token(good)}`, unchanged),
  bearer('takes an audience that is a text', `Bearer ${token({ ...good, aud: 'site' })}`, unchanged),
  ...Object.entries({
    'another key': token(good, { alg: 'HS256' }, 'other'),
    'no signature': `${goodHeader}.${goodPayload}.`,
    'algorithm none': `${part({ alg: 'none' })}.${goodPayload}.`,
    'another algorithm in a signed header': token(good, { alg: 'HS512' }),
    'a critical extension': token(good, { alg: 'HS256', crit: ['b64'] }),
    'a signature that goes on': `${token(good)}A`,
    'a signature cut short': token(good).slice(0, -1),
    'a fourth part': `${token(good)}.x`,
    'a changed payload': `${goodHeader}.${part({ ...good, name: 'eve' })}.${goodSignature}`,
    'a token that has ended': token({ ...good, exp: 1_600_000_000 }),
    'a token without an end': token({ ...good, exp: undefined }),
    'an end that is a text': token({ ...good, exp: '4000000000' }),
    'a token that has not begun': token({ ...good, nbf: 3_900_000_000 }),
    'another issuer': token({ ...good, iss: 'elsewhere' }),
    'another audience': token({ ...good, aud: ['other'] }),
    'a payload that is null': token(null),
    'a payload that is no JSON': `${goodHeader}.e30x.${sign(`${goodHeader}.e30x`)}`,
    'other text': 'x',
  }).map(([name, sent]) => bearer(`refuses ${name}`, `Bearer ${sent}`, unauthorized)),
];
const checks = { issuer: 'login', audience: 'site' };

middlewareContract({
  name: 'jwt',
  runtimes: secondRuntime,
  make: () => jwt({ secret, ...checks }),
  expression: `jwt(${JSON.stringify({ secret, ...checks })})`,
  cases: jwtCases,
});

middlewareContract({
  name: 'jwtFromStore',
  runtimes: secondRuntime,
  head: "import cf from 'cloudfront';",
  expression: "jwtFromStore({ store: cf.kvs(), issuer: 'login', audience: 'site' })",
  store: { jwt: secret },
  cases: jwtCases,
});

middlewareContract({
  name: 'jwtFromStore without a secret',
  runtimes: secondRuntime,
  head: "import cf from 'cloudfront';",
  expression: "jwtFromStore({ store: cf.kvs(), key: 'missing' })",
  store: { jwt: secret },
  cases: [bearer('lets nobody in', `Bearer ${token(good, { alg: 'HS256' }, '')}`, unauthorized)],
});

middlewareContract({
  name: 'jwt in a cookie',
  runtimes: secondRuntime,
  make: () => jwt({ secret, cookie: 'session', toleranceSeconds: 3_000_000_000 }),
  expression: `jwt({ secret: '${secret}', cookie: 'session', toleranceSeconds: 3000000000 })`,
  cases: [
    {
      name: 'reads the cookie, and tolerates differing clocks',
      event: () => viewerRequest('/', { cookies: { session: token({ exp: 1_600_000_000 }) } }),
      expected: unchanged,
    },
    bearer('refuses the header', `Bearer ${token(good)}`, unauthorized),
  ],
});

describe('jwt without a secret', () => {
  it('refuses to start', () => {
    assert.throws(() => jwt({ secret: '' }), { message: 'jwt has no secret' });
  });
});

const closed = (body: string, retryAfter = '300'): Outcome => ({
  status: 503,
  headers: {
    'retry-after': retryAfter,
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
  },
  body,
});
const door = { page: '<h1>Soon</h1>', retryAfterSeconds: 60, except: ['/assets/*'] };
const pass = { name: 'pass', value: 'open-sesame' };
const holding = (value: string) => () => viewerRequest('/', { cookies: { pass: value } });
const maintenanceCases: readonly MiddlewareCase[] = [
  { name: 'answers a page', event: () => viewerRequest('/x'), expected: closed('<h1>Soon</h1>', '60') },
  { name: 'leaves exceptions open', event: () => viewerRequest('/assets/a.css'), expected: unchanged },
  { name: 'lets a pass through', event: holding('open-sesame'), expected: unchanged },
  { name: 'refuses a wrong pass', event: holding('open-sesam'), expected: closed('<h1>Soon</h1>', '60') },
];

middlewareContract({
  name: 'maintenance',
  runtimes: bothRuntimes,
  make: () => maintenance({ ...door, pass }),
  expression: `maintenance(${JSON.stringify({ ...door, pass })})`,
  cases: maintenanceCases,
});

middlewareContract({
  name: 'maintenance with an empty pass',
  runtimes: bothRuntimes,
  make: () => maintenance({ pass: { name: 'pass', value: '' } }),
  expression: "maintenance({ pass: { name: 'pass', value: '' } })",
  cases: [
    {
      name: 'refuses an empty cookie',
      event: holding(''),
      expected: closed('This site is being worked on and will be back soon.'),
    },
  ],
});

for (const [value, cases] of [
  ['on', maintenanceCases],
  ['off', [{ name: 'is open', event: () => viewerRequest('/x'), expected: unchanged }]],
] as const) {
  middlewareContract({
    name: `maintenanceFromStore switched ${value}`,
    runtimes: secondRuntime,
    head: "import cf from 'cloudfront';",
    expression: `maintenanceFromStore({ store: cf.kvs(), ...${JSON.stringify({ ...door, pass })} })`,
    store: { maintenance: value },
    cases,
  });
}
