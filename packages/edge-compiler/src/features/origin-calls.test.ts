import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { validateOriginCall } from './origin-calls.js';

const custom = { port: 443, protocol: 'https', sslProtocols: ['TLSv1.2'] };
const update = (params: unknown, requestHeaders: readonly string[] = []) =>
  validateOriginCall({ kind: 'update', params }, { requestHeaders });

describe('validateOriginCall', () => {
  it('takes overrides of the assigned origin', () => {
    assert.deepEqual(update({ originPath: '/v2', customHeaders: {}, timeouts: { readTimeout: 120 } }), []);
  });

  it('takes another custom origin and an S3 bucket', () => {
    assert.deepEqual(update({ domainName: 'api.example.org', customOriginConfig: custom }), []);
    const access = { enabled: true, signingBehavior: 'always', signingProtocol: 'sigv4', originType: 's3' };
    assert.deepEqual(
      update({ domainName: 'b.s3.eu-central-1.amazonaws.com', originAccessControlConfig: access }),
      [],
    );
  });

  it('takes an origin by id, and a group of two', () => {
    assert.deepEqual(validateOriginCall({ kind: 'select', originId: 'a', options: undefined }), []);
    const params = {
      originIds: [{ originId: 'a' }, { originId: 'b' }],
      failoverCriteria: { statusCodes: [500] },
    };
    assert.deepEqual(validateOriginCall({ kind: 'group', params }), []);
  });

  const refused: readonly (readonly [unknown, string])[] = [
    [1, 'updateRequestOrigin must be an object'],
    [{ domain: 'x' }, 'updateRequestOrigin: domain is unknown'],
    [
      { domainName: 'api.example.org' },
      'updateRequestOrigin: domainName "api.example.org" is no S3 bucket and needs customOriginConfig',
    ],
    [
      { domainName: '192.0.2.1', customOriginConfig: custom },
      'updateRequestOrigin: domainName is "192.0.2.1", wanted a name without port, no address',
    ],
    [
      { originPath: '/a/' },
      'updateRequestOrigin: originPath is "/a/", wanted a path that begins with "/" and does not end with it',
    ],
    [{ connectionAttempts: 4 }, 'updateRequestOrigin: connectionAttempts is 4, wanted 1 to 3'],
    [{ timeouts: { readTimeout: 121 } }, 'updateRequestOrigin: timeouts.readTimeout is 121, wanted 1 to 120'],
    [
      { timeouts: { connectionTimeout: 11 } },
      'updateRequestOrigin: timeouts.connectionTimeout is 11, wanted 1 to 10',
    ],
    [
      { timeouts: { readTimeout: 9, responseCompletionTimeout: 8 } },
      'updateRequestOrigin: timeouts.responseCompletionTimeout is 8, wanted at least readTimeout, 9',
    ],
    [{ customHeaders: { 'X-A': '1' } }, 'updateRequestOrigin: customHeaders["X-A"] must be in lower case'],
    [
      { customHeaders: { 'x-b': '1' } },
      'updateRequestOrigin: customHeaders["x-b"] is also in request.headers',
    ],
    [
      { customHeaders: { 'x-edge-a': '1' } },
      'updateRequestOrigin: customHeaders["x-edge-a"] is a disallowed header',
    ],
    [
      { originShield: { enabled: true } },
      'updateRequestOrigin: originShield.region is required when it is enabled',
    ],
    [
      { customOriginConfig: { ...custom, port: 1_023 } },
      'updateRequestOrigin: customOriginConfig.port is 1023, wanted 80, 443 or 1024 to 65535',
    ],
    [
      { allowedCertificateNames: Array(21).fill('a') },
      'updateRequestOrigin: allowedCertificateNames has 21 entries, wanted 0 to 20',
    ],
    [
      { hostHeader: 'a', originAccessControlConfig: { enabled: true } },
      'updateRequestOrigin: hostHeader cannot be combined with an enabled originAccessControlConfig',
    ],
    [{ mTLSConfig: 'on' }, 'updateRequestOrigin: mTLSConfig is "on", wanted off'],
  ];
  for (const [params, message] of refused) {
    it(`refuses ${JSON.stringify(params).slice(0, 60)}`, () =>
      assert.deepEqual(update(params, ['x-b']), [message]));
  }

  it('refuses a group of one, and codes that fail over nothing', () => {
    const params = { originIds: [{ originId: 'a' }], failoverCriteria: { statusCodes: [200] } };
    assert.deepEqual(validateOriginCall({ kind: 'group', params }), [
      'createRequestOriginGroup: originIds has 1 entries, wanted exactly 2',
      'createRequestOriginGroup: failoverCriteria.statusCodes[0] is 200, wanted 400, 403, 404, 416, 429, 500, 502, 503, 504',
    ]);
  });
});
