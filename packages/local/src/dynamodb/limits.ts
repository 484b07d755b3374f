// DynamoDB quotas. Source: spec/websocket-api.md 11.1.

export const maxItemBytes = 409_600;
export const maxExpressionBytes = 4_096;
export const maxPageBytes = 1_048_576;
export const maxBatchGetKeys = 100;
export const maxBatchWrites = 25;
export const maxTransactItems = 100;
export const maxPartitionKeyBytes = 2_048;
export const maxSortKeyBytes = 1_024;
export const maxNestingLevels = 32;
export const streamRetentionMs = 86_400_000;
/** Items whose TTL lies further in the past are not deleted. */
export const ttlPastLimitSeconds = 157_680_000;
export const idempotencyWindowMs = 600_000;
/** Operators and functions of one expression. */
export const maxOperators = 300;
export const maxInOperands = 100;
export const maxListIndex = 2_147_483_647;
export const maxTransactionBytes = 4_194_304;
export const maxClientTokenCharacters = 36;
export const maxListedTables = 100;
export const maxSegments = 1_000_000;
export const maxStreamRecords = 1_000;
export const maxLocalIndexes = 5;
export const maxGlobalIndexes = 20;
/** Bytes of one read unit, consistent. */
export const readUnitBytes = 4_096;
export const writeUnitBytes = 1_024;
export const maxBatchAnswerBytes = 16_777_216;
