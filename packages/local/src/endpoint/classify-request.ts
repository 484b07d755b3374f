// Which AWS service a request is for, from what SDK clients put on the wire.

import type { WireRequest } from '../wire.js';

/** The services the front door knows by name. */
export type ServiceName =
  | 'apigateway-management'
  | 'cloudfront'
  | 'cloudformation'
  | 'dynamodb'
  | 'events'
  | 'lambda'
  | 's3'
  | 'scheduler'
  | 'sns'
  | 'sqs'
  | 'ssm'
  | 'sts'
  | 'unknown';

/**
 * Decides by `x-amz-target`, else by path, else by the credential scope, else by the query protocol's version.
 *
 * @param scopeService - Signing name in the `authorization` header, when it has one.
 * @source spec/sdk-wire.md 1
 */
export function classifyRequest(
  request: Pick<WireRequest, 'path' | 'headers' | 'query' | 'body' | 'method'>,
  scopeService: string | undefined,
): ServiceName {
  const target = request.headers['x-amz-target'];
  if (target !== undefined) return serviceOfTarget(target);
  const path = request.path.replace(/%40/gi, '@');
  if (path.includes('/@connections') || apiHostPattern.test(request.headers.host ?? ''))
    return 'apigateway-management';
  if (
    /^\/(2014-11-13|2015-03-31|2016-08-19|2017-03-31|2017-10-31|2018-10-31|2019-09-25|2021-10-31|2021-11-15)\//.test(
      path,
    )
  ) {
    return 'lambda';
  }
  if (path.startsWith('/2020-05-31/')) return 'cloudfront';
  const byScope = scopeService === undefined ? undefined : scopeServices[scopeService];
  if (byScope !== undefined) return byScope;
  const version = /(?:^|&)Version=([\d-]+)/.exec(
    request.method === 'POST' ? request.body.subarray(0, 4_096).toString('latin1') : request.query,
  )?.[1];
  const byVersion = version === undefined ? undefined : queryVersions[version];
  if (byVersion !== undefined) return byVersion;
  // A bare POST to the root is no S3 call; anything else with a path may be a bucket.
  return request.method === 'POST' && path === '/' ? 'unknown' : 's3';
}

// Whatever the path, a host of an API has nothing but the API.
const apiHostPattern = /\.execute-api\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?(?::\d+)?$/i;

function serviceOfTarget(target: string): ServiceName {
  const prefix = target.split('.')[0] ?? '';
  return targetServices[prefix] ?? 'unknown';
}

const targetServices: Readonly<Record<string, ServiceName>> = {
  DynamoDB_20120810: 'dynamodb',
  DynamoDBStreams_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  AmazonSSM: 'ssm',
  AWSEvents: 'events',
};

const scopeServices: Readonly<Record<string, ServiceName>> = {
  sns: 'sns',
  sqs: 'sqs',
  dynamodb: 'dynamodb',
  'execute-api': 'apigateway-management',
  lambda: 'lambda',
  cloudfront: 'cloudfront',
  cloudformation: 'cloudformation',
  sts: 'sts',
  ssm: 'ssm',
  events: 'events',
  scheduler: 'scheduler',
  s3: 's3',
};

const queryVersions: Readonly<Record<string, ServiceName>> = {
  '2010-03-31': 'sns',
  '2012-11-05': 'sqs',
  '2010-05-15': 'cloudformation',
  '2011-06-15': 'sts',
};
