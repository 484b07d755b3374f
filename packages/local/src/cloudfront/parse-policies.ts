// Cache, origin request and response headers policies: CloudFormation properties -> model and findings.

import type { Diagnostic } from '@edgewire/diagnostics';
import { defaultTtlSeconds, maxPolicyNames, maxTtlSeconds } from './limits.js';
import type {
  CachePolicy,
  CorsPolicy,
  NameSelection,
  OriginHeaderSelection,
  OriginRequestPolicy,
  PolicyHeader,
  ResponseHeadersPolicy,
} from './model.js';
import { type Parsed, type PropertyReader, readProperties } from './property-reader.js';
import { isRemovable } from './response-headers-policy.js';

interface PolicyIdentity {
  readonly id: string;
  readonly logicalId: string;
}

/** Parses an `AWS::CloudFront::CachePolicy`. @source spec/cloudfront.md 5.7 */
export function parseCachePolicy(
  properties: Readonly<Record<string, unknown>>,
  { id, logicalId }: PolicyIdentity,
): Parsed<CachePolicy> {
  const diagnostics: Diagnostic[] = [];
  const config = rootOf(properties, logicalId, diagnostics).requiredObject('CachePolicyConfig');
  const parameters = config.requiredObject('ParametersInCacheKeyAndForwardedToOrigin');
  const minTtlSeconds = config.number('MinTTL') ?? 0;
  const value: CachePolicy = {
    id,
    name: config.requiredText('Name'),
    minTtlSeconds,
    defaultTtlSeconds: config.number('DefaultTTL') ?? Math.max(defaultTtlSeconds, minTtlSeconds),
    maxTtlSeconds: config.number('MaxTTL') ?? Math.max(maxTtlSeconds, minTtlSeconds),
    isGzipEnabled: parameters.boolean('EnableAcceptEncodingGzip') === true,
    isBrotliEnabled: parameters.boolean('EnableAcceptEncodingBrotli') === true,
    headers: lowerCase(parseSelection(parameters, 'HeadersConfig', ['HeaderBehavior', 'Headers'])),
    cookies: parseSelection(parameters, 'CookiesConfig', ['CookieBehavior', 'Cookies']),
    queryStrings: parseSelection(parameters, 'QueryStringsConfig', ['QueryStringBehavior', 'QueryStrings']),
  };
  const { minTtlSeconds: min, defaultTtlSeconds: standard, maxTtlSeconds: max } = value;
  if (min > standard || standard > max) {
    config.report(
      'EW4104',
      `TTLs are ${min}, ${standard} and ${max} seconds, wanted MinTTL <= DefaultTTL <= MaxTTL`,
    );
  }
  return { value, diagnostics };
}

/** Parses an `AWS::CloudFront::OriginRequestPolicy`. @source spec/cloudfront.md 5.7 */
export function parseOriginRequestPolicy(
  properties: Readonly<Record<string, unknown>>,
  { id, logicalId }: PolicyIdentity,
): Parsed<OriginRequestPolicy> {
  const diagnostics: Diagnostic[] = [];
  const config = rootOf(properties, logicalId, diagnostics).requiredObject('OriginRequestPolicyConfig');
  return {
    value: {
      id,
      name: config.requiredText('Name'),
      headers: parseOriginHeaders(config),
      cookies: parseSelection(config, 'CookiesConfig', ['CookieBehavior', 'Cookies']),
      queryStrings: parseSelection(config, 'QueryStringsConfig', ['QueryStringBehavior', 'QueryStrings']),
    },
    diagnostics,
  };
}

/** Parses an `AWS::CloudFront::ResponseHeadersPolicy`. @source spec/cloudfront.md 7.16 */
export function parseResponseHeadersPolicy(
  properties: Readonly<Record<string, unknown>>,
  { id, logicalId }: PolicyIdentity,
): Parsed<ResponseHeadersPolicy> {
  const diagnostics: Diagnostic[] = [];
  const config = rootOf(properties, logicalId, diagnostics).requiredObject('ResponseHeadersPolicyConfig');
  const removed = (config.object('RemoveHeadersConfig')?.objects('Items') ?? []).map((item) =>
    item.requiredText('Header').toLowerCase(),
  );
  for (const name of removed) {
    if (!isRemovable(name)) {
      config.report('EW4107', `CloudFront does not let a policy remove header "${name}"`, {
        name: 'RemoveHeadersConfig',
      });
    }
  }
  const custom = config.object('CustomHeadersConfig')?.objects('Items') ?? [];
  if (custom.length > maxPolicyNames) {
    config.report('EW4108', `Policy has ${custom.length} custom headers: the limit is ${maxPolicyNames}`, {
      name: 'CustomHeadersConfig',
    });
  }
  const timing = config.object('ServerTimingHeadersConfig');
  return {
    value: {
      id,
      name: config.requiredText('Name'),
      cors: parseCors(config.object('CorsConfig')),
      headers: [
        ...parseSecurityHeaders(config.object('SecurityHeadersConfig')),
        ...custom.map((item) => ({
          name: item.requiredText('Header').toLowerCase(),
          value: item.text('Value') ?? '',
          overridesOrigin: item.boolean('Override') === true,
        })),
      ],
      removedHeaders: removed,
      serverTimingPercent:
        timing?.boolean('Enabled') === true ? (timing.number('SamplingRate') ?? 0) : undefined,
    },
    diagnostics,
  };
}

/** A selection of `none`, `whitelist`, `allExcept` or `all`. */
export function parseSelection(
  config: PropertyReader,
  name: string,
  [behaviorName, listName]: readonly [behavior: string, list: string],
): NameSelection {
  const selection = config.requiredObject(name);
  const behavior = selection.oneOf(behaviorName, ['none', 'whitelist', 'allExcept', 'all'], 'none');
  const names = selection.texts(listName);
  if (names.length > maxPolicyNames) {
    selection.report('EW4108', `${listName} has ${names.length} names: the limit is ${maxPolicyNames}`, {
      name: listName,
    });
  }
  switch (behavior) {
    case 'none':
      return { kind: 'none' };
    case 'all':
      return { kind: 'all' };
    case 'whitelist':
      return { kind: 'list', names };
    case 'allExcept':
      return { kind: 'allExcept', names };
  }
}

function parseOriginHeaders(config: PropertyReader): OriginHeaderSelection {
  const selection = config.requiredObject('HeadersConfig');
  const behavior = selection.oneOf(
    'HeaderBehavior',
    ['none', 'whitelist', 'allViewer', 'allViewerAndWhitelistCloudFront', 'allExcept'],
    'none',
  );
  const names = selection.texts('Headers').map((name) => name.toLowerCase());
  if (behavior === 'whitelist' && names.includes('authorization')) {
    selection.report(
      'EW4107',
      'An origin request policy cannot list "Authorization": use a cache policy, or all viewer headers',
      { name: 'Headers' },
    );
  }
  switch (behavior) {
    case 'none':
      return { kind: 'none' };
    case 'whitelist':
      return { kind: 'list', names };
    case 'allViewer':
      return { kind: 'allViewer', cloudFront: [] };
    case 'allViewerAndWhitelistCloudFront':
      return { kind: 'allViewer', cloudFront: names };
    case 'allExcept':
      return { kind: 'allExcept', names, cloudFront: [] };
  }
}

function parseCors(config: PropertyReader | undefined): CorsPolicy | undefined {
  if (config === undefined) return undefined;
  const list = (name: string) => config.object(name)?.texts('Items') ?? [];
  const methods = list('AccessControlAllowMethods');
  return {
    allowCredentials: config.boolean('AccessControlAllowCredentials') === true,
    allowHeaders: list('AccessControlAllowHeaders'),
    allowMethods: methods.includes('ALL')
      ? ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS']
      : methods,
    allowOrigins: list('AccessControlAllowOrigins'),
    exposeHeaders: list('AccessControlExposeHeaders'),
    maxAgeSeconds: config.number('AccessControlMaxAgeSec'),
    overridesOrigin: config.boolean('OriginOverride') === true,
  };
}

function parseSecurityHeaders(config: PropertyReader | undefined): PolicyHeader[] {
  if (config === undefined) return [];
  const entry = (
    member: string,
    name: string,
    read: (part: PropertyReader) => string | undefined,
  ): PolicyHeader[] => {
    const part = config.object(member);
    const value = part === undefined ? undefined : read(part);
    if (part === undefined || value === undefined) return [];
    return [{ name, value, overridesOrigin: part.boolean('Override') === true }];
  };
  return [
    ...entry('ContentSecurityPolicy', 'content-security-policy', (part) =>
      part.text('ContentSecurityPolicy'),
    ),
    ...entry('ContentTypeOptions', 'x-content-type-options', () => 'nosniff'),
    ...entry('FrameOptions', 'x-frame-options', (part) => part.text('FrameOption')),
    ...entry('ReferrerPolicy', 'referrer-policy', (part) => part.text('ReferrerPolicy')),
    ...entry('StrictTransportSecurity', 'strict-transport-security', (part) =>
      [
        `max-age=${part.number('AccessControlMaxAgeSec') ?? 0}`,
        ...(part.boolean('IncludeSubdomains') === true ? ['includeSubDomains'] : []),
        ...(part.boolean('Preload') === true ? ['preload'] : []),
      ].join('; '),
    ),
    ...entry('XSSProtection', 'x-xss-protection', (part) => {
      if (part.boolean('Protection') !== true) return '0';
      const report = part.text('ReportUri');
      const block = part.boolean('ModeBlock') === true ? '; mode=block' : '';
      return `1${block}${report === undefined ? '' : `; report=${report}`}`;
    }),
  ];
}

function lowerCase(selection: NameSelection): NameSelection {
  return 'names' in selection
    ? { ...selection, names: selection.names.map((name) => name.toLowerCase()) }
    : selection;
}

function rootOf(
  properties: Readonly<Record<string, unknown>>,
  logicalId: string,
  diagnostics: Diagnostic[],
): PropertyReader {
  return readProperties(properties, `Resources.${logicalId}.Properties`, diagnostics);
}
