export { createDynamoDb, type DynamoDb, type DynamoDbPorts } from './dynamodb.js';
export type { StreamRecord, TableStream } from './streams.js';
export { parseTableDefinition } from './table-definition.js';
