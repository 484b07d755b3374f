import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { edgeFunction, viewerRequest, viewerResponse } from './index.js';

describe('viewerRequest', () => {
  it('keeps path and query as written', () => {
    const { request } = viewerRequest('https://Example.org/a/../b%2F?x=%20&y', { method: 'HEAD' });
    assert.deepEqual(request, {
      method: 'HEAD',
      uri: '/a/../b%2F',
      querystring: { x: { value: '%20' }, y: { value: '' } },
      headers: { host: { value: 'Example.org' } },
      cookies: {},
    });
  });

  it('adds headers, cookies, country and address', () => {
    const event = viewerRequest('/', {
      headers: { 'X-Two': ['1', '2'] },
      cookies: { sid: '1' },
      country: 'DE',
      ip: '2001:db8::1',
    });
    assert.equal(event.viewer.ip, '2001:db8::1');
    assert.deepEqual(event.request.headers, {
      host: { value: 'd111111abcdef8.cloudfront.net' },
      'x-two': { value: '1', multiValue: [{ value: '1' }, { value: '2' }] },
      'cloudfront-viewer-country': { value: 'DE' },
    });
    assert.deepEqual(event.request.cookies, { sid: { value: '1' } });
  });

  it('refuses text that is no URL', () => {
    assert.throws(
      () => viewerRequest('example.org'),
      new TypeError('"example.org" is neither a URL nor a path'),
    );
  });
});

describe('viewerResponse', () => {
  it('shows the request as a viewer-request function left it', () => {
    const request = viewerRequest('https://example.org/x', { ip: '198.51.100.1' });
    const event = viewerResponse(request, {
      status: 404,
      headers: { 'Content-Type': 'text/html' },
      setCookies: ['a=1; Path=/'],
    });
    assert.deepEqual(event.request, request.request);
    assert.equal(event.context.eventType, 'viewer-response');
    assert.deepEqual(event.response, {
      statusCode: 404,
      headers: { 'content-type': { value: 'text/html' } },
      cookies: { a: { value: '1', attributes: 'Path=/' } },
    });
  });
});

describe('edgeFunction', () => {
  it('loads source text and gives helpers', async () => {
    const tested = edgeFunction(
      "function handler(event) { event.request.uri += '/'; event.request.headers['x-a'] = { value: '1' }; event.request.cookies.c = { value: '2' }; return event.request; }",
    );
    const result = await tested.run(viewerRequest('https://example.org/x?y=1&z'));
    assert.deepEqual(
      [result.kind, result.error, result.url, result.header('X-A'), result.cookie('c'), result.status],
      ['request', undefined, '/x/?y=1&z', '1', '2', undefined],
    );
    await tested.close();
  });

  it('loads a file, by path and by URL', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'edgewire-test-'));
    const file = join(folder, 'f.js');
    writeFileSync(file, 'function handler() { return { statusCode: 204 }; }');
    for (const place of [file, pathToFileURL(file)]) {
      const tested = edgeFunction(place);
      const result = await tested.run(viewerRequest('/'));
      assert.deepEqual([tested.name, result.kind, result.status], [file, 'response', 204]);
      await tested.close();
    }
    rmSync(folder, { recursive: true });
  });

  it('builds TypeScript and what it imports first', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'edgewire-test-'));
    writeFileSync(join(folder, 'paths.ts'), "export const home: string = '/home';\n");
    const file = join(folder, 'f.ts');
    writeFileSync(
      file,
      "import { home } from './paths';\nexport const handler = ({ request }: any) => ({ ...request, uri: `${home}-${process.env.STAGE}` });\n",
    );
    for (const runtime of ['cloudfront-js-1.0', 'cloudfront-js-2.0'] as const) {
      const tested = edgeFunction(file, { runtime, define: { 'process.env.STAGE': 'dev' } });
      const result = await tested.run(viewerRequest('/'));
      assert.deepEqual([tested.name, result.kind, result.url], [file, 'request', '/home-dev']);
      await tested.close();
    }
    rmSync(folder, { recursive: true });
  });

  it('builds the half of a pipeline that the test names', async () => {
    const source = `import { pipeline } from '@edgewire/edge';
export default pipeline({
  name: 'both',
  request: ({ request }) => { request.uri = '/asked'; return request; },
  response: ({ response }) => { response.headers['x-seen'] = { value: 'yes' }; return response; },
});`;
    const asked = edgeFunction(source);
    const seen = edgeFunction(source, { eventType: 'viewer-response' });
    assert.equal((await asked.run(viewerRequest('/'))).url, '/asked');
    assert.equal((await seen.run(viewerResponse('/'))).header('x-seen'), 'yes');
    await asked.close();
    await seen.close();
  });

  it('refuses a source that cannot be built with the line', async () => {
    const tested = edgeFunction('export const handler = (event: any) =>\n  new URL(event.request.uri);\n');
    await assert.rejects(tested.run(viewerRequest('/')), /EW1301 error {2}.*"URL"[\s\S]*2 \| {3}new URL/);
    await tested.close();
  });

  it('reads values from a store and tells both kinds of failure apart', async () => {
    const tested = edgeFunction(
      `import cf from 'cloudfront';
async function handler(event) {
  const value = await cf.kvs().get(event.request.uri.slice(1));
  return { statusCode: Number(value) };
}`,
      { kvs: { good: '200', bad: '1' } },
    );
    const kinds: (readonly (string | undefined)[])[] = [];
    for (const path of ['/good', '/bad', '/none']) {
      const result = await tested.run(viewerRequest(path));
      kinds.push([result.kind, result.error]);
    }
    assert.deepEqual(kinds, [
      ['response', undefined],
      [
        'validation-error',
        'The CloudFront function returned an invalid value: response.statusCode is 1, wanted 200 to 599',
      ],
      ['execution-error', 'KeyNotFound: KeyNotFound'],
    ]);
    await tested.close();
  });
});
