import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildViewerRequestEvent, buildViewerResponseEvent, headerFields } from './build-event.js';

const facts = {
  distributionDomainName: 'dabc.cloudfront.net',
  distributionId: 'E1ABC',
  requestId: 'q1w2e3==',
  viewerIp: '203.0.113.7',
};

describe('buildViewerRequestEvent', () => {
  it('builds the sample of the specification', () => {
    const request = {
      method: 'GET',
      uri: '/a%20b/',
      rawQuery: 'q=x%2By&t=1&flag&t=2',
      headers: headerFields([
        ['Host', 'www.example.org'],
        ['Cookie', 'sid=42'],
      ]),
    };
    assert.deepEqual(buildViewerRequestEvent(request, facts), {
      version: '1.0',
      context: {
        distributionDomainName: 'dabc.cloudfront.net',
        distributionId: 'E1ABC',
        eventType: 'viewer-request',
        requestId: 'q1w2e3==',
      },
      viewer: { ip: '203.0.113.7' },
      request: {
        method: 'GET',
        uri: '/a%20b/',
        querystring: {
          q: { value: 'x%2By' },
          t: { value: '1', multiValue: [{ value: '1' }, { value: '2' }] },
          flag: { value: '' },
        },
        headers: { host: { value: 'www.example.org' } },
        cookies: { sid: { value: '42' } },
      },
    });
  });

  const requestOf = (lines: readonly (readonly [string, string])[], rawQuery?: string) =>
    buildViewerRequestEvent({ method: 'GET', uri: '/', rawQuery, headers: headerFields(lines) }, facts)
      .request;

  it('hides disallowed headers and shows commas as one value', () => {
    const lines = [
      ['Connection', 'close'],
      ['X-Amz-Cf-Id', '1'],
      ['X-Forwarded-Proto', 'https'],
      ['X-Real-IP', '1'],
      ['Client-Cert', '1'],
      ['Accept', 'a, b'],
      ['X-A', '1'],
      ['x-a', '2'],
    ] as const;
    assert.deepEqual(requestOf(lines).headers, {
      accept: { value: 'a, b' },
      'x-a': { value: '1', multiValue: [{ value: '1' }, { value: '2' }] },
    });
  });

  it('keeps cookies as they are written, over several lines', () => {
    assert.deepEqual(
      requestOf([
        ['Cookie', 'a=1; b="x y"; broken; =none'],
        ['Cookie', 'a=2;c=%20'],
      ]).cookies,
      {
        a: { value: '1', multiValue: [{ value: '1' }, { value: '2' }] },
        b: { value: '"x y"' },
        c: { value: '%20' },
      },
    );
  });

  it('takes any name for a parameter', () => {
    const { querystring } = requestOf([], '__proto__=1&constructor=2&&=3');
    assert.deepEqual(Object.keys(querystring), ['__proto__', 'constructor', '']);
    assert.deepEqual(Object.getOwnPropertyDescriptor(querystring, '__proto__')?.value, { value: '1' });
  });
});

describe('buildViewerResponseEvent', () => {
  it('splits Set-Cookie lines into value and attributes', () => {
    const event = buildViewerResponseEvent(
      { method: 'GET', uri: '/', rawQuery: undefined, headers: new Map() },
      {
        status: 200,
        statusDescription: undefined,
        headers: headerFields([
          ['Content-Type', 'text/html'],
          ['Set-Cookie', 'sid=43; Path=/; HttpOnly'],
          ['Set-Cookie', 'sid=44'],
          ['Set-Cookie', 'x=a=b;Secure'],
        ]),
      },
      facts,
    );
    assert.equal(event.context.eventType, 'viewer-response');
    assert.deepEqual(event.response, {
      statusCode: 200,
      headers: { 'content-type': { value: 'text/html' } },
      cookies: {
        sid: {
          value: '43',
          attributes: 'Path=/; HttpOnly',
          multiValue: [{ value: '43', attributes: 'Path=/; HttpOnly' }, { value: '44' }],
        },
        x: { value: 'a=b', attributes: 'Secure' },
      },
    });
  });
});
