// One cache behavior of a template, with modern policies or legacy forwarding.

import { legacyKeysOnGzip } from './assumptions.js';
import { defaultTtlSeconds, maxTtlSeconds } from './limits.js';
import type {
  BehaviorCaching,
  CacheBehavior,
  CachePolicy,
  EdgeEventType,
  NameSelection,
  OriginRequestPolicy,
} from './model.js';
import type { PropertyReader } from './property-reader.js';

/** Methods that a behavior may allow; exactly these three sets. Source: spec/cloudfront.md 7.4. */
const methodSets: readonly (readonly string[])[] = [
  ['GET', 'HEAD'],
  ['GET', 'HEAD', 'OPTIONS'],
  ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
];

const notRunLocally: readonly (readonly [name: string, reason: string])[] = [
  ['TrustedKeyGroups', 'signed URLs and cookies are not checked, every viewer is let in'],
  ['TrustedSigners', 'signed URLs and cookies are not checked, every viewer is let in'],
  ['FieldLevelEncryptionId', 'fields are not encrypted'],
];

/** Parses one behavior. @source spec/cloudfront.md 5.7, 7.4 */
export function parseBehavior(
  reader: PropertyReader,
  options: { readonly isDefault: boolean; readonly targetIds: readonly string[] },
): CacheBehavior {
  const targetOriginId = reader.requiredText('TargetOriginId');
  if (targetOriginId !== '' && !options.targetIds.includes(targetOriginId)) {
    reader.report(
      'EW4101',
      `Behavior points at origin "${targetOriginId}", which the distribution does not have`,
      { name: 'TargetOriginId', help: `name one of ${options.targetIds.join(', ') || '(no origin)'}` },
    );
  }
  const allowedMethods = reader.has('AllowedMethods') ? reader.texts('AllowedMethods') : ['GET', 'HEAD'];
  if (
    !methodSets.some(
      (set) => set.length === allowedMethods.length && set.every((method) => allowedMethods.includes(method)),
    )
  ) {
    reader.report(
      'EW4104',
      `"AllowedMethods" is ${allowedMethods.join(', ')}, wanted GET and HEAD; or those and OPTIONS; or all seven`,
      { name: 'AllowedMethods' },
    );
  }
  const functions = parseFunctions(reader);
  const lambdaAssociations = reader.objects('LambdaFunctionAssociations').map((association) => ({
    eventType: association.requiredText('EventType'),
    functionArn: association.requiredText('LambdaFunctionARN'),
  }));
  if (
    Object.keys(functions).length > 0 &&
    lambdaAssociations.some(({ eventType }) => eventType.startsWith('viewer-'))
  ) {
    reader.report(
      'EW4103',
      'A behavior cannot have a CloudFront function and a Lambda@Edge function on viewer triggers',
      { name: 'LambdaFunctionAssociations' },
    );
  }
  for (const [name, reason] of notRunLocally) {
    if (reader.texts(name).length > 0 || (reader.text(name) ?? '') !== '') {
      reader.report('EW4304', `"${name}" has no effect locally: ${reason}`, { name, severity: 'warning' });
    }
  }
  return {
    pathPattern: options.isDefault ? '*' : reader.requiredText('PathPattern'),
    isDefault: options.isDefault,
    targetOriginId,
    viewerProtocolPolicy: reader.oneOf('ViewerProtocolPolicy', [
      'allow-all',
      'https-only',
      'redirect-to-https',
    ]),
    allowedMethods,
    // GET and HEAD are always cached methods.
    cachedMethods: [...new Set(['GET', 'HEAD', ...reader.texts('CachedMethods')])],
    isCompressed: reader.boolean('Compress') === true,
    caching: parseCaching(reader),
    responseHeadersPolicyId: reader.text('ResponseHeadersPolicyId'),
    functions,
    lambdaAssociations,
  };
}

function parseFunctions(reader: PropertyReader): Partial<Record<EdgeEventType, string>> {
  const functions: Partial<Record<EdgeEventType, string>> = {};
  for (const association of reader.objects('FunctionAssociations')) {
    const eventType = association.oneOf('EventType', ['viewer-request', 'viewer-response']);
    const arn = association.requiredText('FunctionARN');
    if (functions[eventType] !== undefined) {
      association.report('EW4102', `Two functions are on the one trigger "${eventType}" of this behavior`, {
        help: 'compose them into one function: a trigger runs one',
      });
    }
    functions[eventType] = arn;
  }
  return functions;
}

function parseCaching(reader: PropertyReader): BehaviorCaching {
  const cachePolicyId = reader.text('CachePolicyId');
  const hasLegacy = reader.has('ForwardedValues');
  if (cachePolicyId !== undefined) {
    if (hasLegacy) {
      reader.report('EW4107', 'A behavior cannot have both "CachePolicyId" and "ForwardedValues"', {
        name: 'ForwardedValues',
      });
    }
    return {
      kind: 'policies',
      cachePolicyId,
      originRequestPolicyId: reader.text('OriginRequestPolicyId'),
    };
  }
  if (reader.has('OriginRequestPolicyId')) {
    reader.report('EW4107', 'An origin request policy needs a cache policy', {
      name: 'OriginRequestPolicyId',
      help: 'add "CachePolicyId"',
    });
  }
  if (!hasLegacy) {
    reader.report('EW4001', 'Property "CachePolicyId" is missing', {
      help: 'name a cache policy, or use the legacy "ForwardedValues"',
    });
  }
  return { kind: 'legacy', ...parseForwardedValues(reader) };
}

// Legacy settings say in one place what goes into the key and what is forwarded.
function parseForwardedValues(reader: PropertyReader): {
  readonly cachePolicy: CachePolicy;
  readonly originRequestPolicy: OriginRequestPolicy;
} {
  const values = reader.object('ForwardedValues');
  const headers = (values?.texts('Headers') ?? []).map((name) => name.toLowerCase());
  const cookies = parseCookies(values?.object('Cookies'));
  const queryKeys = values?.texts('QueryStringCacheKeys') ?? [];
  const isQueryForwarded = values?.boolean('QueryString') === true;
  const forwardsAll = headers.includes('*');
  const all: NameSelection = { kind: 'all' };
  const none: NameSelection = { kind: 'none' };
  const minTtlSeconds = reader.number('MinTTL') ?? 0;
  const isCompressed = reader.boolean('Compress') === true;
  const name = 'legacy settings';
  return {
    cachePolicy: {
      id: '',
      name,
      // Every header forwarded means nothing is cached (spec/cloudfront.md 7.6).
      minTtlSeconds: forwardsAll ? 0 : minTtlSeconds,
      defaultTtlSeconds: forwardsAll
        ? 0
        : (reader.number('DefaultTTL') ?? Math.max(defaultTtlSeconds, minTtlSeconds)),
      maxTtlSeconds: forwardsAll ? 0 : (reader.number('MaxTTL') ?? Math.max(maxTtlSeconds, minTtlSeconds)),
      isGzipEnabled: legacyKeysOnGzip && (isCompressed || !headers.includes('accept-encoding')),
      isBrotliEnabled: false,
      headers: forwardsAll || headers.length === 0 ? none : { kind: 'list', names: headers },
      cookies,
      queryStrings: !isQueryForwarded
        ? none
        : queryKeys.length > 0
          ? { kind: 'list', names: queryKeys }
          : all,
    },
    originRequestPolicy: {
      id: '',
      name,
      headers: forwardsAll ? { kind: 'allViewer', cloudFront: [] } : { kind: 'none' },
      cookies,
      queryStrings: isQueryForwarded ? all : none,
    },
  };
}

function parseCookies(cookies: PropertyReader | undefined): NameSelection {
  if (cookies === undefined) return { kind: 'none' };
  switch (cookies.oneOf('Forward', ['none', 'whitelist', 'all'])) {
    case 'none':
      return { kind: 'none' };
    case 'all':
      return { kind: 'all' };
    case 'whitelist':
      return { kind: 'list', names: cookies.texts('WhitelistedNames') };
  }
}
