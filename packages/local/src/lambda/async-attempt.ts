// What follows an attempt of an asynchronous invocation: done, once more later, or given up.

import {
  asyncRetryDelaysMs,
  maxAsyncRetries,
  maxEventAgeSeconds,
  maxThrottleBackoffMs,
  throttleBackoffMs,
} from './limits.js';

/** What one attempt came to. */
export type AttemptResult = 'success' | 'function-error' | 'throttled';

/** The decision. */
export type NextStep =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'give-up'; readonly condition: 'RetriesExhausted' | 'EventAgeExceeded' };

/** History of the invocation. */
export interface AttemptHistory {
  /** Attempts that ran and failed, this one included. */
  readonly functionErrors: number;
  /** Attempts in a row that were throttled, this one included. */
  readonly throttles: number;
  /** Since the invocation was accepted, by the service clock. */
  readonly ageMs: number;
}

/**
 * Function errors are retried after one and two minutes; throttled attempts with a doubling delay that does not
 * count as a retry, until the event is too old.
 *
 * @source spec/websocket-api.md 9.5
 */
export function decideNextStep(
  result: AttemptResult,
  options: AttemptHistory & {
    readonly maximumRetryAttempts?: number | undefined;
    readonly maximumEventAgeSeconds?: number | undefined;
  },
): NextStep {
  if (result === 'success') return { kind: 'done' };
  const maxAgeMs = (options.maximumEventAgeSeconds ?? maxEventAgeSeconds) * 1_000;
  if (result === 'function-error') {
    const retries = options.maximumRetryAttempts ?? maxAsyncRetries;
    const delayMs = asyncRetryDelaysMs[options.functionErrors - 1];
    if (options.functionErrors > retries || delayMs === undefined)
      return { kind: 'give-up', condition: 'RetriesExhausted' };
    return retryUnlessTooOld(delayMs, options.ageMs, maxAgeMs);
  }
  const delayMs = Math.min(throttleBackoffMs * 2 ** (options.throttles - 1), maxThrottleBackoffMs);
  return retryUnlessTooOld(delayMs, options.ageMs, maxAgeMs);
}

function retryUnlessTooOld(delayMs: number, ageMs: number, maxAgeMs: number): NextStep {
  return ageMs + delayMs > maxAgeMs
    ? { kind: 'give-up', condition: 'EventAgeExceeded' }
    : { kind: 'retry', delayMs };
}

/** Facts of a finished asynchronous invocation. */
export interface DestinationFacts {
  readonly timestampMs: number;
  readonly requestId: string;
  readonly functionArn: string;
  readonly condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';
  readonly invokeCount: number;
  /** JSON texts; `responsePayload` is absent when no attempt ran. */
  readonly requestPayload: string;
  readonly responsePayload: string | undefined;
  readonly isFunctionError: boolean;
}

/**
 * The record that a destination receives.
 *
 * @source AWS, "Capturing records of Lambda asynchronous invocations"; spec/websocket-api.md 9.5
 */
export function buildDestinationRecord(facts: DestinationFacts): Record<string, unknown> {
  return {
    version: '1.0',
    timestamp: new Date(facts.timestampMs).toISOString(),
    requestContext: {
      requestId: facts.requestId,
      functionArn: `${facts.functionArn}:$LATEST`,
      condition: facts.condition,
      approximateInvokeCount: facts.invokeCount,
    },
    requestPayload: parseJson(facts.requestPayload),
    ...(facts.responsePayload === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion: '$LATEST',
            ...(facts.isFunctionError ? { functionError: 'Unhandled' } : {}),
          },
          responsePayload: parseJson(facts.responsePayload),
        }),
  };
}

// A custom runtime may answer with text that is no JSON; the record then carries the text.
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
