// What the viewer-request function of each stage decides, compiled as it is deployed.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { previewConstants } from '../edge/preview-credentials.js';
import { compileStage, get, loadEdgeScript } from './edge-script.js';

const prodCode = await compileStage('prod');
const prod = loadEdgeScript(prodCode);
const dev = loadEdgeScript(await compileStage('dev'));

const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;

const challenge = {
  statusCode: 401,
  statusDescription: 'Unauthorized',
  headers: {
    'www-authenticate': { value: 'Basic realm="Preview", charset="UTF-8"' },
    'cache-control': { value: 'no-store' },
    'content-type': { value: 'text/plain; charset=utf-8' },
  },
  body: 'This is a preview: sign in to read it.\n',
};

describe('the prod stage', () => {
  const rewrites: [string, string][] = [
    ['/', '/index.html'],
    ['/posts/x', '/posts/x/index.html'],
    ['/posts/x/', '/posts/x/index.html'],
    ['/style.css', '/style.css'],
    ['/fonts/a.woff2', '/fonts/a.woff2'],
    ['/archive.7z', '/archive.7z'],
    ['/style%2Ecss', '/style%2Ecss'],
    ['/a.b/c', '/a.b/c/index.html'],
    ['/a.b/', '/a.b/index.html'],
    ['/v0.1', '/v0.1/index.html'],
    ['/v0.1/notes.txt', '/v0.1/notes.txt'],
    ['/notes/gr%C3%BC%C3%9Fe/', '/notes/gr%C3%BC%C3%9Fe/index.html'],
    ['/notes/%E6%9D%B1%E4%BA%AC', '/notes/%E6%9D%B1%E4%BA%AC/index.html'],
    ['/notes/grüße', '/notes/grüße/index.html'],
    ['/100%', '/100%/index.html'],
    ['/.well-known/security.txt', '/.well-known/security.txt'],
  ];
  for (const [uri, key] of rewrites) {
    it(`asks for ${key} when the viewer asks for ${uri}`, async () => {
      assert.deepEqual(await prod.run(get(uri)), { ...get(uri), uri: key });
    });
  }

  it('keeps query, headers and cookies', async () => {
    const request = {
      ...get('/posts/x', { 'accept-language': 'de' }),
      querystring: { y: { value: '1' } },
      cookies: { sid: { value: '42' } },
    };
    assert.deepEqual(await prod.run(structuredClone(request)), {
      ...request,
      uri: '/posts/x/index.html',
    });
  });

  it('asks nobody for a password', async () => {
    assert.ok(!prodCode.includes('www-authenticate'));
  });
});

describe('the dev stage', () => {
  it('lets the right credentials on, rewrites, and keeps them from the origin', async () => {
    const request = get('/posts/x', { authorization: basic('preview:preview') });
    assert.deepEqual(await dev.run(request), get('/posts/x/index.html'));
  });

  it('takes the scheme in any case', async () => {
    const authorization = basic('preview:preview').replace('Basic', 'bASIC');
    assert.deepEqual(await dev.run(get('/', { authorization })), get('/index.html'));
  });

  it('takes names, passwords and colons beyond ASCII', async () => {
    const env = { PREVIEW_USER: 'zoë', PREVIEW_PASSWORD: 'grüße:東京', PREVIEW_SALT: 's' };
    const script = loadEdgeScript(await compileStage('dev', env));
    const authorization = basic('zoë:grüße:東京');
    assert.deepEqual(await script.run(get('/', { authorization })), get('/index.html'));
  });

  const refused: [string, string | undefined][] = [
    ['no header', undefined],
    ['an empty header', ''],
    ['another scheme', `Bearer ${Buffer.from('preview:preview').toString('base64')}`],
    ['the scheme alone', 'Basic'],
    ['text that is not base64', 'Basic preview:preview'],
    ['a wrong password', basic('preview:previeW')],
    ['a longer password', basic('preview:preview1')],
    ['another user', basic('admin:preview')],
    ['the hash instead of the password', `Basic ${previewConstants({}).PREVIEW_HASH}`],
    ['two credentials in one header', `${basic('a:b')}, ${basic('preview:preview')}`],
  ];
  for (const [name, authorization] of refused) {
    it(`refuses ${name}`, async () => {
      const request = get('/style.css', authorization === undefined ? {} : { authorization });
      assert.deepEqual(await dev.run(request), challenge);
    });
  }

  it('holds no password', async () => {
    const env = { PREVIEW_USER: 'editor', PREVIEW_PASSWORD: 'correct horse' };
    const code = await compileStage('dev', env);
    assert.ok(!code.includes('correct horse') && !code.includes('editor'));
    assert.ok(code.includes(previewConstants(env).PREVIEW_HASH));
  });
});
