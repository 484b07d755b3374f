// One origin of a template.

import { maxCustomOriginHeaders } from './limits.js';
import type { Origin, OriginGroup } from './model.js';
import type { PropertyReader } from './property-reader.js';

/** Names that an origin's custom headers may not have. Source: spec/cloudfront.md 7.9. */
const forbiddenNames: ReadonlySet<string> = new Set([
  'cache-control',
  'connection',
  'content-length',
  'cookie',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'max-forwards',
  'pragma',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'range',
  'request-range',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'x-real-ip',
]);

/** Parses one origin. @source spec/cloudfront.md 5.7 */
export function parseOrigin(reader: PropertyReader): Origin {
  const domainName = reader.requiredText('DomainName');
  if (/^https?:\/\//.test(domainName) || domainName.includes('/')) {
    reader.report('EW4104', `"DomainName" is "${domainName}", wanted a name without scheme and path`, {
      name: 'DomainName',
      help: 'put a path into "OriginPath"',
    });
  }
  const originPath = reader.text('OriginPath') ?? '';
  if (originPath !== '' && (!originPath.startsWith('/') || originPath.endsWith('/'))) {
    reader.report(
      'EW4104',
      `"OriginPath" is "${originPath}", wanted a path that begins with "/" and does not end with one`,
      { name: 'OriginPath' },
    );
  }
  const isVpc = reader.has('VpcOriginConfig');
  if (isVpc) {
    reader.report('EW4304', 'VPC origins are asked over the network as custom origins locally', {
      name: 'VpcOriginConfig',
      severity: 'warning',
    });
  } else if (reader.has('S3OriginConfig') === reader.has('CustomOriginConfig')) {
    reader.report('EW4001', 'An origin needs one of "S3OriginConfig" and "CustomOriginConfig"', {
      help: 'add "S3OriginConfig: {}" for a bucket, "CustomOriginConfig" for anything else',
    });
  }
  const controlId = reader.text('OriginAccessControlId');
  return {
    id: reader.requiredText('Id'),
    domainName,
    originPath,
    customHeaders: parseCustomHeaders(reader),
    connectionAttempts: reader.number('ConnectionAttempts') ?? 3,
    connectionTimeoutSeconds: reader.number('ConnectionTimeout') ?? 10,
    originAccessControlId: controlId === '' ? undefined : controlId,
    hostHeader: undefined,
    settings: parseSettings(reader),
  };
}

function parseSettings(reader: PropertyReader): Origin['settings'] {
  const s3 = reader.object('S3OriginConfig');
  if (s3 !== undefined) {
    const identity = s3.text('OriginAccessIdentity') ?? '';
    return {
      kind: 's3',
      originAccessIdentityId: identity === '' ? undefined : identity.replace(/^.*\//, ''),
    };
  }
  const custom = reader.object('CustomOriginConfig') ?? reader.object('VpcOriginConfig');
  return {
    kind: 'custom',
    httpPort: custom?.number('HTTPPort') ?? 80,
    httpsPort: custom?.number('HTTPSPort') ?? 443,
    protocolPolicy:
      custom?.oneOf(
        'OriginProtocolPolicy',
        ['http-only', 'match-viewer', 'https-only'],
        reader.has('VpcOriginConfig') ? 'match-viewer' : undefined,
      ) ?? 'match-viewer',
    readTimeoutSeconds: custom?.number('OriginReadTimeout') ?? 30,
    keepaliveTimeoutSeconds: custom?.number('OriginKeepaliveTimeout') ?? 5,
  };
}

function parseCustomHeaders(reader: PropertyReader): (readonly [string, string])[] {
  const headers = reader.objects('OriginCustomHeaders').map((header) => {
    const name = header.requiredText('HeaderName');
    const lower = name.toLowerCase();
    if (forbiddenNames.has(lower) || lower.startsWith('x-amz-') || lower.startsWith('x-edge-')) {
      header.report('EW4107', `CloudFront does not send a custom header "${name}" to origins`, {
        name: 'HeaderName',
      });
    }
    return [name, header.text('HeaderValue') ?? ''] as const;
  });
  if (headers.length > maxCustomOriginHeaders) {
    reader.report(
      'EW4108',
      `Origin has ${headers.length} custom headers: the limit is ${maxCustomOriginHeaders}`,
      { name: 'OriginCustomHeaders' },
    );
  }
  return headers;
}

/** Parses one origin group. @source spec/cloudfront.md 5.7, 7.13 */
export function parseOriginGroup(reader: PropertyReader, originIds: readonly string[]): OriginGroup {
  const members = reader
    .requiredObject('Members')
    .objects('Items')
    .map((member) => {
      const id = member.requiredText('OriginId');
      if (id !== '' && !originIds.includes(id)) {
        member.report('EW4101', `Origin group names origin "${id}", which the distribution does not have`, {
          name: 'OriginId',
          help: `name one of ${originIds.join(', ')}`,
        });
      }
      return id;
    });
  if (members.length !== 2) {
    reader.report('EW4104', `An origin group has ${members.length} members, wanted 2`, { name: 'Members' });
  }
  const codes = reader.requiredObject('FailoverCriteria').requiredObject('StatusCodes');
  const items = codes.texts('Items').map(Number);
  const allowed = [400, 403, 404, 416, 429, 500, 502, 503, 504];
  for (const code of items.filter((each) => !allowed.includes(each))) {
    codes.report('EW4104', `Failover status code is ${code}, wanted one of ${allowed.join(', ')}`, {
      name: 'Items',
    });
  }
  return {
    id: reader.requiredText('Id'),
    memberIds: [members[0] ?? '', members[1] ?? ''],
    failoverStatusCodes: items,
  };
}
