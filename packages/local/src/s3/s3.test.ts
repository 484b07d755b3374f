import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createManualClock } from '../clock/manual-clock.js';
import { headerMap } from '../http-semantics/headers.js';
import { createSeededRandom } from '../random.js';
import type { S3Caller, S3Response } from './model.js';
import { parseBucket, parseBucketPolicy } from './parse.js';
import { createS3, type S3 } from './s3.js';

const identity = {
  stackName: 'blog-dev',
  stage: 'dev',
  accountId: '123456789012',
  region: 'eu-west-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
};
const anonymous: S3Caller = { kind: 'anonymous' };
const account: S3Caller = { kind: 'account', accountId: '123456789012' };

describe('S3 over a folder', () => {
  let root: string;
  let site: string;
  let s3: S3;
  let notices: string[];

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'edgewire-s3-'));
    site = join(root, 'public');
    mkdirSync(join(site, 'posts', 'x'), { recursive: true });
    writeFileSync(join(root, 'secret.txt'), 'secret');
    writeFileSync(join(site, 'index.html'), '<h1>Home</h1>');
    writeFileSync(join(site, 'posts/x/index.html'), 'post x');
    writeFileSync(join(site, 'ü b.txt'), 'umlaut');
    utimesSync(join(site, 'index.html'), 1_705_752_000, 1_705_752_000);
    notices = [];
    s3 = createS3({
      clock: createManualClock(1_705_751_700_000),
      random: createSeededRandom(1),
      emit: (kind, data) => {
        if (kind === 'stack.notice' && 'code' in data) notices.push(String(data.code));
      },
      identity,
      stateFolder: join(root, 'state'),
      bucketFolders: { Site: site },
    });
    s3.putBucket(parseBucket({}, { logicalId: 'Site', name: 'site' }).value);
    grant('s3:GetObject', 's3:ListBucket');
  });
  afterEach(async () => {
    await s3.close();
    rmSync(root, { recursive: true, force: true });
  });

  function grant(...actions: string[]): void {
    const document = {
      Statement: [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: actions,
          Resource: ['arn:aws:s3:::site', 'arn:aws:s3:::site/*'],
        },
      ],
    };
    s3.putBucketPolicy('site', parseBucketPolicy(document, { path: 'p' }).value);
  }

  async function get(
    path: string,
    options: { method?: string; headers?: Record<string, string>; caller?: S3Caller; body?: string } = {},
  ): Promise<S3Response & { text: string }> {
    const response = await s3.restRequest('site', {
      method: options.method ?? 'GET',
      path,
      query: '',
      headers: headerMap(options.headers ?? {}),
      caller: options.caller ?? anonymous,
      isSecure: true,
      ...(options.body === undefined ? {} : { body: Buffer.from(options.body) }),
    });
    const text = response.body.kind === 'bytes' ? response.body.bytes.toString() : '';
    return { ...response, text };
  }

  it('serves a file with its type, entity tag and date', async () => {
    const { status, headers, text } = await get('/index.html');
    assert.equal(status, 200);
    assert.equal(text, '<h1>Home</h1>');
    const { 'x-amz-request-id': _id, 'x-amz-id-2': _hostId, ...rest } = Object.fromEntries(headers);
    assert.deepEqual(rest, {
      'last-modified': ['Sat, 20 Jan 2024 12:00:00 GMT'],
      etag: ['"fe919dfbe925337c176e602ebbf0d15c"'],
      'x-amz-server-side-encryption': ['AES256'],
      'accept-ranges': ['bytes'],
      'content-type': ['text/html'],
      server: ['AmazonS3'],
      'content-length': ['13'],
    });
  });
  it('decodes the path into the key', async () => {
    assert.equal((await get('/%C3%BC%20b.txt')).text, 'umlaut');
    assert.equal((await get('/posts%2Fx%2Findex.html')).text, 'post x');
  });
  it('answers 404 for a missing key to a caller who may list', async () => {
    const { status, text, headers } = await get('/posts/x');
    assert.equal(status, 404);
    assert.match(
      text,
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Error><Code>NoSuchKey<\/Code><Message>The specified key does not exist.<\/Message><Key>posts\/x<\/Key><RequestId>[0-9A-F]{16}<\/RequestId><HostId>/,
    );
    assert.deepEqual(headers.get('content-type'), ['application/xml']);
  });
  it('answers 403 for a missing key to a caller who may only read', async () => {
    grant('s3:GetObject');
    const { status, text } = await get('/missing');
    assert.equal(status, 403);
    assert.match(text, /<Code>AccessDenied<\/Code><Message>Access Denied<\/Message><RequestId>/);
  });
  it('lists the bucket at its root only for who may list', async () => {
    const listing = await get('/');
    assert.equal(listing.status, 200);
    assert.deepEqual(
      [...listing.text.matchAll(/<Key>([^<]*)/g)].map((match) => match[1]),
      ['index.html', 'posts/x/index.html', 'ü b.txt'],
    );
    grant('s3:GetObject');
    assert.equal((await get('/')).status, 403);
  });
  it('says once that a policy refuses an object that exists', async () => {
    s3.removeBucketPolicy('site');
    assert.equal((await get('/index.html')).status, 403);
    assert.equal((await get('/index.html')).status, 403);
    assert.deepEqual(notices, ['EW4513']);
  });
  it('answers a HEAD error without a body', async () => {
    const response = await get('/missing', { method: 'HEAD' });
    assert.equal(response.status, 404);
    assert.deepEqual(response.body, { kind: 'empty' });
  });
  it('serves ranges, and 416 beyond the end', async () => {
    const part = await get('/index.html', { headers: { range: 'bytes=4-7' } });
    assert.equal(part.status, 206);
    assert.equal(part.text, 'Home');
    assert.deepEqual(part.headers.get('content-range'), ['bytes 4-7/13']);
    const beyond = await get('/index.html', { headers: { range: 'bytes=13-' } });
    assert.equal(beyond.status, 416);
    assert.match(beyond.text, /<Code>InvalidRange<\/Code>/);
    assert.equal((await get('/index.html', { headers: { range: 'bytes=0-1,4-5' } })).status, 200);
  });
  it('answers conditional requests', async () => {
    const etag = '"fe919dfbe925337c176e602ebbf0d15c"';
    const status = async (headers: Record<string, string>) => (await get('/index.html', { headers })).status;
    assert.equal(await status({ 'if-none-match': etag }), 304);
    assert.equal(await status({ 'if-none-match': '"x"' }), 200);
    assert.equal(await status({ 'if-match': '"x"' }), 412);
    assert.equal(await status({ 'if-modified-since': 'Sat, 20 Jan 2024 12:00:00 GMT' }), 304);
    assert.equal(await status({ 'if-unmodified-since': 'Sat, 20 Jan 2024 11:00:00 GMT' }), 412);
  });

  for (const path of [
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/posts/../../secret.txt',
    '/..%5csecret.txt',
    '/index.html%00',
    '//index.html',
    '/posts',
    '/posts/x/',
    '/link-out',
    '/INDEX.html',
  ]) {
    it(`finds no object at ${path}`, async () => {
      symlinkSync(join(root, 'secret.txt'), join(site, 'link-out'));
      assert.equal((await get(path)).status, 404);
    });
  }
  it('follows a symbolic link that stays inside the folder', async () => {
    symlinkSync(join(site, 'index.html'), join(site, 'link-in'));
    assert.equal((await get('/link-in')).text, '<h1>Home</h1>');
  });
  it('refuses a malformed escape and a key that is too long', async () => {
    assert.equal((await get('/100%')).status, 400);
    assert.equal((await get(`/${'k'.repeat(1025)}`)).status, 400);
  });
  it('streams a file above one mebibyte from disk', async () => {
    writeFileSync(join(site, 'big.bin'), Buffer.alloc(1_048_577, 1));
    const response = await get('/big.bin', { headers: { range: 'bytes=10-19' } });
    assert.deepEqual(response.body, { kind: 'file', path: join(site, 'big.bin'), start: 10, length: 10 });
  });
  it('sees an edit at once', async () => {
    const before = s3.objectVersion('site', '/index.html');
    writeFileSync(join(site, 'index.html'), 'changed');
    assert.notEqual(s3.objectVersion('site', '/index.html'), before);
    assert.equal((await get('/index.html')).text, 'changed');
    assert.equal(s3.objectVersion('site', '/none'), 'missing');
  });

  it('answers as an empty bucket until its folder appears', async () => {
    rmSync(site, { recursive: true });
    assert.equal((await get('/index.html')).status, 404);
    assert.deepEqual(notices, ['EW4512']);
    mkdirSync(site);
    writeFileSync(join(site, 'index.html'), 'back');
    assert.equal((await get('/index.html')).text, 'back');
  });
  it('tells which option names a folder for a bucket without one', async () => {
    s3.setBucketFolders({});
    assert.equal((await get('/index.html')).status, 404);
    assert.deepEqual(notices, ['EW4511']);
  });
  it('answers NoSuchBucket for a bucket that nobody named', async () => {
    const response = await s3.restRequest('other', {
      method: 'GET',
      path: '/a',
      query: '',
      headers: headerMap({}),
      caller: anonymous,
      isSecure: true,
    });
    assert.equal(response.status, 404);
    assert.deepEqual(notices, ['EW4514']);
  });

  it('keeps written objects apart from the folder, and shadows it', async () => {
    const put = await get('/index.html', { method: 'PUT', body: 'written', caller: account });
    assert.equal(put.status, 200);
    assert.equal((await get('/index.html')).text, 'written');
    assert.equal((await get('/index.html', { method: 'DELETE', caller: account })).status, 204);
    assert.equal((await get('/index.html')).status, 404);
    // The state folder remembers: a service started anew answers the same.
    s3.setBucketFolders({ Site: site });
    assert.equal((await get('/index.html')).status, 404);
    assert.equal((await get('/posts/x/index.html')).text, 'post x');
  });
  it('refuses a write from who may only read', async () => {
    assert.equal((await get('/a', { method: 'PUT', body: 'x' })).status, 403);
    assert.equal((await get('/a', { method: 'POST', body: 'x' })).status, 405);
  });
});

describe('the website endpoint', () => {
  let root: string;
  let s3: S3;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'edgewire-web-'));
    mkdirSync(join(root, 'a'));
    writeFileSync(join(root, 'index.html'), 'home');
    writeFileSync(join(root, 'a/index.html'), 'a');
    writeFileSync(join(root, '404.html'), 'not here');
    s3 = createS3({
      clock: createManualClock(0),
      random: createSeededRandom(1),
      emit: () => {},
      identity,
      stateFolder: join(root, '.state'),
      bucketFolders: { Web: root },
    });
    const website = {
      IndexDocument: 'index.html',
      ErrorDocument: '404.html',
      RoutingRules: [
        {
          RoutingRuleCondition: { KeyPrefixEquals: 'old/' },
          RedirectRule: { ReplaceKeyPrefixWith: 'a/', HttpRedirectCode: '302' },
        },
      ],
    };
    s3.putBucket(parseBucket({ WebsiteConfiguration: website }, { logicalId: 'Web', name: 'web' }).value);
    const open = {
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::web/*' },
      ],
    };
    s3.putBucketPolicy('web', parseBucketPolicy(open, { path: 'p' }).value);
  });
  afterEach(async () => {
    await s3.close();
    rmSync(root, { recursive: true, force: true });
  });

  const cases: [string, number, string, string | undefined][] = [
    ['/', 200, 'home', undefined],
    ['/a/', 200, 'a', undefined],
    ['/a', 302, '', '/a/'],
    ['/none', 404, 'not here', undefined],
    ['/old/x', 302, '', 'http://web.example/a/x'],
  ];
  for (const [path, status, text, location] of cases) {
    it(`answers ${status} at ${path}`, async () => {
      const response = await s3.websiteRequest(
        'web',
        { method: 'GET', path, query: '', headers: headerMap({}), caller: anonymous, isSecure: false },
        { host: 'web.example' },
      );
      const body = response.body.kind === 'bytes' ? response.body.bytes.toString() : '';
      assert.deepEqual(
        { status: response.status, body, location: response.headers.get('location')?.[0] },
        { status, body: text, location },
      );
    });
  }
  it('answers an HTML error for a method that it does not know', async () => {
    const response = await s3.websiteRequest(
      'web',
      { method: 'POST', path: '/', query: '', headers: headerMap({}), caller: anonymous, isSecure: false },
      { host: 'web.example' },
    );
    assert.equal(response.status, 405);
    assert.deepEqual(response.headers.get('content-type'), ['text/html; charset=utf-8']);
  });
});
