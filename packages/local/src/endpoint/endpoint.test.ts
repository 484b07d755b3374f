import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { classifyRequest } from './classify-request.js';
import { judgeLocalRequest } from './local-request.js';
import { parseAuthorization } from './parse-authorization.js';

const request = (overrides: {
  path?: string;
  headers?: Record<string, string>;
  body?: string;
  method?: string;
}) => ({
  method: overrides.method ?? 'POST',
  path: overrides.path ?? '/',
  query: '',
  headers: overrides.headers ?? {},
  body: Buffer.from(overrides.body ?? ''),
});

describe('classifyRequest', () => {
  it('recognises DynamoDB and its streams by target', () => {
    assert.equal(
      classifyRequest(request({ headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' } }), undefined),
      'dynamodb',
    );
    assert.equal(
      classifyRequest(
        request({ headers: { 'x-amz-target': 'DynamoDBStreams_20120810.GetRecords' } }),
        undefined,
      ),
      'dynamodb',
    );
  });
  it('recognises @connections with and without a stage, encoded or not', () => {
    for (const path of ['/@connections/a%3D', '/dev/@connections/a%3D', '/dev/%40connections/a=']) {
      assert.equal(classifyRequest(request({ path }), 'execute-api'), 'apigateway-management');
    }
  });
  it('recognises SNS by version when the call is unsigned', () => {
    assert.equal(
      classifyRequest(request({ body: 'Action=Publish&Version=2010-03-31&Message=a' }), undefined),
      'sns',
    );
  });
  it('recognises Lambda and CloudFront by path', () => {
    assert.equal(
      classifyRequest(request({ path: '/2015-03-31/functions/f/invocations' }), undefined),
      'lambda',
    );
    assert.equal(classifyRequest(request({ path: '/2020-05-31/function' }), undefined), 'cloudfront');
  });
  it('recognises the host of an API whatever the path', () => {
    for (const host of [
      'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com',
      'x.execute-api.cn-north-1.amazonaws.com.cn:443',
    ]) {
      const call = request({ method: 'GET', path: '/prod', headers: { host } });
      assert.equal(classifyRequest(call, undefined), 'apigateway-management');
    }
    const other = request({ method: 'GET', path: '/b', headers: { host: 'x.execute-api.example.net' } });
    assert.equal(classifyRequest(other, undefined), 's3');
  });
  it('takes any other path for a bucket, but no bare POST', () => {
    assert.equal(classifyRequest(request({ method: 'GET', path: '/bkt/a.txt' }), undefined), 's3');
    assert.equal(classifyRequest(request({ body: '\u0000junk' }), undefined), 'unknown');
  });
});

describe('parseAuthorization', () => {
  it('reads the credential scope', () => {
    assert.deepEqual(
      parseAuthorization(
        'AWS4-HMAC-SHA256 Credential=AKID/20240120/eu-west-1/sns/aws4_request, SignedHeaders=host;x-amz-date, Signature=ab12',
      ),
      {
        kind: 'sigv4',
        accessKeyId: 'AKID',
        date: '20240120',
        region: 'eu-west-1',
        service: 'sns',
        signedHeaders: ['host', 'x-amz-date'],
        signature: 'ab12',
      },
    );
  });
  it('refuses a header without the three fields', () => {
    assert.deepEqual(parseAuthorization('AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request'), {
      kind: 'malformed',
      reason:
        "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4-HMAC-SHA256",
    });
  });
  it('refuses another scheme', () => {
    assert.deepEqual(parseAuthorization('Basic dTpw'), {
      kind: 'malformed',
      reason: "Unsupported Authorization type: 'Basic'",
    });
  });
});

describe('judgeLocalRequest', () => {
  const none = () => false;
  it('accepts loopback hosts without an origin', () => {
    for (const host of ['127.0.0.1:3000', 'localhost:3000', '[::1]:3000', 'a.localhost:1']) {
      assert.deepEqual(judgeLocalRequest({ host }, none), { kind: 'accepted' });
    }
  });
  it('refuses a foreign host name, as DNS rebinding sends it', () => {
    assert.deepEqual(judgeLocalRequest({ host: 'evil.example:3000' }, none), {
      kind: 'refused',
      reason: 'Host "evil.example" is neither loopback nor a served name',
    });
  });
  it('refuses a foreign origin and an opaque one', () => {
    assert.deepEqual(judgeLocalRequest({ host: '127.0.0.1:1', origin: 'https://evil.example' }, none), {
      kind: 'refused',
      reason: 'Origin "https://evil.example" is not local',
    });
    assert.deepEqual(judgeLocalRequest({ host: '127.0.0.1:1', origin: 'null' }, none), {
      kind: 'refused',
      reason: 'Origin is opaque',
    });
  });
});
