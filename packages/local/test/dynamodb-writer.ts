// Writes items one by one and prints each number once it is acknowledged; a test kills it in the middle.

import { writeSync } from 'node:fs';
import { callDynamoDb, openDynamoDb } from './dynamodb-calls.js';

const dynamodb = openDynamoDb(process.argv[2] ?? '.');
const call = (operation: string, input: unknown) => callDynamoDb(dynamodb, operation, input);

await call('CreateTable', {
  TableName: 'orders',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
});
for (let id = 1; id <= 50_000; id++) {
  await call('PutItem', {
    TableName: 'orders',
    Item: { id: { N: String(id) }, text: { S: 'x'.repeat(200) } },
  });
  // Synchronous, so that the line is out before the next write begins.
  writeSync(1, `${id}\n`);
}
