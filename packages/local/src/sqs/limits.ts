// SQS quotas. Sources: spec/websocket-api.md 8.1 (queue properties), AWS page "Amazon SQS message quotas".

/** Message body with attributes; 1 MiB since 2025. */
export const maxMessageBytes = 1_048_576;
export const maxBatchEntries = 10;
export const maxReceiveMessages = 10;
export const maxWaitSeconds = 20;
export const defaultVisibilityTimeoutSeconds = 30;
export const maxVisibilityTimeoutSeconds = 43_200;
export const defaultRetentionSeconds = 345_600;
export const maxDelaySeconds = 900;
/** FIFO deduplication interval. */
export const deduplicationIntervalMs = 300_000;
