// The HTTP request behind a direct service integration, as the gateway sends it (spec/websocket-api.md 3.8).

import type { WireRequest } from '../wire.js';
import type { MappedParameters } from './data-mapping.js';
import type { AwsTarget } from './integration-uri.js';

// Services of the JSON protocols name the operation in a header; the others in the query.
const jsonTargets: Readonly<Record<string, { readonly prefix: string; readonly contentType: string }>> = {
  dynamodb: { prefix: 'DynamoDB_20120810', contentType: 'application/x-amz-json-1.0' },
  states: { prefix: 'AWSStepFunctions', contentType: 'application/x-amz-json-1.0' },
  events: { prefix: 'AWSEvents', contentType: 'application/x-amz-json-1.1' },
  kinesis: { prefix: 'Kinesis_20131202', contentType: 'application/x-amz-json-1.1' },
  firehose: { prefix: 'Firehose_20150804', contentType: 'application/x-amz-json-1.1' },
};

/**
 * @param call.body - Rendered request template.
 * @returns The request; headers of the data mapping win over ours.
 */
export function buildServiceRequest(
  target: Exclude<AwsTarget, { kind: 'lambda' }>,
  call: {
    readonly method: string;
    readonly body: Buffer;
    readonly parameters: MappedParameters;
    readonly sourceIp: string;
  },
): WireRequest {
  const json = jsonTargets[target.service];
  const headers: Record<string, string> = {
    'content-type': json?.contentType ?? 'application/x-www-form-urlencoded',
  };
  const query = new URLSearchParams(call.parameters.query);
  let body = call.body;
  if (json !== undefined && target.kind === 'action')
    headers['x-amz-target'] = `${json.prefix}.${target.action}`;
  if (json === undefined) {
    // The query protocol reads one form: the operation and what mappings put into the query belong to it.
    if (target.kind === 'action') query.set('Action', target.action);
    body = Buffer.from([query.toString(), body.toString('utf8')].filter((part) => part !== '').join('&'));
  }
  for (const [name, value] of Object.entries(call.parameters.headers)) headers[name.toLowerCase()] = value;
  return {
    method: call.method,
    path: target.kind === 'path' ? target.path : '/',
    query: json === undefined ? '' : query.toString(),
    headers: { ...headers, 'content-length': String(body.length) },
    body,
    sourceIp: call.sourceIp,
  };
}
