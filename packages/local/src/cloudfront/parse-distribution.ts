// AWS::CloudFront::Distribution: CloudFormation properties -> model and findings.

import type { Diagnostic } from '@edgewire/diagnostics';
import { defaultErrorCachingMinTtlSeconds, maxBehaviors, maxOriginGroups, maxOrigins } from './limits.js';
import type { CustomErrorResponse, Distribution } from './model.js';
import { parseBehavior } from './parse-behavior.js';
import { parseOrigin, parseOriginGroup } from './parse-origin.js';
import { type Parsed, type PropertyReader, readProperties } from './property-reader.js';

/** Codes that may have a custom error response. Source: spec/cloudfront.md 7.12. */
const customErrorCodes: readonly number[] = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/**
 * Parses a distribution.
 *
 * @param identity - Ids and names that were decided before.
 * @source spec/cloudfront.md 5.7
 */
export function parseDistribution(
  properties: Readonly<Record<string, unknown>>,
  identity: Pick<Distribution, 'id' | 'arn' | 'domainName' | 'logicalId'>,
): Parsed<Distribution> {
  const diagnostics: Diagnostic[] = [];
  const root = readProperties(properties, `Resources.${identity.logicalId}.Properties`, diagnostics);
  const config = root.requiredObject('DistributionConfig');
  const origins = [...config.objects('Origins').map(parseOrigin), ...legacyOrigins(config)];
  if (origins.length === 0) {
    config.report('EW4001', 'Property "Origins" is missing', { help: 'add at least one origin' });
  }
  const originIds = origins.map(({ id }) => id);
  const originGroups = (config.object('OriginGroups')?.objects('Items') ?? []).map((group) =>
    parseOriginGroup(group, originIds),
  );
  const targetIds = [...originIds, ...originGroups.map(({ id }) => id)];
  for (const id of new Set(targetIds.filter((each, index) => targetIds.indexOf(each) !== index))) {
    config.report('EW4107', `Two origins have the id "${id}"`, { name: 'Origins' });
  }
  const ordered = config.objects('CacheBehaviors').map((reader) => ({
    reader,
    behavior: parseBehavior(reader, { isDefault: false, targetIds }),
  }));
  ordered.forEach(({ reader, behavior }, index) => {
    if (ordered.findIndex((other) => other.behavior.pathPattern === behavior.pathPattern) !== index) {
      reader.report('EW4107', `Two behaviors have the path pattern "${behavior.pathPattern}"`, {
        name: 'PathPattern',
      });
    }
  });
  const behaviors = [
    ...ordered.map(({ behavior }) => behavior),
    parseBehavior(config.requiredObject('DefaultCacheBehavior'), { isDefault: true, targetIds }),
  ];
  reportLimits(config, {
    Origins: [origins.length, maxOrigins],
    OriginGroups: [originGroups.length, maxOriginGroups],
    CacheBehaviors: [behaviors.length, maxBehaviors],
  });
  return {
    value: {
      ...identity,
      aliases: [...config.texts('Aliases'), ...config.texts('CNAMEs')],
      isEnabled: config.boolean('Enabled') !== false,
      defaultRootObject: parseRootObject(config),
      origins,
      originGroups,
      behaviors,
      customErrorResponses: config.objects('CustomErrorResponses').map(parseCustomError),
    },
    diagnostics,
  };
}

// The oldest templates have one origin outside "Origins".
function legacyOrigins(config: PropertyReader): ReturnType<typeof parseOrigin>[] {
  const s3 = config.object('S3Origin');
  const custom = config.object('CustomOrigin');
  const base = {
    id: '',
    originPath: '',
    customHeaders: [],
    connectionAttempts: 3,
    connectionTimeoutSeconds: 10,
    originAccessControlId: undefined,
    hostHeader: undefined,
  } as const;
  const identity = s3?.text('OriginAccessIdentity') ?? '';
  return [
    ...(s3 === undefined
      ? []
      : [
          {
            ...base,
            domainName: s3.requiredText('DNSName'),
            settings: {
              kind: 's3' as const,
              originAccessIdentityId: identity === '' ? undefined : identity.replace(/^.*\//, ''),
            },
          },
        ]),
    ...(custom === undefined
      ? []
      : [
          {
            ...base,
            domainName: custom.requiredText('DNSName'),
            settings: {
              kind: 'custom' as const,
              httpPort: custom.number('HTTPPort') ?? 80,
              httpsPort: custom.number('HTTPSPort') ?? 443,
              protocolPolicy: custom.oneOf('OriginProtocolPolicy', [
                'http-only',
                'match-viewer',
                'https-only',
              ]),
              readTimeoutSeconds: 30,
              keepaliveTimeoutSeconds: 5,
            },
          },
        ]),
  ];
}

function parseRootObject(config: PropertyReader): string | undefined {
  const value = config.text('DefaultRootObject');
  if (value === undefined || value === '') return undefined;
  if (value.startsWith('/')) {
    config.report('EW4109', `"DefaultRootObject" is "${value}": with a leading slash, root requests fail`, {
      name: 'DefaultRootObject',
      severity: 'warning',
      help: `write "${value.replace(/^\/+/, '')}"`,
    });
  }
  return value;
}

function parseCustomError(reader: PropertyReader): CustomErrorResponse {
  const errorCode = reader.number('ErrorCode') ?? 0;
  if (!customErrorCodes.includes(errorCode)) {
    reader.report('EW4104', `"ErrorCode" is ${errorCode}, wanted one of ${customErrorCodes.join(', ')}`, {
      name: 'ErrorCode',
    });
  }
  const path = reader.text('ResponsePagePath') ?? '';
  const responseCode = reader.number('ResponseCode');
  if ((path === '') !== (responseCode === undefined)) {
    reader.report('EW4107', '"ResponsePagePath" and "ResponseCode" go together', {
      help: 'give both, or neither',
    });
  }
  if (path !== '' && !path.startsWith('/')) {
    reader.report('EW4104', `"ResponsePagePath" is "${path}", wanted a path that begins with "/"`, {
      name: 'ResponsePagePath',
    });
  }
  return {
    errorCode,
    page: path === '' || responseCode === undefined ? undefined : { path, responseCode },
    cachingMinTtlSeconds: reader.number('ErrorCachingMinTTL') ?? defaultErrorCachingMinTtlSeconds,
  };
}

function reportLimits(
  config: PropertyReader,
  limits: Readonly<Record<string, readonly [count: number, limit: number]>>,
): void {
  for (const [name, [count, limit]] of Object.entries(limits)) {
    if (count > limit)
      config.report('EW4108', `Distribution has ${count} ${name}: the limit is ${limit}`, { name });
  }
}
