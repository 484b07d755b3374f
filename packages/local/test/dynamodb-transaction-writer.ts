// Writes transactions of three items and prints each number once it is acknowledged; a test kills it in the middle.

import { writeSync } from 'node:fs';
import { callDynamoDb, openDynamoDb } from './dynamodb-calls.js';

const dynamodb = openDynamoDb(process.argv[2] ?? '.');
const call = (operation: string, input: unknown) => callDynamoDb(dynamodb, operation, input);

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
