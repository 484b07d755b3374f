// Which origin, or pair of origins, a request goes to, with what a viewer-request function changed about it.

import type { Distribution, Origin } from './model.js';

/** Options that a function may give for an origin. Undefined members keep the origin's own. */
export interface OriginOverrides {
  readonly domainName?: string;
  readonly hostHeader?: string;
  readonly originPath?: string;
  readonly customHeaders?: Readonly<Record<string, string>>;
  readonly connectionAttempts?: number;
  readonly timeouts?: {
    readonly readTimeout?: number;
    readonly keepAliveTimeout?: number;
    readonly connectionTimeout?: number;
  };
  readonly originAccessControlConfig?: { readonly enabled: boolean };
  readonly customOriginConfig?: { readonly port: number; readonly protocol: 'http' | 'https' };
}

/** What the origin helpers of the `cloudfront` module ask for. Source: spec/cloudfront.md 1.14. */
export type OriginChange =
  | { readonly kind: 'update'; readonly overrides: OriginOverrides }
  | { readonly kind: 'select'; readonly originId: string; readonly overrides: OriginOverrides }
  | {
      readonly kind: 'group';
      readonly members: readonly [
        { readonly originId: string; readonly overrides: OriginOverrides },
        { readonly originId: string; readonly overrides: OriginOverrides },
      ];
      readonly failoverStatusCodes: readonly number[];
    };

/** Origins in the order to try. */
export interface OriginTarget {
  readonly primary: Origin;
  readonly secondary: Origin | undefined;
  /** Statuses of the primary after which the secondary is asked. */
  readonly failoverStatusCodes: readonly number[];
}

/** The target, or why a function's change is refused (502, validation). */
export type TargetOutcome =
  | { readonly kind: 'target'; readonly target: OriginTarget }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * Resolves the target of a behavior.
 *
 * @param targetOriginId - Id of an origin or of an origin group.
 * @source spec/cloudfront.md 1.14, 7.13: a change of a group's origin concerns its primary only
 */
export function selectOriginTarget(
  distribution: Pick<Distribution, 'origins' | 'originGroups'>,
  options: { readonly targetOriginId: string; readonly change: OriginChange | undefined },
): TargetOutcome {
  const { change } = options;
  const byId = (id: string) => distribution.origins.find((origin) => origin.id === id);
  if (change?.kind === 'select') {
    const origin = byId(change.originId);
    if (origin === undefined) return unknown(change.originId);
    return single(overrideOrigin(origin, change.overrides));
  }
  if (change?.kind === 'group') {
    const [first, second] = change.members.map(({ originId, overrides }) => {
      const origin = byId(originId);
      return origin === undefined ? undefined : overrideOrigin(origin, overrides);
    });
    if (first === undefined) return unknown(change.members[0].originId);
    if (second === undefined) return unknown(change.members[1].originId);
    return {
      kind: 'target',
      target: { primary: first, secondary: second, failoverStatusCodes: change.failoverStatusCodes },
    };
  }
  const group = distribution.originGroups.find(({ id }) => id === options.targetOriginId);
  const primary = byId(group?.memberIds[0] ?? options.targetOriginId);
  if (primary === undefined) return unknown(options.targetOriginId);
  const changed = change === undefined ? primary : overrideOrigin(primary, change.overrides);
  if (group === undefined) return single(changed);
  return {
    kind: 'target',
    target: {
      primary: changed,
      secondary: byId(group.memberIds[1]),
      failoverStatusCodes: group.failoverStatusCodes,
    },
  };
}

function single(primary: Origin): TargetOutcome {
  return { kind: 'target', target: { primary, secondary: undefined, failoverStatusCodes: [] } };
}

function unknown(originId: string): TargetOutcome {
  return { kind: 'refused', message: `The distribution has no origin "${originId}"` };
}

/** Applies a function's options to an origin's own settings. */
export function overrideOrigin(origin: Origin, overrides: OriginOverrides): Origin {
  const { timeouts, customOriginConfig: custom, domainName } = overrides;
  const isS3Domain = domainName !== undefined && /\.s3[.-].*amazonaws\.com/.test(domainName);
  return {
    ...origin,
    domainName: domainName ?? origin.domainName,
    // A new domain without a host header of its own is asked by its own name.
    hostHeader: overrides.hostHeader ?? (domainName === undefined ? origin.hostHeader : domainName),
    originPath: overrides.originPath ?? origin.originPath,
    customHeaders:
      overrides.customHeaders === undefined ? origin.customHeaders : Object.entries(overrides.customHeaders),
    connectionAttempts: overrides.connectionAttempts ?? origin.connectionAttempts,
    connectionTimeoutSeconds: timeouts?.connectionTimeout ?? origin.connectionTimeoutSeconds,
    originAccessControlId:
      overrides.originAccessControlConfig === undefined
        ? origin.originAccessControlId
        : overrides.originAccessControlConfig.enabled
          ? (origin.originAccessControlId ?? 'set-by-function')
          : undefined,
    settings:
      custom !== undefined || (domainName !== undefined && !isS3Domain)
        ? {
            kind: 'custom',
            httpPort: custom?.protocol === 'http' ? custom.port : customPort(origin, 'httpPort', 80),
            httpsPort: custom?.protocol === 'https' ? custom.port : customPort(origin, 'httpsPort', 443),
            protocolPolicy:
              custom === undefined
                ? origin.settings.kind === 'custom'
                  ? origin.settings.protocolPolicy
                  : 'https-only'
                : custom.protocol === 'http'
                  ? 'http-only'
                  : 'https-only',
            readTimeoutSeconds: timeouts?.readTimeout ?? customSeconds(origin, 'readTimeoutSeconds', 30),
            keepaliveTimeoutSeconds:
              timeouts?.keepAliveTimeout ?? customSeconds(origin, 'keepaliveTimeoutSeconds', 5),
          }
        : isS3Domain
          ? { kind: 's3', originAccessIdentityId: undefined }
          : origin.settings,
  };
}

function customPort(origin: Origin, name: 'httpPort' | 'httpsPort', standard: number): number {
  return origin.settings.kind === 'custom' ? origin.settings[name] : standard;
}

function customSeconds(
  origin: Origin,
  name: 'readTimeoutSeconds' | 'keepaliveTimeoutSeconds',
  standard: number,
): number {
  return origin.settings.kind === 'custom' ? origin.settings[name] : standard;
}
