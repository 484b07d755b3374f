// Calls of the embedded DynamoDB without a server between.

import { createRealClock } from '../src/clock/real-clock.js';
import { createDynamoDb, type DynamoDb } from '../src/dynamodb/index.js';
import { createSystemRandom } from '../src/random.js';
import { testIdentity } from './wire-server.js';

/** What an operation answers. */
export type Answer = Readonly<Record<string, unknown>>;

/** @throws Error with the body of any other answer than 200. */
export async function callDynamoDb(dynamodb: DynamoDb, operation: string, input: unknown): Promise<Answer> {
  const answer = await dynamodb.request({
    method: 'POST',
    path: '/',
    query: '',
    headers: { 'x-amz-target': `DynamoDB_20120810.${operation}` },
    body: Buffer.from(JSON.stringify(input)),
    sourceIp: '127.0.0.1',
  });
  if (answer.status !== 200) throw new Error(String(answer.body));
  return JSON.parse(String(answer.body)) as Answer;
}

/** A DynamoDB of the real clock that keeps its tables in a folder, for programs that a test kills. */
export function openDynamoDb(stateDir: string): DynamoDb {
  return createDynamoDb({
    clock: createRealClock(),
    random: createSystemRandom(),
    emit: () => {},
    identity: testIdentity,
    stateDir,
  });
}
