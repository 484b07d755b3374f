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
