import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { headerMap } from '../http-semantics/headers.js';
import { matchesWildcard } from '../http-semantics/wildcard.js';
import { decodeAwsChunked } from './aws-chunked.js';
import { evaluateBucketPolicy, isPublicPolicy } from './bucket-policy.js';
import { answerPreflight, corsHeaders } from './cors.js';
import { compareKeys, parseListQuery, selectListPage } from './list-objects.js';
import type { S3Caller } from './model.js';
import { keySegments, parseObjectKey } from './object-key.js';
import { parseBucketCall } from './operations.js';
import { parseBucket, parseBucketPolicy } from './parse.js';
import { parseS3Domain } from './parse-s3-domain.js';
import { routingRedirect, selectRoutingRule, websiteLookup } from './website.js';
import { parsePut } from './write-object.js';

describe('parseS3Domain', () => {
  const cases: [string, unknown][] = [
    ['site.s3.amazonaws.com', { endpoint: 'rest', bucketName: 'site' }],
    ['site.s3.eu-west-1.amazonaws.com', { endpoint: 'rest', bucketName: 'site' }],
    ['site.s3-eu-west-1.amazonaws.com', { endpoint: 'rest', bucketName: 'site' }],
    ['site.s3.dualstack.us-gov-west-1.amazonaws.com', { endpoint: 'rest', bucketName: 'site' }],
    ['www.example.org.s3.amazonaws.com', { endpoint: 'rest', bucketName: 'www.example.org' }],
    ['site.s3.cn-north-1.amazonaws.com.cn', { endpoint: 'rest', bucketName: 'site' }],
    ['site.s3-website-us-east-1.amazonaws.com', { endpoint: 'website', bucketName: 'site' }],
    ['site.s3-website.eu-central-1.amazonaws.com', { endpoint: 'website', bucketName: 'site' }],
    ['api.example.org', undefined],
    ['abc.execute-api.eu-west-1.amazonaws.com', undefined],
    ['s3.amazonaws.com', undefined],
  ];
  for (const [name, expected] of cases) {
    it(`reads ${name}`, () => assert.deepEqual(parseS3Domain(name), expected));
  }
});

describe('parseObjectKey', () => {
  it('decodes once and leaves a plus sign alone', () => {
    assert.deepEqual(parseObjectKey('/a%20b/%2520+c/%C3%BC'), { kind: 'key', key: 'a b/%20+c/ü' });
  });
  it('refuses malformed escapes and bytes that are no UTF-8', () => {
    assert.deepEqual(parseObjectKey('/100%'), { kind: 'malformed' });
    assert.deepEqual(parseObjectKey('/%ff'), { kind: 'malformed' });
  });
  it('takes 1,024 bytes and refuses 1,025', () => {
    assert.equal(parseObjectKey(`/${'a'.repeat(1024)}`).kind, 'key');
    assert.deepEqual(parseObjectKey(`/${'a'.repeat(1025)}`), { kind: 'too-long', sizeBytes: 1025 });
  });
});

describe('keySegments', () => {
  it('gives the path of a file', () => {
    assert.deepEqual(keySegments('a/b.c/ü'), ['a', 'b.c', 'ü']);
  });
  for (const key of ['..', 'a/../b', './a', 'a//b', 'a/', '', '/etc/passwd', 'a\0', 'a\\..\\b']) {
    it(`finds no file for ${JSON.stringify(key)}`, () => assert.equal(keySegments(key), undefined));
  }
});

describe('evaluateBucketPolicy', () => {
  const distribution: S3Caller = {
    kind: 'distribution',
    sourceArn: 'arn:aws:cloudfront::123456789012:distribution/E1',
    accountId: '123456789012',
  };
  const identity: S3Caller = { kind: 'origin-access-identity', id: 'EOAI', canonicalUserId: 'c4n0n' };
  const anonymous: S3Caller = { kind: 'anonymous' };
  const ask = (document: unknown, caller: S3Caller, action = 's3:GetObject', isSecure = true) =>
    evaluateBucketPolicy(parseBucketPolicy(document, { path: 'p' }).value, {
      action,
      resource: action === 's3:ListBucket' ? 'arn:aws:s3:::site' : 'arn:aws:s3:::site/a/b',
      caller,
      isSecure,
    });
  const accessControl = {
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::site/*',
      Condition: { StringEquals: { 'AWS:SourceArn': 'arn:aws:cloudfront::123456789012:distribution/E1' } },
    },
  };

  it('allows the distribution that the condition names, and nothing else', () => {
    assert.equal(ask(accessControl, distribution), 'allowed');
    assert.equal(ask(accessControl, distribution, 's3:ListBucket'), 'silent');
    assert.equal(ask(accessControl, { ...distribution, sourceArn: 'arn:other' }), 'silent');
    assert.equal(ask(accessControl, identity), 'silent');
    assert.equal(ask(accessControl, anonymous), 'silent');
  });
  it('knows an origin access identity by canonical user and by ARN', () => {
    const grant = (principal: unknown) => ({
      Statement: [
        { Effect: 'Allow', Principal: principal, Action: ['s3:Get*'], Resource: ['arn:aws:s3:::site/*'] },
      ],
    });
    const arn = 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity EOAI';
    assert.equal(ask(grant({ CanonicalUser: 'c4n0n' }), identity), 'allowed');
    assert.equal(ask(grant({ AWS: arn }), identity), 'allowed');
    assert.equal(ask(grant({ AWS: `${arn}X` }), identity), 'silent');
  });
  it('lets an explicit deny win', () => {
    const document = {
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
        {
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 's3:*',
          Resource: 'arn:aws:s3:::site/*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    };
    assert.equal(ask(document, anonymous, 's3:GetObject', true), 'allowed');
    assert.equal(ask(document, anonymous, 's3:GetObject', false), 'denied');
  });
  it('does not grant on a condition that it cannot judge', () => {
    const document = {
      Statement: [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: '*',
          Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
        },
      ],
    };
    assert.equal(ask(document, anonymous), 'silent');
  });
  it('tells public policies from bound ones', () => {
    const isPublic = (document: unknown) => isPublicPolicy(parseBucketPolicy(document, { path: 'p' }).value);
    assert.equal(isPublic(accessControl), false);
    assert.equal(
      isPublic({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }] }),
      true,
    );
  });
});

describe('parseBucketPolicy', () => {
  it('refuses a document without statements', () => {
    assert.deepEqual(
      parseBucketPolicy({}, { path: 'Resources.P.Properties.PolicyDocument' }).diagnostics.map(
        ({ code, message, where }) => [code, message, where?.path],
      ),
      [
        [
          'EW4502',
          'Cannot read bucket policy: it has no "Statement"',
          'Resources.P.Properties.PolicyDocument',
        ],
      ],
    );
  });
  it('refuses text that is not JSON', () => {
    assert.equal(parseBucketPolicy('{', { path: 'p' }).diagnostics[0]?.code, 'EW4502');
  });
});

describe('matchesWildcard', () => {
  it('matches stars and question marks without backtracking for ever', () => {
    assert.equal(matchesWildcard('a*b?d', 'axxbcd'), true);
    assert.equal(matchesWildcard('a*b?d', 'axxbd'), false);
    assert.equal(matchesWildcard('*', ''), true);
    assert.equal(matchesWildcard('*a'.repeat(40), 'a'.repeat(39)), false);
  });
});

describe('parseBucket', () => {
  it('blocks public access unless the template says otherwise', () => {
    const { value } = parseBucket({}, { logicalId: 'Site', name: 'site' });
    assert.deepEqual(value, {
      name: 'site',
      logicalId: 'Site',
      website: undefined,
      corsRules: [],
      accessControl: 'Private',
      publicAccessBlock: {
        blockPublicPolicy: true,
        restrictPublicBuckets: true,
        ignorePublicAcls: true,
        isExplicit: false,
      },
    });
  });
  it('refuses a name that S3 refuses, naming resource and property', () => {
    const { diagnostics } = parseBucket({}, { logicalId: 'Site', name: 'My_Site' });
    assert.deepEqual(
      diagnostics.map(({ code, where }) => [code, where?.path]),
      [['EW4501', 'Resources.Site.Properties.BucketName']],
    );
  });
  it('refuses a website without an index document', () => {
    const { diagnostics } = parseBucket({ WebsiteConfiguration: {} }, { logicalId: 'Site', name: 'site' });
    assert.deepEqual(
      diagnostics.map(({ code, message }) => [code, message]),
      [['EW4001', 'Property "IndexDocument" is missing']],
    );
  });
});

describe('selectListPage', () => {
  const objects = ['a.txt', 'p/1', 'p/2', 'p/q/3', 'z'].map((key) => ({
    key,
    sizeBytes: 1,
    lastModifiedMs: 0,
    etag: '"e"',
  }));
  const page = (query: string) => {
    const { objects: found, ...rest } = selectListPage(objects, parseListQuery(query));
    return { keys: found.map(({ key }) => key), ...rest };
  };
  it('groups keys at a delimiter', () => {
    assert.deepEqual(page('list-type=2&delimiter=%2F'), {
      keys: ['a.txt', 'z'],
      commonPrefixes: ['p/'],
      isTruncated: false,
      lastName: 'z',
    });
    assert.deepEqual(page('list-type=2&delimiter=%2F&prefix=p%2F'), {
      keys: ['p/1', 'p/2'],
      commonPrefixes: ['p/q/'],
      isTruncated: false,
      lastName: 'p/q/',
    });
  });
  it('goes on where a page ended, also after a group', () => {
    const first = page('list-type=2&delimiter=%2F&max-keys=2');
    assert.deepEqual(first, {
      keys: ['a.txt'],
      commonPrefixes: ['p/'],
      isTruncated: true,
      lastName: 'p/',
    });
    const token = encodeURIComponent(Buffer.from('p/').toString('base64'));
    assert.deepEqual(page(`list-type=2&delimiter=%2F&continuation-token=${token}`).keys, ['z']);
  });
  it('orders keys by their UTF-8 bytes', () => {
    assert.deepEqual(['\u{1f600}', '\uffee', 'a'].sort(compareKeys), ['a', '\uffee', '\u{1f600}']);
  });
});

describe('decodeAwsChunked', () => {
  it('joins chunks, signed or not, and reads trailers', () => {
    const body = Buffer.from(
      '3;chunk-signature=ab\r\nabc\r\n2\r\nde\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n',
    );
    assert.deepEqual(decodeAwsChunked(body), {
      kind: 'content',
      content: Buffer.from('abcde'),
      trailers: { 'x-amz-checksum-crc32': 'NSRBwg==' },
    });
  });
  for (const body of ['', 'zz\r\n', '5\r\nabc\r\n0\r\n\r\n', '3\r\nabc\r\n']) {
    it(`refuses ${JSON.stringify(body)}`, () => {
      assert.deepEqual(decodeAwsChunked(Buffer.from(body)), { kind: 'malformed' });
    });
  }
});

describe('parsePut', () => {
  it('keeps the headers that S3 stores and removes aws-chunked from the encodings', () => {
    const outcome = parsePut(
      headerMap({
        'content-encoding': 'gzip,aws-chunked',
        'x-amz-decoded-content-length': '3',
        'x-amz-meta-a': '1',
        'cache-control': 'max-age=1',
        'user-agent': 'x',
      }),
      Buffer.from('3\r\nabc\r\n0\r\n\r\n'),
    );
    assert.deepEqual(outcome, {
      kind: 'object',
      bytes: Buffer.from('abc'),
      metadata: {
        'content-type': 'binary/octet-stream',
        'content-encoding': 'gzip',
        'x-amz-meta-a': '1',
        'cache-control': 'max-age=1',
      },
    });
  });
  it('refuses a body shorter than announced, and a wrong digest', () => {
    const code = (headers: Record<string, string>, body: string) => {
      const outcome = parsePut(headerMap(headers), Buffer.from(body));
      return outcome.kind === 'error' ? outcome.error.code : outcome.kind;
    };
    const chunked = { 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': '4' };
    assert.equal(code(chunked, '3\r\nabc\r\n0\r\n\r\n'), 'IncompleteBody');
    assert.equal(code({ 'content-md5': 'AAAA' }, 'abc'), 'BadDigest');
    assert.equal(code({ 'content-md5': 'kAFQmDzST7DWlj99KOF/cg==' }, 'abc'), 'object');
  });
});

describe('corsHeaders and answerPreflight', () => {
  const rules = [
    {
      allowedOrigins: ['https://*.example.org'],
      allowedMethods: ['GET'],
      allowedHeaders: ['x-*'],
      exposedHeaders: ['ETag'],
      maxAgeSeconds: 600,
    },
  ];
  it('echoes an origin that a pattern matches', () => {
    assert.deepEqual(
      corsHeaders(rules, { method: 'GET', headers: headerMap({ origin: 'https://a.example.org' }) }),
      {
        'access-control-allow-origin': 'https://a.example.org',
        'access-control-allow-methods': 'GET',
        'access-control-expose-headers': 'ETag',
        'access-control-max-age': '600',
        'access-control-allow-credentials': 'true',
        vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
      },
    );
    assert.deepEqual(corsHeaders(rules, { method: 'GET', headers: headerMap({}) }), {});
  });
  it('refuses a preflight for a method or header that no rule names', () => {
    const status = (headers: Record<string, string>) =>
      answerPreflight(rules, headerMap({ origin: 'https://a.example.org', ...headers })).status;
    assert.equal(status({ 'access-control-request-method': 'GET' }), 200);
    assert.equal(status({ 'access-control-request-method': 'PUT' }), 403);
    assert.equal(
      status({ 'access-control-request-method': 'GET', 'access-control-request-headers': 'X-A, X-B' }),
      200,
    );
    assert.equal(
      status({ 'access-control-request-method': 'GET', 'access-control-request-headers': 'a' }),
      403,
    );
    assert.equal(answerPreflight([], headerMap({})).status, 403);
  });
});

describe('website decisions', () => {
  it('maps folders to their index document', () => {
    assert.deepEqual(websiteLookup('index.html', ''), { key: 'index.html', folderIndexKey: undefined });
    assert.deepEqual(websiteLookup('index.html', 'a/'), { key: 'a/index.html', folderIndexKey: undefined });
    assert.deepEqual(websiteLookup('index.html', 'a'), { key: 'a', folderIndexKey: 'a/index.html' });
  });
  it('replaces the matched prefix in a redirect', () => {
    const rule = {
      keyPrefixEquals: 'docs/',
      httpErrorCode: undefined,
      redirect: {
        hostName: undefined,
        protocol: 'https',
        replaceKeyPrefixWith: 'documents/',
        replaceKeyWith: undefined,
        httpRedirectCode: 302,
      },
    };
    assert.equal(selectRoutingRule([rule], { key: 'docs/a', errorCode: undefined }), rule);
    assert.equal(selectRoutingRule([rule], { key: 'docs/a', errorCode: 404 }), undefined);
    assert.equal(selectRoutingRule([rule], { key: 'a', errorCode: undefined }), undefined);
    assert.deepEqual(routingRedirect(rule, { host: 'h', key: 'docs/ä b' }), {
      status: 302,
      location: 'https://h/documents/%C3%A4%20b',
    });
  });
});

describe('parseBucketCall', () => {
  it('reads path style and host style', () => {
    const call = (path: string, host: string) => parseBucketCall({ path, headers: { host } });
    assert.deepEqual(call('/b/k/l', '127.0.0.1:4566'), { bucketName: 'b', path: '/k/l' });
    assert.deepEqual(call('/b', '127.0.0.1'), { bucketName: 'b', path: '/' });
    assert.deepEqual(call('/', '127.0.0.1'), { bucketName: '', path: '/' });
    assert.deepEqual(call('/k', 'b.c.s3.eu-west-1.amazonaws.com'), { bucketName: 'b.c', path: '/k' });
    assert.deepEqual(call('/k', 'b.localhost:99'), { bucketName: 'b', path: '/k' });
  });
});
