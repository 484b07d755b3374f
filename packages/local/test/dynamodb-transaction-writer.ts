// Writes transactions of three items and prints each number once it is acknowledged; a test kills it in the middle.

import { writeSync } from 'node:fs';
import { createRealClock } from '../src/clock/real-clock.js';
import { createDynamoDb } from '../src/dynamodb/index.js';
import { createSystemRandom } from '../src/random.js';
import { testIdentity } from './wire-server.js';

const dynamodb = createDynamoDb({
  clock: createRealClock(),
  random: createSystemRandom(),
  emit: () => {},
  identity: testIdentity,
  stateDir: process.argv[2] ?? '.',
});

const call = async (operation: string, input: unknown) => {
  const answer = await dynamodb.request({
    method: 'POST',
    path: '/',
    query: '',
    headers: { 'x-amz-target': `DynamoDB_20120810.${operation}` },
    body: Buffer.from(JSON.stringify(input)),
    sourceIp: '127.0.0.1',
  });
  if (answer.status !== 200) throw new Error(String(answer.body));
};

await call('CreateTable', {
  TableName: 'orders',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'N' },
    { AttributeName: 'part', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'id', KeyType: 'HASH' },
    { AttributeName: 'part', KeyType: 'RANGE' },
  ],
});
for (let id = 1; id <= 20_000; id++) {
  await call('TransactWriteItems', {
    TransactItems: [1, 2, 3].map((part) => ({
      Put: {
        TableName: 'orders',
        // Long enough that a kill may meet the write in the middle.
        Item: { id: { N: String(id) }, part: { N: String(part) }, text: { S: 'x'.repeat(20_000) } },
      },
    })),
  });
  // Synchronous, so that the line is out before the next write begins.
  writeSync(1, `${id}\n`);
}
