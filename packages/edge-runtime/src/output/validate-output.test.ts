import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { FunctionEvent } from '../event/build-event.js';
import { type OutputRule, validateFunctionOutput } from './validate-output.js';

const request = {
  method: 'GET',
  uri: '/a',
  querystring: { q: { value: '1' } },
  headers: { host: { value: 'example.org' }, via: { value: '2.0 x' } },
  cookies: {},
};
const requestEvent: FunctionEvent = {
  version: '1.0',
  context: { eventType: 'viewer-request', distributionId: 'E1' },
  viewer: { ip: '203.0.113.7' },
  request,
};
const response = { statusCode: 200, headers: { via: { value: '1.1 y' } }, cookies: {} };
const responseEvent: FunctionEvent = {
  ...requestEvent,
  context: { eventType: 'viewer-response', distributionId: 'E1' },
  response,
};

/** The broken rule, or the kind of what is taken. */
function ruleOf(output: unknown, event: FunctionEvent = requestEvent): string {
  const checked = validateFunctionOutput({ event, output });
  return checked.kind === 'failure' ? checked.rule : checked.kind;
}

describe('validateFunctionOutput for viewer-request', () => {
  it('takes the unchanged request', () => {
    assert.deepEqual(validateFunctionOutput({ event: requestEvent, output: request }), {
      kind: 'request',
      request,
    });
  });

  const taken: readonly (readonly [string, unknown])[] = [
    ['another uri', { ...request, uri: '/b' }],
    ['a query as text', { ...request, querystring: 'a=1&b' }],
    ['no query, no cookies', { method: 'GET', uri: '/', headers: request.headers }],
    ['a new header', { ...request, headers: { ...request.headers, 'x-a': { value: '1' } } }],
    [
      'several values',
      {
        ...request,
        headers: { ...request.headers, 'x-a': { multiValue: [{ value: '1' }, { value: '2' }] } },
      },
    ],
    ['8,191 characters of uri and query', { ...request, uri: `/${'a'.repeat(8_187)}` }],
  ];
  for (const [name, output] of taken) it(`takes ${name}`, () => assert.equal(ruleOf(output), 'request'));

  const refused: readonly (readonly [string, unknown, OutputRule])[] = [
    ['null', null, 'output-shape'],
    ['undefined', undefined, 'output-shape'],
    ['text', 'x', 'output-shape'],
    ['an array', [], 'output-shape'],
    ['the whole event', requestEvent, 'output-shape'],
    ['another method', { ...request, method: 'POST' }, 'method-read-only'],
    ['a uri without slash', { ...request, uri: 'b' }, 'uri'],
    ['a uri that is no text', { ...request, uri: 1 }, 'uri'],
    ['8,192 characters of uri and query', { ...request, uri: `/${'a'.repeat(8_188)}` }, 'uri-length'],
    ['a space in the query', { ...request, querystring: 'a=b c' }, 'query-characters'],
    ['# in a parameter', { ...request, querystring: { a: { value: '#' } } }, 'query-characters'],
    [
      'an upper-case header',
      { ...request, headers: { ...request.headers, 'X-A': { value: '1' } } },
      'header-case',
    ],
    ['a header as plain text', { ...request, headers: { ...request.headers, 'x-a': '1' } }, 'value-string'],
    [
      'a number as header value',
      { ...request, headers: { ...request.headers, 'x-a': { value: 1 } } },
      'value-string',
    ],
    [
      'a line break in a header',
      { ...request, headers: { ...request.headers, 'x-a': { value: 'a\r\nb: c' } } },
      'header-legal',
    ],
    ['a line break in a cookie', { ...request, cookies: { a: { value: '1\r\nx: y' } } }, 'header-legal'],
    ['a line break in the uri', { ...request, uri: '/a\r\nx: y' }, 'uri'],
    [
      'a line break beside an empty list of values',
      { ...request, querystring: { a: { value: '1\r\nx', multiValue: [] } } },
      'query-characters',
    ],
    [
      'a blank in a header name',
      { ...request, headers: { ...request.headers, 'x a': { value: '1' } } },
      'header-legal',
    ],
    [
      'a disallowed header',
      { ...request, headers: { ...request.headers, 'x-edge-a': { value: '1' } } },
      'header-disallowed',
    ],
    [
      'a cookie header',
      { ...request, headers: { ...request.headers, cookie: { value: 'a=1' } } },
      'cookie-in-headers',
    ],
    [
      'another host',
      { ...request, headers: { ...request.headers, host: { value: 'b' } } },
      'header-read-only',
    ],
    ['no host', { ...request, headers: { via: { value: '2.0 x' } } }, 'header-read-only'],
    [
      'an added content-length',
      { ...request, headers: { ...request.headers, 'content-length': { value: '1' } } },
      'header-read-only',
    ],
    ['cookies that are no object', { ...request, cookies: [] }, 'value-string'],
  ];
  for (const [name, output, rule] of refused) it(`refuses ${name}`, () => assert.equal(ruleOf(output), rule));

  it('takes a response instead, whatever its headers were', () => {
    assert.deepEqual(
      validateFunctionOutput({
        event: requestEvent,
        output: {
          statusCode: 302,
          statusDescription: 'Found',
          headers: { location: { value: '/b' } },
          body: 'x',
        },
      }),
      {
        kind: 'response',
        response: {
          statusCode: 302,
          statusDescription: 'Found',
          headers: { location: { value: '/b' } },
          cookies: {},
          body: 'x',
        },
      },
    );
  });
});

describe('validateFunctionOutput for viewer-response', () => {
  const taken: readonly (readonly [string, unknown])[] = [
    ['the unchanged response', response],
    ['status 200', { ...response, statusCode: 200 }],
    ['status 599', { ...response, statusCode: 599 }],
    [
      'a changed content-length',
      { ...response, headers: { ...response.headers, 'content-length': { value: '3' } } },
    ],
    ['a body', { ...response, body: { encoding: 'base64', data: 'YQ==' } }],
    ['an empty body', { ...response, body: '' }],
  ];
  for (const [name, output] of taken) {
    it(`takes ${name}`, () => assert.equal(ruleOf(output, responseEvent), 'response'));
  }

  const refused: readonly (readonly [string, unknown, OutputRule])[] = [
    ['the whole event', responseEvent, 'output-shape'],
    ['a request', request, 'status-integer'],
    ['a status as text', { ...response, statusCode: '200' }, 'status-integer'],
    ['status 200.5', { ...response, statusCode: 200.5 }, 'status-integer'],
    ['status 199', { ...response, statusCode: 199 }, 'status-range'],
    ['status 600', { ...response, statusCode: 600 }, 'status-range'],
    ['a changed via', { ...response, headers: { via: { value: 'z' } } }, 'header-read-only'],
    [
      'an added warning',
      { ...response, headers: { ...response.headers, warning: { value: 'z' } } },
      'header-read-only',
    ],
    [
      'a set-cookie header',
      { ...response, headers: { ...response.headers, 'set-cookie': { value: 'a=1' } } },
      'cookie-in-headers',
    ],
    ['a body of another encoding', { ...response, body: { encoding: 'gzip', data: '' } }, 'body'],
    ['base64 without padding', { ...response, body: { encoding: 'base64', data: 'YQ' } }, 'body'],
    ['a body without data', { ...response, body: {} }, 'body'],
    ['a number as description', { ...response, statusDescription: 1 }, 'value-string'],
  ];
  for (const [name, output, rule] of refused) {
    it(`refuses ${name}`, () => assert.equal(ruleOf(output, responseEvent), rule));
  }
});

describe('validateFunctionOutput', () => {
  it('names the rule in the words of CloudFront', () => {
    const checked = validateFunctionOutput({
      event: requestEvent,
      output: { ...request, headers: { ...request.headers, host: { value: 'b' } } },
    });
    assert.deepEqual(checked, {
      kind: 'failure',
      rule: 'header-read-only',
      message: 'The CloudFront function tried to add, delete, or change a read-only header: "host"',
    });
  });

  it('never throws, whatever a function returns', () => {
    const near = fc.record(
      {
        method: fc.constantFrom('GET', 'POST', 1),
        uri: fc.oneof(fc.webPath(), fc.anything()),
        statusCode: fc.oneof(fc.integer(), fc.anything()),
        querystring: fc.oneof(fc.string(), fc.jsonValue()),
        headers: fc.oneof(
          fc.dictionary(fc.string(), fc.oneof(fc.record({ value: fc.string() }), fc.jsonValue())),
          fc.jsonValue(),
        ),
        cookies: fc.jsonValue(),
        body: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(near, fc.jsonValue()), fc.boolean(), (output, isResponse) => {
        const checked = validateFunctionOutput({ event: isResponse ? responseEvent : requestEvent, output });
        return ['request', 'response', 'failure'].includes(checked.kind);
      }),
    );
  });
});
