// A distribution with its policies and functions looked up, ready to serve.

import type {
  BehaviorPolicies,
  CacheBehavior,
  CachePolicy,
  Distribution,
  EdgeEventType,
  EdgeFunctionVersion,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
} from './model.js';
import { wantedViewerHeaders } from './viewer-headers.js';

/** A behavior that can serve. */
export interface ActiveBehavior {
  readonly pathPattern: string;
  readonly isDefault: boolean;
  readonly behavior: CacheBehavior;
  readonly policies: BehaviorPolicies;
  /** Live versions by trigger. */
  readonly functions: Readonly<Partial<Record<EdgeEventType, EdgeFunctionVersion>>>;
  /** `CloudFront-*` headers to add to requests. */
  readonly viewerHeaders: readonly string[];
}

export interface ActiveDistribution {
  readonly distribution: Distribution;
  readonly behaviors: readonly [ActiveBehavior, ...ActiveBehavior[]];
}

/** Finds what behaviors refer to by id or ARN. */
export interface Lookups {
  cachePolicy(id: string): CachePolicy | undefined;
  originRequestPolicy(id: string): OriginRequestPolicy | undefined;
  responseHeadersPolicy(id: string): ResponseHeadersPolicy | undefined;
  liveFunction(arn: string): EdgeFunctionVersion | undefined;
}

/** A reference of a behavior that leads nowhere. */
export interface MissingReference {
  readonly pathPattern: string;
  readonly property: string;
  readonly value: string;
  readonly reason: string;
}

/** Resolves every reference; what is missing is listed, all of it. */
export function activateDistribution(
  distribution: Distribution,
  lookups: Lookups,
): { readonly active: ActiveDistribution | undefined; readonly missing: readonly MissingReference[] } {
  const missing: MissingReference[] = [];
  const behaviors = distribution.behaviors.map((behavior): ActiveBehavior | undefined => {
    const find = <Value>(
      property: string,
      id: string | undefined,
      lookup: (id: string) => Value | undefined,
      reason: string,
    ): Value | undefined => {
      const value = id === undefined ? undefined : lookup(id);
      if (id !== undefined && value === undefined) {
        missing.push({ pathPattern: behavior.pathPattern, property, value: id, reason });
      }
      return value;
    };
    const { caching } = behavior;
    const unknownPolicy = 'no policy of this id exists in the stack or among the managed ones';
    const cachePolicy =
      caching.kind === 'legacy'
        ? caching.cachePolicy
        : find('CachePolicyId', caching.cachePolicyId, lookups.cachePolicy, unknownPolicy);
    const originRequestPolicy =
      caching.kind === 'legacy'
        ? caching.originRequestPolicy
        : find(
            'OriginRequestPolicyId',
            caching.originRequestPolicyId,
            lookups.originRequestPolicy,
            unknownPolicy,
          );
    const responseHeadersPolicy = find(
      'ResponseHeadersPolicyId',
      behavior.responseHeadersPolicyId,
      lookups.responseHeadersPolicy,
      unknownPolicy,
    );
    const functions: Partial<Record<EdgeEventType, EdgeFunctionVersion>> = {};
    for (const eventType of ['viewer-request', 'viewer-response'] as const) {
      const version = find(
        'FunctionAssociations',
        behavior.functions[eventType],
        lookups.liveFunction,
        'no published function of this ARN exists: set "AutoPublish: true" or publish it',
      );
      if (version !== undefined) functions[eventType] = version;
    }
    if (cachePolicy === undefined) return undefined;
    const policies: BehaviorPolicies = {
      cachePolicy,
      originRequestPolicy,
      responseHeadersPolicy,
      isLegacy: caching.kind === 'legacy',
    };
    return {
      pathPattern: behavior.pathPattern,
      isDefault: behavior.isDefault,
      behavior,
      policies,
      functions,
      viewerHeaders: wantedViewerHeaders(policies),
    };
  });
  const [first, ...rest] = behaviors.filter((behavior) => behavior !== undefined);
  const isWhole = first !== undefined && missing.length === 0;
  return {
    active: isWhole ? { distribution, behaviors: [first, ...rest] } : undefined,
    missing,
  };
}
