// Lambda quotas. Source: spec/websocket-api.md 9.1, 9.5.

/** Request of a synchronous invocation. */
export const maxSyncRequestBytes = 6_291_456;
/** Response of a synchronous invocation. */
export const maxSyncPayloadBytes = 6_291_556;
/** Request of an asynchronous invocation. */
export const maxAsyncPayloadBytes = 1_048_576;
/** Response streamed to a client. Source: AWS, Lambda quotas, "response streaming". */
export const maxStreamedPayloadBytes = 209_715_200;
/** Time for code outside the handler. */
export const initTimeoutMs = 10_000;
/** Time between the signal to a process that registered an extension and its end. Source: AWS, "Lambda execution environment lifecycle". */
export const shutdownMs = 500;
/** Concurrent executions of an account. */
export const accountConcurrency = 1_000;
/** Retries of an asynchronous invocation after a function error. */
export const maxAsyncRetries = 2;
/** Delays before the first and second retry after a function error. */
export const asyncRetryDelaysMs: readonly number[] = [60_000, 120_000];
/** Age at which an asynchronous invocation is given up, unless the function says less. */
export const maxEventAgeSeconds = 21_600;
/** Delay after the first throttled attempt of an asynchronous invocation; it doubles up to the maximum. */
export const throttleBackoffMs = 1_000;
export const maxThrottleBackoffMs = 300_000;
/** Text of `X-Amz-Log-Result` before base64. */
export const maxLogTailBytes = 4_096;
