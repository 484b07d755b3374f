// The error objects that Lambda gives to callers (spec/websocket-api.md 9.4, 9.5).

/** The error object; `trace` is absent where Lambda itself, not the handler, failed. */
export interface ErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export function timeoutPayload(requestId: string, timeoutSeconds: number): ErrorPayload {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
  };
}

/** The environment ended while it ran an invocation. */
export function exitPayload(requestId: string, exitCode: number | undefined): ErrorPayload {
  const reason =
    exitCode === undefined || exitCode === 0
      ? 'Runtime exited without providing a reason'
      : `Runtime exited with error: exit status ${exitCode}`;
  return { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${reason}` };
}

export function tooLargePayload(bytes: number): ErrorPayload {
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (6291556 bytes).`,
  };
}

/** Type and message of a payload text, for a log line. */
export function summarizeError(payload: string): { readonly type: string; readonly message: string } {
  try {
    const { errorType, errorMessage } = JSON.parse(payload) as {
      errorType?: unknown;
      errorMessage?: unknown;
    };
    return { type: String(errorType ?? 'Error'), message: String(errorMessage ?? '') };
  } catch {
    // A custom runtime may post any text.
    return { type: 'Error', message: payload };
  }
}
