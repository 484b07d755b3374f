// Lambda quotas. Source: spec/websocket-api.md 9.1, 9.5.

/** Request and response of a synchronous invocation. */
export const maxSyncPayloadBytes = 6_291_556;
/** Request of an asynchronous invocation. */
export const maxAsyncPayloadBytes = 1_048_576;
/** Time for code outside the handler. */
export const initTimeoutMs = 10_000;
/** Concurrent executions of an account. */
export const accountConcurrency = 1_000;
/** Retries of an asynchronous invocation after a function error. */
export const maxAsyncRetries = 2;
/** Delays before the first and second retry. */
export const asyncRetryDelaysMs: readonly number[] = [60_000, 120_000];
