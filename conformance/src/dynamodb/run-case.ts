// Runs a case against one DynamoDB and tells what was answered.

import { neutral, normalize } from './normalize.js';
import type { Json, OperationCase, Outcome } from './operation-case.js';

/** A DynamoDB at an address. */
export interface Target {
  readonly url: string;
}

const streamOperations: ReadonlySet<string> = new Set([
  'DescribeStream',
  'GetRecords',
  'GetShardIterator',
  'ListStreams',
]);

/** Sends one call as an SDK does. */
export async function send(
  target: Target,
  operation: string,
  input: Json | string,
): Promise<{ readonly status: number; readonly body: Json }> {
  const prefix = streamOperations.has(operation) ? 'DynamoDBStreams_20120810' : 'DynamoDB_20120810';
  const answer = await fetch(target.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `${prefix}.${operation}`,
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00',
    },
    body: typeof input === 'string' ? input : JSON.stringify(input),
  });
  // Every answer of DynamoDB is a JSON object.
  return { status: answer.status, body: (await answer.json()) as Json };
}

/** @returns One outcome a step, normalised. */
export async function runCase(
  target: Target,
  { id, steps, anyOrder = false }: OperationCase,
): Promise<Outcome[]> {
  const answers: Json[] = [];
  const outcomes: Outcome[] = [];
  for (const [operation, input] of steps(id)) {
    const { status, body } = await send(
      target,
      operation,
      typeof input === 'function' ? input(answers) : input,
    );
    answers.push(body);
    outcomes.push(status === 200 ? { kind: 'answer', body: normalize(body, { anyOrder }) } : errorOf(body));
  }
  return outcomes;
}

function errorOf({ __type, message, Message, ...members }: Json): Outcome {
  return {
    kind: 'error',
    type: String(__type).split('#').at(-1) ?? '',
    message: neutral(String(message ?? Message)),
    members: normalize(members, { anyOrder: false }),
  };
}
