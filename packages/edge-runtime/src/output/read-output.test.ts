import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildViewerRequestEvent, buildViewerResponseEvent, headerFields } from '../event/build-event.js';
import { readFunctionOutput } from './read-output.js';

const facts = {
  distributionDomainName: 'd.cloudfront.net',
  distributionId: 'E1',
  requestId: 'r',
  viewerIp: '203.0.113.7',
};
const rawQuery = 't=1&flag&t=2';
const event = buildViewerRequestEvent(
  {
    method: 'GET',
    uri: '/a',
    rawQuery,
    headers: headerFields([
      ['Host', 'example.org'],
      ['X-Two', '1'],
      ['X-Two', '2'],
      ['Cookie', 'a=1; b="q"'],
    ]),
  },
  facts,
);

interface EditableRequest {
  readonly querystring: Record<string, unknown>;
  readonly headers: Record<string, unknown>;
}

/** What production forwards after an edit of the request. */
function edited(edit: (request: EditableRequest) => void): unknown {
  // A copy of the request, whose maps the tests may change.
  const copy = JSON.parse(JSON.stringify(event.request)) as EditableRequest;
  edit(copy);
  return readFunctionOutput(copy, event, rawQuery);
}

describe('readFunctionOutput', () => {
  it('forwards an untouched request verbatim', () => {
    assert.deepEqual(readFunctionOutput(event.request, event, rawQuery), {
      kind: 'request',
      uri: '/a',
      rawQuery: 't=1&flag&t=2',
      headers: new Map([
        ['host', ['example.org']],
        ['x-two', ['1', '2']],
        ['cookie', ['a=1; b="q"']],
      ]),
    });
  });

  it('prints edited parameters in order of names, duplicates together', () => {
    const output = edited((request) => {
      request.querystring.n = { value: 'x' };
    });
    assert.equal((output as { rawQuery: string }).rawQuery, 't=1&t=2&flag=&n=x');
  });

  it('changes the first occurrence when only value was edited', () => {
    const output = edited((request) => {
      request.headers['x-two'] = { ...event.request.headers['x-two'], value: 'new' };
    });
    assert.deepEqual((output as { headers: Map<string, string[]> }).headers.get('x-two'), ['new', '2']);
  });

  it('ignores value when multiValue was edited', () => {
    const output = edited((request) => {
      request.headers['x-two'] = { value: 'ignored', multiValue: [{ value: '3' }, { value: '4' }] };
    });
    assert.deepEqual((output as { headers: Map<string, string[]> }).headers.get('x-two'), ['3', '4']);
  });

  it('puts cookies of a response into lines with their attributes', () => {
    const given = buildViewerResponseEvent(
      { method: 'GET', uri: '/', rawQuery: undefined, headers: new Map() },
      {
        status: 200,
        statusDescription: 'OK',
        headers: headerFields([['Set-Cookie', 'sid=1; Path=/; HttpOnly']]),
      },
      facts,
    );
    const output = {
      ...given.response,
      cookies: {
        ...given.response?.cookies,
        n: { value: 'x', multiValue: [{ value: 'y', attributes: 'Path=/a' }, { value: 'z' }] },
      },
      body: { encoding: 'base64', data: 'YQ==' },
    };
    assert.deepEqual(readFunctionOutput(output, given, undefined), {
      kind: 'response',
      status: 200,
      statusDescription: 'OK',
      headers: new Map([['set-cookie', ['sid=1; Path=/; HttpOnly', 'n=y; Path=/a', 'n=z']]]),
      body: Buffer.from('a'),
    });
  });

  it('keeps the body that there was, unless the function gives one', () => {
    const response = { statusCode: 200, headers: {} };
    const bodyOf = (output: object) =>
      (readFunctionOutput(output, event, undefined) as { body?: Buffer }).body;
    assert.deepEqual([bodyOf(response), bodyOf({ ...response, body: '' })?.length], [undefined, 0]);
  });
});
