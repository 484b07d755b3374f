// AWS's managed policies by id. Source: spec/cloudfront.md 7.6, 7.7, 7.16.

import type {
  CachePolicy,
  CorsPolicy,
  NameSelection,
  OriginRequestPolicy,
  PolicyHeader,
  ResponseHeadersPolicy,
} from './model.js';

const none: NameSelection = { kind: 'none' };
const all: NameSelection = { kind: 'all' };
const list = (...names: string[]): NameSelection => ({ kind: 'list', names });

function cache(
  name: string,
  id: string,
  options: {
    readonly ttls: readonly [min: number, standard: number, max: number];
    readonly headers?: NameSelection;
    readonly cookies?: NameSelection;
    readonly queryStrings?: NameSelection;
    readonly formats?: 'both' | 'gzip' | 'none';
  },
): CachePolicy {
  const [minTtlSeconds, defaultTtlSeconds, maxTtlSeconds] = options.ttls;
  const formats = options.formats ?? 'both';
  return {
    id,
    name: `Managed-${name}`,
    minTtlSeconds,
    defaultTtlSeconds,
    maxTtlSeconds,
    isGzipEnabled: formats !== 'none',
    isBrotliEnabled: formats === 'both',
    headers: options.headers ?? none,
    cookies: options.cookies ?? none,
    queryStrings: options.queryStrings ?? none,
  };
}

const methodOverrides = list(
  'host',
  'origin',
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
);

export const managedCachePolicies: readonly CachePolicy[] = [
  cache('CachingOptimized', '658327ea-f89d-4fab-a63d-7e88639e58f6', { ttls: [1, 86_400, 31_536_000] }),
  cache('CachingOptimizedForUncompressedObjects', 'b2884449-e4de-46a7-ac36-70bc7f1ddd6d', {
    ttls: [1, 86_400, 31_536_000],
    formats: 'none',
  }),
  cache('CachingDisabled', '4135ea2d-6df8-44a3-9df3-4b5a84be39ad', { ttls: [0, 0, 0], formats: 'none' }),
  cache('UseOriginCacheControlHeaders', '83da9c7e-98b4-4e11-a168-04f0df8e2c65', {
    ttls: [0, 0, 31_536_000],
    headers: methodOverrides,
    cookies: all,
  }),
  cache('UseOriginCacheControlHeaders-QueryStrings', '4cc15a8a-d715-48a4-82b8-cc0b614638fe', {
    ttls: [0, 0, 31_536_000],
    headers: methodOverrides,
    cookies: all,
    queryStrings: all,
  }),
  cache('Amplify', '2e54312d-136d-493c-8eb9-b001f22f67d2', {
    ttls: [2, 2, 600],
    headers: list('authorization', 'cloudfront-viewer-country', 'host'),
    cookies: all,
    queryStrings: all,
  }),
  cache('Elemental-MediaPackage', '08627262-05a9-4f76-9ded-b50ca2e3a84f', {
    ttls: [0, 86_400, 31_536_000],
    headers: list('origin'),
    queryStrings: list('aws.manifestfilter', 'start', 'end', 'm'),
    formats: 'gzip',
  }),
];

/** The 21 headers of AllViewerAndCloudFrontHeaders-2022-06. Source: spec/cloudfront.md 7.7. */
const cloudFront2022: readonly string[] = [
  'cloudfront-forwarded-proto',
  'cloudfront-is-android-viewer',
  'cloudfront-is-desktop-viewer',
  'cloudfront-is-ios-viewer',
  'cloudfront-is-mobile-viewer',
  'cloudfront-is-smarttv-viewer',
  'cloudfront-is-tablet-viewer',
  'cloudfront-viewer-address',
  'cloudfront-viewer-asn',
  'cloudfront-viewer-city',
  'cloudfront-viewer-country',
  'cloudfront-viewer-country-name',
  'cloudfront-viewer-country-region',
  'cloudfront-viewer-country-region-name',
  'cloudfront-viewer-http-version',
  'cloudfront-viewer-latitude',
  'cloudfront-viewer-longitude',
  'cloudfront-viewer-metro-code',
  'cloudfront-viewer-postal-code',
  'cloudfront-viewer-time-zone',
  'cloudfront-viewer-tls',
];

export const managedOriginRequestPolicies: readonly OriginRequestPolicy[] = [
  {
    id: '216adef6-5c7f-47e4-b989-5492eafa07d3',
    name: 'Managed-AllViewer',
    headers: { kind: 'allViewer', cloudFront: [] },
    cookies: all,
    queryStrings: all,
  },
  {
    id: '33f36d7e-f396-46d9-90e0-52428a34d9dc',
    name: 'Managed-AllViewerAndCloudFrontHeaders-2022-06',
    headers: { kind: 'allViewer', cloudFront: cloudFront2022 },
    cookies: all,
    queryStrings: all,
  },
  {
    id: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
    name: 'Managed-AllViewerExceptHostHeader',
    headers: { kind: 'allExcept', names: ['host'], cloudFront: cloudFront2022 },
    cookies: all,
    queryStrings: all,
  },
  {
    id: '59781a5b-3903-41f3-afcb-af62929ccde1',
    name: 'Managed-CORS-CustomOrigin',
    headers: { kind: 'list', names: ['origin'] },
    cookies: none,
    queryStrings: none,
  },
  {
    id: '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf',
    name: 'Managed-CORS-S3Origin',
    headers: {
      kind: 'list',
      names: ['origin', 'access-control-request-headers', 'access-control-request-method'],
    },
    cookies: none,
    queryStrings: none,
  },
  {
    id: '775133bc-15f2-49f9-abea-afb2e0bf67d2',
    name: 'Managed-Elemental-MediaTailor-PersonalizedManifests',
    headers: {
      kind: 'list',
      names: [
        'origin',
        'access-control-request-headers',
        'access-control-request-method',
        'user-agent',
        'x-forwarded-for',
      ],
    },
    cookies: none,
    queryStrings: all,
  },
  {
    id: 'bf0718e1-ba1e-49d1-88b1-f726733018ae',
    name: 'Managed-HostHeaderOnly',
    headers: { kind: 'list', names: ['host'] },
    cookies: none,
    queryStrings: none,
  },
  {
    id: 'acba4595-bd28-49b8-b9fe-13317c0390fa',
    name: 'Managed-UserAgentRefererHeaders',
    headers: { kind: 'list', names: ['user-agent', 'referer'] },
    cookies: none,
    queryStrings: none,
  },
];

const simpleCors: CorsPolicy = {
  allowCredentials: false,
  allowHeaders: [],
  allowMethods: [],
  allowOrigins: ['*'],
  exposeHeaders: [],
  maxAgeSeconds: undefined,
  overridesOrigin: false,
};

const preflightCors: CorsPolicy = {
  ...simpleCors,
  allowMethods: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'],
  exposeHeaders: ['*'],
};

const header = (name: string, value: string, overridesOrigin = false): PolicyHeader => ({
  name,
  value,
  overridesOrigin,
});

const security: readonly PolicyHeader[] = [
  header('referrer-policy', 'strict-origin-when-cross-origin'),
  header('strict-transport-security', 'max-age=31536000'),
  header('x-content-type-options', 'nosniff', true),
  header('x-frame-options', 'SAMEORIGIN'),
  header('x-xss-protection', '1; mode=block'),
];

function responsePolicy(
  name: string,
  id: string,
  content: { readonly cors?: CorsPolicy; readonly headers?: readonly PolicyHeader[] },
): ResponseHeadersPolicy {
  return {
    id,
    name: `Managed-${name}`,
    cors: content.cors,
    headers: content.headers ?? [],
    removedHeaders: [],
    serverTimingPercent: undefined,
  };
}

export const managedResponseHeadersPolicies: readonly ResponseHeadersPolicy[] = [
  responsePolicy('SimpleCORS', '60669652-455b-4ae9-85a4-c4c02393f86c', { cors: simpleCors }),
  responsePolicy('CORS-With-Preflight', '5cc3b908-e619-4b99-88e5-2cf7f45965bd', { cors: preflightCors }),
  responsePolicy('SecurityHeadersPolicy', '67f7725c-6f97-4210-82d7-5512b31e9d03', { headers: security }),
  responsePolicy('CORS-and-SecurityHeadersPolicy', 'e61eb60c-9c35-4d20-a928-2b84e02af89c', {
    cors: simpleCors,
    headers: security,
  }),
  responsePolicy('CORS-with-preflight-and-SecurityHeadersPolicy', 'eaab4381-ed33-4a86-88ca-d9558dc6cd63', {
    cors: preflightCors,
    headers: security,
  }),
];
