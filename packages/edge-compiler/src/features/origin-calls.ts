// What CloudFront takes from a function that calls an origin helper. TestFunction does not check it. The runtime judges the
// values of a call, the checker what the source tells of them.

import { isDisallowedHeaderName } from './headers.js';

/** A call of an origin helper. */
export type OriginCall =
  | { readonly kind: 'update'; readonly params: unknown }
  | { readonly kind: 'select'; readonly originId: unknown; readonly options: unknown }
  | { readonly kind: 'group'; readonly params: unknown };

/** What is wrong at one place of the parameters. */
export interface OriginProblem {
  /** Property names and positions, from the parameters down; of `select`, `originId` or `options` first. */
  readonly path: readonly (string | number)[];
  /** Continues a sentence that begins with the place. */
  readonly text: string;
  /** Whether an origin that has the setting already, and hands it on, would make it right. @default false */
  readonly canInherit?: boolean;
}

/** Stands for a value that a source does not tell: nothing is wrong with it. */
export const untold: unique symbol = Symbol('untold');

/** A key of an object that may have more members than are told. */
export const andMore: unique symbol = Symbol('andMore');

type Check = (value: unknown, path: OriginProblem['path']) => readonly OriginProblem[];

const helperNames = {
  update: 'updateRequestOrigin',
  select: 'selectRequestOriginById',
  group: 'createRequestOriginGroup',
} as const;

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
  return findOriginProblems(call, context).map(({ path, text }) => {
    const helper = helperNames[call.kind];
    return path.length === 0 ? `${helper} ${text}` : `${helper}: ${shownPath(path)} ${text}`;
  });
}

/** The same with the place of each. `untold` and `andMore` may stand in the parameters. */
export function findOriginProblems(
  call: OriginCall,
  context: { readonly requestHeaders?: readonly string[] } = {},
): readonly OriginProblem[] {
  const names = context.requestHeaders ?? [];
  switch (call.kind) {
    case 'update':
      return object({ ...overrides, ...originFields(names) }, [])(call.params, []).concat(
        crossFieldProblems(call.params),
      );
    case 'select':
      return object({ originId: text({ max: 128 }), options: object(overrides, []) }, ['originId'])(
        { originId: call.originId, options: call.options },
        [],
      );
    case 'group':
      return object(groupFields, ['originIds', 'failoverCriteria'])(call.params, []);
  }
}

/** `timeouts.readTimeout`, `customHeaders["x-a"]`, `originIds[0].originId`. */
export function shownPath(path: OriginProblem['path']): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (path[index - 1] === 'customHeaders') return `["${part}"]`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
}

// Fields that only make sense together.
function crossFieldProblems(params: unknown): readonly OriginProblem[] {
  if (!isRecord(params)) return [];
  const problems: OriginProblem[] = [];
  const isOpen = andMore in params;
  const { domainName, customOriginConfig: config, originAccessControlConfig: access } = params;
  const domain = typeof domainName === 'string' ? domainName : undefined;
  if (domainName === undefined && !isOpen && isRecord(config) && config.ipAddressType !== undefined) {
    problems.push({ path: ['customOriginConfig', 'ipAddressType'], text: 'needs domainName' });
  }
  const isS3 = domain !== undefined && /\.s3[.-][a-z0-9.-]*amazonaws\.com(\.cn)?$/.test(domain);
  if (domain !== undefined && !isS3 && !isOpen && config === undefined) {
    problems.push({
      path: ['domainName'],
      text: `"${domain}" is no S3 bucket and needs customOriginConfig`,
      canInherit: true,
    });
  }
  if (isS3 && domain.length > 128)
    problems.push({ path: ['domainName'], text: 'of an S3 bucket has more than 128 characters' });
  if (isS3 && domain !== domain.toLowerCase())
    problems.push({ path: ['domainName'], text: 'of an S3 bucket must be in lower case' });
  if (params.hostHeader !== undefined && isRecord(access) && access.enabled === true) {
    problems.push({
      path: ['hostHeader'],
      text: 'cannot be combined with an enabled originAccessControlConfig',
    });
  }
  const { timeouts, originShield: shield } = params;
  if (isRecord(timeouts)) {
    const { readTimeout, responseCompletionTimeout } = timeouts;
    if (
      typeof readTimeout === 'number' &&
      typeof responseCompletionTimeout === 'number' &&
      responseCompletionTimeout < readTimeout
    ) {
      problems.push({
        path: ['timeouts', 'responseCompletionTimeout'],
        text: `is ${responseCompletionTimeout}, wanted at least readTimeout, ${readTimeout}`,
      });
    }
  }
  if (isRecord(shield) && shield.enabled === true && shield.region === undefined && !(andMore in shield)) {
    problems.push({ path: ['originShield', 'region'], text: 'is required when it is enabled' });
  }
  return problems;
}

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
  (value, path) => {
    if (typeof value !== 'string') return [{ path, text: 'must be a string' }];
    if (max !== undefined && value.length > max)
      return [{ path, text: `has ${value.length} characters, the limit is ${max}` }];
    return pattern === undefined || pattern.test(value)
      ? []
      : [{ path, text: `is "${value}", wanted ${wanted}` }];
  };

const whole =
  (min: number, max: number): Check =>
  (value, path) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? []
      : [{ path, text: `is ${JSON.stringify(value)}, wanted ${min} to ${max}` }];

const oneOf =
  (...values: readonly unknown[]): Check =>
  (value, path) =>
    values.includes(value)
      ? []
      : [{ path, text: `is ${JSON.stringify(value)}, wanted ${values.join(', ')}` }];

const list =
  (item: Check, { min = 0, max }: { readonly min?: number; readonly max: number }): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return [{ path, text: 'must be an array' }];
    if (value.length < min || value.length > max) {
      return [
        {
          path,
          text: `has ${value.length} entries, wanted ${min === max ? `exactly ${max}` : `${min} to ${max}`}`,
        },
      ];
    }
    return value.flatMap((each: unknown, index) => (each === untold ? [] : item(each, [...path, index])));
  };

function object(
  fields: Readonly<Record<string, Check>>,
  required: readonly string[],
): (value: unknown, path: OriginProblem['path']) => OriginProblem[] {
  return (value, path) => {
    if (value === untold) return [];
    if (!isRecord(value)) return [{ path, text: 'must be an object' }];
    const missing = andMore in value ? [] : required.filter((name) => value[name] === undefined);
    return [
      ...missing.map((name) => ({ path: [...path, name], text: 'is missing' })),
      ...Object.entries(value).flatMap(([name, member]) => {
        const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
        if (check === undefined) return [{ path: [...path, name], text: 'is unknown' }];
        return member === undefined || member === untold ? [] : check(member, [...path, name]);
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
    domainName: (value, path) => {
      const problems = text({ max: 253 })(value, path);
      if (problems.length > 0) return problems;
      const name = String(value);
      const isAddress = name.includes(':') || /^\d+(\.\d+){3}$/.test(name);
      return isAddress || name === ''
        ? [{ path, text: `is "${name}", wanted a name without port, no address` }]
        : [];
    },
    originPath: text({
      max: 255,
      pattern: /^(\/.*[^/])?$/,
      wanted: 'a path that begins with "/" and does not end with it',
    }),
    customHeaders: (value, path) => {
      if (!isRecord(value)) return [{ path, text: 'must be an object' }];
      return Object.entries(value).flatMap(([name, each]) => {
        const problem = (text: string) => [{ path: [...path, name], text }];
        if (typeof each !== 'string' && each !== untold) return problem('must be a string');
        if (name !== name.toLowerCase()) return problem('must be in lower case');
        if (isDisallowedHeaderName(name)) return problem('is a disallowed header');
        return requestHeaders.includes(name) ? problem('is also in request.headers') : [];
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
        port: (value, path) =>
          value === 80 || value === 443 || whole(1_024, 65_535)(value, path).length === 0
            ? []
            : [{ path, text: `is ${JSON.stringify(value)}, wanted 80, 443 or 1024 to 65535` }],
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

function isRecord(value: unknown): value is Readonly<Record<string | symbol, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
