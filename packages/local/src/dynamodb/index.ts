export { createDynamoDb } from './dynamodb.js';
export { openDynamoDb } from './open-dynamodb.js';
export type { DynamoDb, DynamoDbChoice, DynamoDbPorts } from './service.js';
export type { RecordSource, StreamRecord } from './streams.js';
export { parseTableDefinition } from './table-definition.js';
