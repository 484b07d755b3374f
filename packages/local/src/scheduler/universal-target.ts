// Universal targets: a schedule calls an operation of a service, with its input as the request.

import type { WireRequest } from '../wire.js';

/** A call as the service's clients would make it. */
export interface UniversalCall {
  /** Signing name of the service. */
  readonly service: string;
  readonly request: WireRequest;
}

/** Services that take `x-amz-target` and JSON, by their name in the ARN: signing name, prefix and content type. */
const jsonServices: Readonly<Record<string, readonly [service: string, prefix: string, version: string]>> = {
  dynamodb: ['dynamodb', 'DynamoDB_20120810', '1.0'],
  eventbridge: ['events', 'AWSEvents', '1.1'],
  sqs: ['sqs', 'AmazonSQS', '1.0'],
};

/**
 * Reads a universal target.
 *
 * @param arn - `arn:aws:scheduler:::aws-sdk:SERVICE:operation`; another ARN is none.
 * @param input - The members of the operation, as JSON text.
 * @returns `undefined` when the ARN is no universal target; a sentence when nothing local answers it.
 * @source AWS page "Using universal targets in EventBridge Scheduler"
 */
export function readUniversalTarget(arn: string, input: string): UniversalCall | string | undefined {
  const [, service = '', operation = ''] = /^arn:[^:]*:scheduler:::aws-sdk:([^:]+):([^:]+)$/.exec(arn) ?? [];
  if (service === '') return undefined;
  let members: Readonly<Record<string, unknown>>;
  try {
    members = JSON.parse(input) as Record<string, unknown>;
  } catch {
    return 'its input is no JSON';
  }
  const json = jsonServices[service];
  if (json !== undefined) {
    const [name, prefix, version] = json;
    const action = operation.charAt(0).toUpperCase() + operation.slice(1);
    return callOf(name, '/', input, {
      'content-type': `application/x-amz-json-${version}`,
      'x-amz-target': `${prefix}.${action}`,
    });
  }
  if (service === 'lambda' && operation === 'invoke') {
    const name = encodeURIComponent(String(members.FunctionName ?? ''));
    const payload =
      typeof members.Payload === 'string' ? members.Payload : JSON.stringify(members.Payload ?? {});
    return callOf('lambda', `/2015-03-31/functions/${name}/invocations`, payload, {
      'x-amz-invocation-type': String(members.InvocationType ?? 'RequestResponse'),
    });
  }
  if (service === 'sns' && operation === 'publish') {
    const form = new URLSearchParams({ Action: 'Publish', Version: '2010-03-31' });
    for (const [name, value] of Object.entries(members)) {
      if (typeof value === 'string') form.set(name, value);
    }
    return callOf('sns', '/', form.toString(), { 'content-type': 'application/x-www-form-urlencoded' });
  }
  return `"${service}:${operation}" is not run locally`;
}

function callOf(
  service: string,
  path: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): UniversalCall {
  return {
    service,
    request: { method: 'POST', path, query: '', headers, body: Buffer.from(body), sourceIp: '127.0.0.1' },
  };
}
