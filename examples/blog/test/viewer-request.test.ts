// What the composed viewer-request function of each stage decides.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { previewConstants } from '../edge/preview-credentials.js';
import { composeViewerRequest, type FunctionSource } from '../edge/viewer-request.js';
import { get, runEdgeScript } from './edge-script.js';

const read = (name: string): FunctionSource => ({
  name,
  code: readFileSync(new URL(`../../functions/${name}.js`, import.meta.url), 'utf8'),
});

const prod = composeViewerRequest([read('pretty-urls')]);
const dev = composeViewerRequest([read('basic-auth'), read('pretty-urls')], { ...previewConstants({}) });

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
    it(`asks for ${key} when the viewer asks for ${uri}`, () => {
      assert.deepEqual(runEdgeScript(prod, get(uri)), { ...get(uri), uri: key });
    });
  }

  it('keeps query, headers and cookies', () => {
    const request = {
      ...get('/posts/x', { 'accept-language': 'de' }),
      querystring: { y: { value: '1' } },
      cookies: { sid: { value: '42' } },
    };
    assert.deepEqual(runEdgeScript(prod, structuredClone(request)), {
      ...request,
      uri: '/posts/x/index.html',
    });
  });

  it('asks nobody for a password', () => {
    assert.ok(!prod.includes('www-authenticate'));
  });
});

describe('the dev stage', () => {
  it('lets the right credentials on, rewrites, and keeps them from the origin', () => {
    const request = get('/posts/x', { authorization: basic('preview:preview') });
    assert.deepEqual(runEdgeScript(dev, request), get('/posts/x/index.html'));
  });

  it('takes the scheme in any case', () => {
    const authorization = basic('preview:preview').replace('Basic', 'bASIC');
    assert.deepEqual(runEdgeScript(dev, get('/', { authorization })), get('/index.html'));
  });

  it('takes names, passwords and colons beyond ASCII', () => {
    const constants = previewConstants({
      PREVIEW_USER: 'zoë',
      PREVIEW_PASSWORD: 'grüße:東京',
      PREVIEW_SALT: 's',
    });
    const code = composeViewerRequest([read('basic-auth')], { ...constants });
    const authorization = basic('zoë:grüße:東京');
    assert.deepEqual(runEdgeScript(code, get('/', { authorization })), get('/'));
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
    ['the hash instead of the password', `Basic ${previewConstants({}).PREVIEW_CREDENTIALS_SHA256}`],
    ['two credentials in one header', `${basic('a:b')}, ${basic('preview:preview')}`],
  ];
  for (const [name, authorization] of refused) {
    it(`refuses ${name}`, () => {
      const request = get('/style.css', authorization === undefined ? {} : { authorization });
      assert.deepEqual(runEdgeScript(dev, request), challenge);
    });
  }

  it('holds no password', () => {
    const constants = previewConstants({ PREVIEW_USER: 'editor', PREVIEW_PASSWORD: 'correct horse' });
    const code = composeViewerRequest([read('basic-auth')], { ...constants });
    assert.ok(!code.includes('correct horse') && !code.includes('editor'));
    assert.ok(code.includes(constants.PREVIEW_CREDENTIALS_SHA256));
  });
});

describe('composeViewerRequest', () => {
  const link = (name: string, body: string) => ({ name, code: `function handler(event) { ${body} }` });

  it('hands each function what the one before returned, whatever names they use', () => {
    const append = (text: string) =>
      link(
        text,
        `const suffix = '${text}'; return Object.assign({}, event.request, { uri: event.request.uri + suffix });`,
      );
    assert.deepEqual(runEdgeScript(composeViewerRequest([append('a'), append('b')]), get('/')), get('/ab'));
  });

  it('ends at the first response', () => {
    const answer = link('answer', 'return { statusCode: 204 };');
    const never = link('never', 'throw new Error("reached");');
    assert.deepEqual(runEdgeScript(composeViewerRequest([answer, never]), get('/')), { statusCode: 204 });
  });

  it('refuses a constant without a value', () => {
    assert.throws(() => composeViewerRequest([read('basic-auth')]), {
      message: 'Cannot compose "basic-auth": constant "PREVIEW_SALT" has no value',
    });
  });

  it('refuses what it cannot wrap', () => {
    const cases: [string, string][] = [
      [
        'const handler = (event) => event.request;',
        'it has no top-level synchronous function handler(event)',
      ],
      ['async function handler(event) {}', 'it has no top-level synchronous function handler(event)'],
      [
        "import cf from 'cloudfront';\nfunction handler(event) {}",
        'an import has to be the first line of the whole function',
      ],
      [
        'function handler(event) { return `${event}`; }',
        'write a concatenation in place of a template literal',
      ],
    ];
    for (const [code, reason] of cases) {
      assert.throws(() => composeViewerRequest([{ name: 'x', code }]), {
        message: `Cannot compose "x": ${reason}`,
      });
    }
  });

  it('accepts 10,240 bytes and refuses 10,241', () => {
    const frame = Buffer.byteLength(composeViewerRequest([link('x', '')]));
    const filled = (bytes: number) => composeViewerRequest([link('x', 'x'.repeat(bytes - frame))]);
    assert.equal(Buffer.byteLength(filled(10_240)), 10_240);
    assert.throws(() => filled(10_241), {
      message: 'Cannot compose "x": 10241 bytes exceed the limit of 10240',
    });
  });
});

describe('previewConstants', () => {
  it('hashes salt, user and password', () => {
    // printf 'edgewire-blog:preview:preview' | sha256sum
    assert.deepEqual(previewConstants({}), {
      PREVIEW_SALT: 'edgewire-blog',
      PREVIEW_CREDENTIALS_SHA256: '7c733f1ebc4f39f72ef2d7df6d2ac7aaaf00e72b862f68648a021e0260ced8f8',
    });
  });

  it('refuses a user with a colon', () => {
    assert.throws(() => previewConstants({ PREVIEW_USER: 'a:b' }), {
      message: 'Cannot use PREVIEW_USER "a:b": it contains a colon',
    });
  });
});
