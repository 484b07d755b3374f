// Distributions, policies and functions as plain data, defaults filled in.

import type { Body } from '../http-semantics/body.js';
import type { HeaderMap } from '../http-semantics/headers.js';

/** Which names of a kind (headers, cookies, query strings) a policy takes. */
export type NameSelection =
  | { readonly kind: 'none' }
  | { readonly kind: 'all' }
  | { readonly kind: 'list'; readonly names: readonly string[] }
  | { readonly kind: 'allExcept'; readonly names: readonly string[] };

/** Cache policy, or what a legacy behavior (`ForwardedValues`) amounts to. */
export interface CachePolicy {
  readonly id: string;
  readonly name: string;
  readonly minTtlSeconds: number;
  readonly defaultTtlSeconds: number;
  readonly maxTtlSeconds: number;
  readonly isGzipEnabled: boolean;
  readonly isBrotliEnabled: boolean;
  /** Lower-case names. */
  readonly headers: NameSelection;
  readonly cookies: NameSelection;
  readonly queryStrings: NameSelection;
}

/** Headers an origin request policy names; `cloudFront` are the `CloudFront-*` ones added to all viewer headers. */
export type OriginHeaderSelection =
  | { readonly kind: 'none' }
  | { readonly kind: 'list'; readonly names: readonly string[] }
  | { readonly kind: 'allViewer'; readonly cloudFront: readonly string[] }
  | { readonly kind: 'allExcept'; readonly names: readonly string[]; readonly cloudFront: readonly string[] };

export interface OriginRequestPolicy {
  readonly id: string;
  readonly name: string;
  readonly headers: OriginHeaderSelection;
  readonly cookies: NameSelection;
  readonly queryStrings: NameSelection;
}

/** A header that a response headers policy sets. */
export interface PolicyHeader {
  readonly name: string;
  readonly value: string;
  readonly overridesOrigin: boolean;
}

export interface CorsPolicy {
  readonly allowCredentials: boolean;
  readonly allowHeaders: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowOrigins: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAgeSeconds: number | undefined;
  readonly overridesOrigin: boolean;
}

export interface ResponseHeadersPolicy {
  readonly id: string;
  readonly name: string;
  readonly cors: CorsPolicy | undefined;
  /** Security and custom headers. */
  readonly headers: readonly PolicyHeader[];
  /** Lower-case names. */
  readonly removedHeaders: readonly string[];
  /** 0 to 100; undefined when off. */
  readonly serverTimingPercent: number | undefined;
}

export interface OriginAccessControl {
  readonly id: string;
  readonly name: string;
  readonly originType: string;
  readonly signingBehavior: string;
}

/** Legacy origin access identity. */
export interface OriginAccessIdentity {
  readonly id: string;
  readonly canonicalUserId: string;
}

export type OriginSettings =
  | { readonly kind: 's3'; readonly originAccessIdentityId: string | undefined }
  | {
      readonly kind: 'custom';
      readonly httpPort: number;
      readonly httpsPort: number;
      readonly protocolPolicy: 'http-only' | 'match-viewer' | 'https-only';
      readonly readTimeoutSeconds: number;
      readonly keepaliveTimeoutSeconds: number;
    };

export interface Origin {
  readonly id: string;
  readonly domainName: string;
  /** Empty, or begins with `/` and does not end with one. */
  readonly originPath: string;
  readonly customHeaders: readonly (readonly [name: string, value: string])[];
  readonly connectionAttempts: number;
  readonly connectionTimeoutSeconds: number;
  readonly originAccessControlId: string | undefined;
  /** Set by the origin helpers of functions; undefined means the domain name. */
  readonly hostHeader: string | undefined;
  readonly settings: OriginSettings;
}

export interface OriginGroup {
  readonly id: string;
  /** Primary first. */
  readonly memberIds: readonly [primary: string, secondary: string];
  readonly failoverStatusCodes: readonly number[];
}

/** What a behavior forwards and keys on: policies by id, or legacy settings turned into policies. */
export type BehaviorCaching =
  | {
      readonly kind: 'policies';
      readonly cachePolicyId: string;
      readonly originRequestPolicyId: string | undefined;
    }
  | {
      readonly kind: 'legacy';
      readonly cachePolicy: CachePolicy;
      readonly originRequestPolicy: OriginRequestPolicy;
    };

export type EdgeEventType = 'viewer-request' | 'viewer-response';

export interface CacheBehavior {
  /** `*` for the default cache behavior. */
  readonly pathPattern: string;
  readonly isDefault: boolean;
  readonly targetOriginId: string;
  readonly viewerProtocolPolicy: 'allow-all' | 'https-only' | 'redirect-to-https';
  readonly allowedMethods: readonly string[];
  readonly cachedMethods: readonly string[];
  readonly isCompressed: boolean;
  readonly caching: BehaviorCaching;
  readonly responseHeadersPolicyId: string | undefined;
  /** ARN of the function by trigger. */
  readonly functions: Readonly<Partial<Record<EdgeEventType, string>>>;
  /** Lambda@Edge associations: read, not run. */
  readonly lambdaAssociations: readonly { readonly eventType: string; readonly functionArn: string }[];
}

export interface CustomErrorResponse {
  readonly errorCode: number;
  /** Page and code go together. */
  readonly page: { readonly path: string; readonly responseCode: number } | undefined;
  readonly cachingMinTtlSeconds: number;
}

export interface Distribution {
  readonly id: string;
  readonly logicalId: string;
  readonly arn: string;
  /** `d….cloudfront.net`. */
  readonly domainName: string;
  readonly aliases: readonly string[];
  readonly isEnabled: boolean;
  /** Without a leading slash; undefined when there is none. */
  readonly defaultRootObject: string | undefined;
  readonly origins: readonly Origin[];
  readonly originGroups: readonly OriginGroup[];
  /** In order, the default cache behavior last. */
  readonly behaviors: readonly CacheBehavior[];
  readonly customErrorResponses: readonly CustomErrorResponse[];
}

export type EdgeRuntimeName = 'cloudfront-js-1.0' | 'cloudfront-js-2.0';

/** One stage of a CloudFront function. */
export interface EdgeFunctionVersion {
  readonly name: string;
  readonly arn: string;
  readonly logicalId: string;
  readonly stage: 'DEVELOPMENT' | 'LIVE';
  readonly runtime: EdgeRuntimeName;
  readonly code: string;
  readonly comment: string;
  readonly keyValueStoreArn: string | undefined;
}

export interface KeyValueStore {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly comment: string;
  readonly entries: ReadonlyMap<string, string>;
  readonly createdMs: number;
  readonly lastModifiedMs: number;
}

/** A viewer's request as the pipeline sees it; functions edit `uri`, `rawQuery` and `headers`. */
export interface EdgeRequest {
  readonly method: string;
  /** Path as sent, percent escapes kept. */
  readonly uri: string;
  /** Without `?`; undefined when the target has none. */
  readonly rawQuery: string | undefined;
  /** With the `cookie` header. */
  readonly headers: HeaderMap;
}

/** A response on its way to the viewer. */
export interface EdgeResponse {
  readonly status: number;
  readonly statusDescription: string | undefined;
  readonly headers: HeaderMap;
  readonly body: Body;
}

/** A policy set resolved for one behavior. */
export interface BehaviorPolicies {
  readonly cachePolicy: CachePolicy;
  readonly originRequestPolicy: OriginRequestPolicy | undefined;
  readonly responseHeadersPolicy: ResponseHeadersPolicy | undefined;
  /** Legacy behaviors forward unlisted headers by default. */
  readonly isLegacy: boolean;
}
