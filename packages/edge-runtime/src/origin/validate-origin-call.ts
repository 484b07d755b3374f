// Whether production takes what a function gave to an origin helper. TestFunction does not check it.

import type { OriginCall } from '../engine/edge-run.js';
import { isDisallowedHeader } from '../output/header-rules.js';

/** Problems of an origin call; empty when production would take it. */
type Check = (value: unknown, place: string) => readonly string[];

/**
 * Lists what is wrong with the parameters of an origin helper.
 *
 * @param context.requestHeaders - Names of the request's headers: custom headers must not repeat them.
 * @returns One sentence a problem, each naming helper and field. Never throws.
 * @source spec/cloudfront.md 1.14
 */
export function validateOriginCall(
  call: OriginCall,
  context: { readonly requestHeaders?: readonly string[] } = {},
): readonly string[] {
  const names = context.requestHeaders ?? [];
  switch (call.kind) {
    case 'update':
      return object({ ...overrides, ...originFields(names) }, [])(call.params, 'updateRequestOrigin').concat(
        crossFieldProblems(call.params),
      );
    case 'select':
      return [
        ...text({ max: 128 })(call.originId, 'selectRequestOriginById: originId'),
        ...optional(object(overrides, []))(call.options, 'selectRequestOriginById: options'),
      ];
    case 'group':
      return object(groupFields, ['originIds', 'failoverCriteria'])(call.params, 'createRequestOriginGroup');
  }
}

// Fields that only make sense together.
function crossFieldProblems(params: unknown): readonly string[] {
  if (typeof params !== 'object' || params === null) return [];
  const given = params as Readonly<Record<string, unknown>>;
  const problems: string[] = [];
  const config = given.customOriginConfig;
  const domain = typeof given.domainName === 'string' ? given.domainName : undefined;
  if (domain === undefined && isRecord(config) && config.ipAddressType !== undefined) {
    problems.push('updateRequestOrigin: customOriginConfig.ipAddressType needs domainName');
  }
  const isS3 = domain !== undefined && /\.s3[.-][a-z0-9.-]*amazonaws\.com(\.cn)?$/.test(domain);
  if (domain !== undefined && !isS3 && config === undefined) {
    problems.push(`updateRequestOrigin: domainName "${domain}" is no S3 bucket and needs customOriginConfig`);
  }
  if (isS3 && domain.length > 128)
    problems.push('updateRequestOrigin: domainName of an S3 bucket has more than 128 characters');
  if (isS3 && domain !== domain.toLowerCase())
    problems.push('updateRequestOrigin: domainName of an S3 bucket must be in lower case');
  const access = given.originAccessControlConfig;
  if (given.hostHeader !== undefined && isRecord(access) && access.enabled === true) {
    problems.push(
      'updateRequestOrigin: hostHeader cannot be combined with an enabled originAccessControlConfig',
    );
  }
  const timeouts = given.timeouts;
  if (isRecord(timeouts)) {
    const { readTimeout, responseCompletionTimeout } = timeouts;
    if (
      typeof readTimeout === 'number' &&
      typeof responseCompletionTimeout === 'number' &&
      responseCompletionTimeout < readTimeout
    ) {
      problems.push(
        `updateRequestOrigin: timeouts.responseCompletionTimeout is ${responseCompletionTimeout}, wanted at least readTimeout, ${readTimeout}`,
      );
    }
  }
  const shield = given.originShield;
  if (isRecord(shield) && shield.enabled === true && typeof shield.region !== 'string') {
    problems.push('updateRequestOrigin: originShield.region is required when it is enabled');
  }
  return problems;
}

const optional =
  (check: Check): Check =>
  (value, place) =>
    value === undefined ? [] : check(value, place);

const text =
  ({
    max,
    pattern,
    wanted,
  }: {
    readonly max?: number;
    readonly pattern?: RegExp;
    readonly wanted?: string;
  } = {}): Check =>
  (value, place) => {
    if (typeof value !== 'string') return [`${place} must be a string`];
    if (max !== undefined && value.length > max)
      return [`${place} has ${value.length} characters, the limit is ${max}`];
    return pattern === undefined || pattern.test(value) ? [] : [`${place} is "${value}", wanted ${wanted}`];
  };

const whole =
  (min: number, max: number): Check =>
  (value, place) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? []
      : [`${place} is ${JSON.stringify(value)}, wanted ${min} to ${max}`];

const oneOf =
  (...values: readonly unknown[]): Check =>
  (value, place) =>
    values.includes(value) ? [] : [`${place} is ${JSON.stringify(value)}, wanted ${values.join(', ')}`];

const list =
  (item: Check, { min = 0, max }: { readonly min?: number; readonly max: number }): Check =>
  (value, place) => {
    if (!Array.isArray(value)) return [`${place} must be an array`];
    if (value.length < min || value.length > max) {
      return [
        `${place} has ${value.length} entries, wanted ${min === max ? `exactly ${max}` : `${min} to ${max}`}`,
      ];
    }
    return value.flatMap((each: unknown, index) => item(each, `${place}[${index}]`));
  };

function object(
  fields: Readonly<Record<string, Check>>,
  required: readonly string[],
): (value: unknown, place: string) => string[] {
  return (value, place) => {
    if (!isRecord(value)) return [`${place} must be an object`];
    const at = (name: string) => (place.includes(':') ? `${place}.${name}` : `${place}: ${name}`);
    return [
      ...required.filter((name) => value[name] === undefined).map((name) => `${at(name)} is missing`),
      ...Object.entries(value).flatMap(([name, member]) => {
        const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
        if (check === undefined) return [`${at(name)} is unknown`];
        return member === undefined ? [] : check(member, at(name));
      }),
    ];
  };
}

const certificateNames = list(text({ max: 64 }), { max: 20 });

/** What every helper takes for an origin that exists. */
const overrides: Readonly<Record<string, Check>> = {
  hostHeader: text({ max: 253 }),
  sni: text({ max: 253 }),
  allowedCertificateNames: certificateNames,
};

const protocols = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2'];

function originFields(requestHeaders: readonly string[]): Readonly<Record<string, Check>> {
  return {
    domainName: (value, place) => {
      const problems = text({ max: 253 })(value, place);
      if (problems.length > 0) return problems;
      const name = String(value);
      const isAddress = name.includes(':') || /^\d+(\.\d+){3}$/.test(name);
      return isAddress || name === ''
        ? [`${place} is "${name}", wanted a name without port, no address`]
        : [];
    },
    originPath: text({
      max: 255,
      pattern: /^(\/.*[^/])?$/,
      wanted: 'a path that begins with "/" and does not end with it',
    }),
    customHeaders: (value, place) => {
      if (!isRecord(value)) return [`${place} must be an object`];
      return Object.entries(value).flatMap(([name, each]) => {
        const at = `${place}["${name}"]`;
        if (typeof each !== 'string') return [`${at} must be a string`];
        if (name !== name.toLowerCase()) return [`${at} must be in lower case`];
        if (isDisallowedHeader(name)) return [`${at} is a disallowed header`];
        return requestHeaders.includes(name) ? [`${at} is also in request.headers`] : [];
      });
    },
    connectionAttempts: whole(1, 3),
    originShield: object({ enabled: oneOf(true, false), region: text() }, ['enabled']),
    originAccessControlConfig: object(
      {
        enabled: oneOf(true, false),
        signingBehavior: oneOf('always', 'never', 'no-override'),
        signingProtocol: oneOf('sigv4'),
        originType: oneOf('s3', 'mediapackagev2', 'mediastore', 'lambda'),
      },
      ['enabled'],
    ),
    timeouts: object(
      {
        readTimeout: whole(1, 120),
        responseCompletionTimeout: whole(1, Number.MAX_SAFE_INTEGER),
        keepAliveTimeout: whole(1, 120),
        connectionTimeout: whole(1, 10),
      },
      [],
    ),
    customOriginConfig: object(
      {
        port: (value, place) =>
          value === 80 || value === 443 || whole(1_024, 65_535)(value, place).length === 0
            ? []
            : [`${place} is ${JSON.stringify(value)}, wanted 80, 443 or 1024 to 65535`],
        protocol: oneOf('http', 'https'),
        sslProtocols: list(oneOf(...protocols), { min: 1, max: protocols.length }),
        ipAddressType: oneOf('ipv4', 'ipv6', 'dualstack'),
      },
      ['port', 'protocol', 'sslProtocols'],
    ),
    mTLSConfig: oneOf('off'),
  };
}

const groupFields: Readonly<Record<string, Check>> = {
  originIds: list(
    object({ originId: text({ max: 128 }), originOverrides: object(overrides, []) }, ['originId']),
    {
      min: 2,
      max: 2,
    },
  ),
  selectionCriteria: oneOf('default', 'media-quality-score'),
  failoverCriteria: object(
    { statusCodes: list(oneOf(400, 403, 404, 416, 429, 500, 502, 503, 504), { min: 1, max: 9 }) },
    ['statusCodes'],
  ),
};

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
