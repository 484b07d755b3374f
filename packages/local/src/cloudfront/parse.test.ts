import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { catalogue } from '@edgewire/diagnostics';
import { parseDistribution } from './parse-distribution.js';
import { parseFunction, parseStoreImport } from './parse-function.js';
import { parseCachePolicy, parseOriginRequestPolicy, parseResponseHeadersPolicy } from './parse-policies.js';

const identity = { id: 'E1', arn: 'arn', domainName: 'd1.cloudfront.net', logicalId: 'Cdn' };
const origin = { Id: 'site', DomainName: 'site.s3.amazonaws.com', S3OriginConfig: {} };
const behavior = { TargetOriginId: 'site', ViewerProtocolPolicy: 'allow-all', CachePolicyId: 'c' };

function parse(config: Record<string, unknown>) {
  return parseDistribution(
    { DistributionConfig: { Enabled: true, Origins: [origin], DefaultCacheBehavior: behavior, ...config } },
    identity,
  );
}

function findings(config: Record<string, unknown>) {
  return parse(config).diagnostics.map(({ code, message, where }) => [
    code,
    message,
    where?.path?.replace('Resources.Cdn.Properties.DistributionConfig', ''),
  ]);
}

describe('parseDistribution', () => {
  it('fills in the defaults of AWS', () => {
    const { value, diagnostics } = parse({});
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(value, {
      ...identity,
      aliases: [],
      isEnabled: true,
      defaultRootObject: undefined,
      origins: [
        {
          id: 'site',
          domainName: 'site.s3.amazonaws.com',
          originPath: '',
          customHeaders: [],
          connectionAttempts: 3,
          connectionTimeoutSeconds: 10,
          originAccessControlId: undefined,
          hostHeader: undefined,
          settings: { kind: 's3', originAccessIdentityId: undefined },
        },
      ],
      originGroups: [],
      behaviors: [
        {
          pathPattern: '*',
          isDefault: true,
          targetOriginId: 'site',
          viewerProtocolPolicy: 'allow-all',
          allowedMethods: ['GET', 'HEAD'],
          cachedMethods: ['GET', 'HEAD'],
          isCompressed: false,
          caching: { kind: 'policies', cachePolicyId: 'c', originRequestPolicyId: undefined },
          responseHeadersPolicyId: undefined,
          functions: {},
          lambdaAssociations: [],
        },
      ],
      customErrorResponses: [],
    });
  });
  it('reads legacy forwarding, identity and aliases', () => {
    const { value, diagnostics } = parse({
      CNAMEs: ['www.example.org'],
      Origins: [
        {
          ...origin,
          S3OriginConfig: { OriginAccessIdentity: 'origin-access-identity/cloudfront/EOAI' },
        },
      ],
      DefaultCacheBehavior: {
        TargetOriginId: 'site',
        ViewerProtocolPolicy: 'allow-all',
        MinTTL: '5',
        ForwardedValues: {
          QueryString: true,
          QueryStringCacheKeys: ['a'],
          Headers: ['Origin'],
          Cookies: { Forward: 'whitelist', WhitelistedNames: ['s*'] },
        },
      },
    });
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(value.aliases, ['www.example.org']);
    assert.deepEqual(value.origins[0]?.settings, { kind: 's3', originAccessIdentityId: 'EOAI' });
    const caching = value.behaviors[0]?.caching;
    assert.deepEqual(caching, {
      kind: 'legacy',
      cachePolicy: {
        id: '',
        name: 'legacy settings',
        minTtlSeconds: 5,
        defaultTtlSeconds: 86_400,
        maxTtlSeconds: 31_536_000,
        isGzipEnabled: true,
        isBrotliEnabled: false,
        headers: { kind: 'list', names: ['origin'] },
        cookies: { kind: 'list', names: ['s*'] },
        queryStrings: { kind: 'list', names: ['a'] },
      },
      originRequestPolicy: {
        id: '',
        name: 'legacy settings',
        headers: { kind: 'none' },
        cookies: { kind: 'list', names: ['s*'] },
        queryStrings: { kind: 'all' },
      },
    });
  });
  it('caches nothing when legacy settings forward all headers', () => {
    const { value } = parse({
      DefaultCacheBehavior: {
        ...behavior,
        CachePolicyId: undefined,
        ForwardedValues: { QueryString: false, Headers: ['*'] },
      },
    });
    const caching = value.behaviors[0]?.caching;
    assert.equal(caching?.kind === 'legacy' && caching.cachePolicy.maxTtlSeconds, 0);
  });

  it('refuses a behavior that points at no origin', () => {
    assert.deepEqual(findings({ DefaultCacheBehavior: { ...behavior, TargetOriginId: 'Site' } }), [
      [
        'EW4101',
        'Behavior points at origin "Site", which the distribution does not have',
        '.DefaultCacheBehavior.TargetOriginId',
      ],
    ]);
  });
  it('refuses two functions on one trigger', () => {
    const association = { EventType: 'viewer-request', FunctionARN: 'arn:f' };
    assert.deepEqual(
      findings({ DefaultCacheBehavior: { ...behavior, FunctionAssociations: [association, association] } }),
      [
        [
          'EW4102',
          'Two functions are on the one trigger "viewer-request" of this behavior',
          '.DefaultCacheBehavior.FunctionAssociations[1]',
        ],
      ],
    );
  });
  it('refuses a CloudFront function beside a Lambda@Edge function on a viewer trigger', () => {
    const more = {
      FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: 'arn:f' }],
      LambdaFunctionAssociations: [{ EventType: 'viewer-response', LambdaFunctionARN: 'arn:l:1' }],
    };
    assert.deepEqual(
      findings({ DefaultCacheBehavior: { ...behavior, ...more } }).map(([code]) => code),
      ['EW4103'],
    );
  });
  it('names every missing property at once', () => {
    const messages = findings({
      Origins: [{ Id: 'site' }],
      DefaultCacheBehavior: { TargetOriginId: 'site' },
    });
    assert.deepEqual(
      messages.map(([code, message, path]) => [code, message, path]),
      [
        ['EW4001', 'Property "DomainName" is missing', '.Origins[0]'],
        ['EW4001', 'An origin needs one of "S3OriginConfig" and "CustomOriginConfig"', '.Origins[0]'],
        ['EW4001', 'Property "ViewerProtocolPolicy" is missing', '.DefaultCacheBehavior'],
        ['EW4001', 'Property "CachePolicyId" is missing', '.DefaultCacheBehavior'],
      ],
    );
  });
  it('suggests the nearest word for a misspelt one', () => {
    const { diagnostics } = parse({
      DefaultCacheBehavior: { ...behavior, ViewerProtocolPolicy: 'redirect-to-http' },
    });
    assert.equal(diagnostics[0]?.help, 'write "redirect-to-https"');
  });
  const refusals: [string, Record<string, unknown>, string][] = [
    [
      'a set of methods that is none of three',
      { DefaultCacheBehavior: { ...behavior, AllowedMethods: ['GET'] } },
      'EW4104',
    ],
    [
      'an origin request policy without a cache policy',
      {
        DefaultCacheBehavior: {
          ...behavior,
          CachePolicyId: undefined,
          ForwardedValues: { QueryString: false },
          OriginRequestPolicyId: 'o',
        },
      },
      'EW4107',
    ],
    [
      'both kinds of cache settings',
      { DefaultCacheBehavior: { ...behavior, ForwardedValues: { QueryString: false } } },
      'EW4107',
    ],
    [
      'a custom error page without a code',
      { CustomErrorResponses: [{ ErrorCode: 404, ResponsePagePath: '/a' }] },
      'EW4107',
    ],
    ['a custom error response for 418', { CustomErrorResponses: [{ ErrorCode: 418 }] }, 'EW4104'],
    ['an origin path that ends with a slash', { Origins: [{ ...origin, OriginPath: '/a/' }] }, 'EW4104'],
    ['an origin with a scheme', { Origins: [{ ...origin, DomainName: 'https://a.example' }] }, 'EW4104'],
    [
      'a custom header that origins never get',
      { Origins: [{ ...origin, OriginCustomHeaders: [{ HeaderName: 'Host', HeaderValue: 'a' }] }] },
      'EW4107',
    ],
    ['two origins of one id', { Origins: [origin, origin] }, 'EW4107'],
    [
      'signed URLs, which are not checked',
      { DefaultCacheBehavior: { ...behavior, TrustedKeyGroups: ['k'] } },
      'EW4304',
    ],
    ['a leading slash of the default root object', { DefaultRootObject: '/index.html' }, 'EW4109'],
  ];
  for (const [name, config, code] of refusals) {
    it(`finds ${name}`, () => {
      assert.deepEqual(
        findings(config).map(([found]) => found),
        [code],
      );
    });
  }
  it('takes 75 behaviors and refuses 76', () => {
    const many = (count: number) =>
      findings({
        CacheBehaviors: Array.from({ length: count }, (_, index) => ({
          ...behavior,
          PathPattern: `/${index}`,
        })),
      });
    assert.deepEqual(many(74), []);
    assert.deepEqual(many(75), [
      ['EW4108', 'Distribution has 76 CacheBehaviors: the limit is 75', '.CacheBehaviors'],
    ]);
  });
});

describe('parseFunction', () => {
  const parseIt = (code: string, more: Record<string, unknown> = {}) =>
    parseFunction(
      {
        Name: 'f',
        FunctionCode: code,
        FunctionConfig: { Comment: 'c', Runtime: 'cloudfront-js-2.0' },
        ...more,
      },
      { logicalId: 'Fn' },
    );
  it('reads runtime, store and publication', () => {
    const { value, diagnostics } = parseIt('x', {
      AutoPublish: 'true',
      FunctionConfig: {
        Comment: '',
        Runtime: 'cloudfront-js-1.0',
        KeyValueStoreAssociations: [{ KeyValueStoreARN: 'arn:kvs' }],
      },
    });
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(value, {
      name: 'f',
      logicalId: 'Fn',
      runtime: 'cloudfront-js-1.0',
      code: 'x',
      comment: '',
      keyValueStoreArn: 'arn:kvs',
      autoPublish: true,
    });
  });
  it('takes 10,240 bytes of code and refuses 10,241, counted in UTF-8', () => {
    assert.deepEqual(parseIt('x'.repeat(10_240)).diagnostics, []);
    assert.deepEqual(
      parseIt('ü'.repeat(5_121)).diagnostics.map(({ code, message, where }) => [code, message, where?.path]),
      [
        [
          'EW4110',
          'Function "f" has 10242 bytes of code: CloudFront takes 10240',
          'Resources.Fn.Properties.FunctionCode',
        ],
      ],
    );
  });
  it('refuses an unknown runtime', () => {
    const { diagnostics } = parseIt('x', { FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-3.0' } });
    assert.equal(diagnostics[0]?.code, 'EW4104');
  });
});

describe('parseStoreImport', () => {
  const read = (text: string) => {
    const { value, diagnostics } = parseStoreImport(text, { path: 'p' });
    return [
      [...value],
      diagnostics.map(({ message }) => message.replace('Cannot import key value store: ', '')),
    ];
  };
  it('reads keys and values', () => {
    assert.deepEqual(read('{"data":[{"key":"a","value":"1"}]}'), [[['a', '1']], []]);
  });
  it('refuses what AWS refuses', () => {
    assert.deepEqual(read('{"data":{}}')[1], ['the file has no array "data"']);
    assert.deepEqual(read('{"data":[{"key":"a","value":1}]}')[1], [
      'entry 0 needs "key" and "value" as texts',
    ]);
    assert.deepEqual(read('{"data":[{"key":"a","value":"1"},{"key":"a","value":"2"}]}')[1], [
      'key "a" occurs twice',
    ]);
    const long = JSON.stringify({ data: [{ key: 'k'.repeat(513), value: 'v'.repeat(1_024) }] });
    assert.equal(read(long)[1]?.length, 1);
  });
});

describe('policies', () => {
  it('reads a cache policy', () => {
    const { value, diagnostics } = parseCachePolicy(
      {
        CachePolicyConfig: {
          Name: 'n',
          MinTTL: 1,
          DefaultTTL: 2,
          MaxTTL: 3,
          ParametersInCacheKeyAndForwardedToOrigin: {
            EnableAcceptEncodingGzip: true,
            HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['Origin'] },
            CookiesConfig: { CookieBehavior: 'allExcept', Cookies: ['a'] },
            QueryStringsConfig: { QueryStringBehavior: 'all' },
          },
        },
      },
      { id: 'i', logicalId: 'P' },
    );
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(value, {
      id: 'i',
      name: 'n',
      minTtlSeconds: 1,
      defaultTtlSeconds: 2,
      maxTtlSeconds: 3,
      isGzipEnabled: true,
      isBrotliEnabled: false,
      headers: { kind: 'list', names: ['origin'] },
      cookies: { kind: 'allExcept', names: ['a'] },
      queryStrings: { kind: 'all' },
    });
  });
  it('refuses Authorization in an origin request policy', () => {
    const { diagnostics } = parseOriginRequestPolicy(
      {
        OriginRequestPolicyConfig: {
          Name: 'n',
          HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['Authorization'] },
          CookiesConfig: { CookieBehavior: 'none' },
          QueryStringsConfig: { QueryStringBehavior: 'none' },
        },
      },
      { id: 'i', logicalId: 'P' },
    );
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['EW4107'],
    );
  });
  it('reads security, custom and removed headers', () => {
    const { value, diagnostics } = parseResponseHeadersPolicy(
      {
        ResponseHeadersPolicyConfig: {
          Name: 'n',
          SecurityHeadersConfig: {
            StrictTransportSecurity: {
              AccessControlMaxAgeSec: 60,
              IncludeSubdomains: true,
              Preload: true,
              Override: true,
            },
            XSSProtection: { Protection: true, ModeBlock: true, Override: false },
          },
          CustomHeadersConfig: { Items: [{ Header: 'X-A', Value: '1', Override: true }] },
          RemoveHeadersConfig: { Items: [{ Header: 'Server' }] },
        },
      },
      { id: 'i', logicalId: 'P' },
    );
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(value, {
      id: 'i',
      name: 'n',
      cors: undefined,
      headers: [
        {
          name: 'strict-transport-security',
          value: 'max-age=60; includeSubDomains; preload',
          overridesOrigin: true,
        },
        { name: 'x-xss-protection', value: '1; mode=block', overridesOrigin: false },
        { name: 'x-a', value: '1', overridesOrigin: true },
      ],
      removedHeaders: ['server'],
      serverTimingPercent: undefined,
    });
  });
});

describe('the catalogue', () => {
  it('explains every code that a distribution or bucket can report', () => {
    const known = new Set<string>(catalogue.map(({ code }) => code));
    const used = [
      'EW4001',
      'EW4101',
      'EW4102',
      'EW4103',
      'EW4104',
      'EW4105',
      'EW4106',
      'EW4107',
      'EW4108',
      'EW4109',
      'EW4110',
      'EW4111',
      'EW4201',
      'EW4303',
      'EW4304',
      'EW4305',
      'EW4501',
      'EW4502',
      'EW4503',
      'EW4504',
      'EW4511',
      'EW4512',
      'EW4513',
      'EW4514',
    ];
    assert.deepEqual(
      used.filter((code) => !known.has(code)),
      [],
    );
  });
});
