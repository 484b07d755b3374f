// The error objects that Lambda itself gives to callers (spec/websocket-api.md 9.4, 9.5).

/** The error object; `trace` is absent where Lambda itself, not the handler, failed. */
export interface ErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** How a runtime's thread or process ended. */
export interface RuntimeExit {
  readonly exitCode?: number | null;
  readonly signal?: string | null;
}

export function timeoutPayload(requestId: string, timeoutSeconds: number): ErrorPayload {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
  };
}

/** The code outside the handler took longer than it may. */
export function initTimeoutPayload(initTimeoutMs: number): ErrorPayload {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `Error: Init timed out after ${(initTimeoutMs / 1_000).toFixed(2)} seconds`,
  };
}

/** The runtime ended while it ran an invocation, or before it asked for one. */
export function exitPayload(requestId: string, { exitCode, signal }: RuntimeExit): ErrorPayload {
  const reason =
    signal !== undefined && signal !== null
      ? `Runtime exited with error: signal: ${signalNames[signal] ?? signal}`
      : exitCode === undefined || exitCode === null || exitCode === 0
        ? 'Runtime exited without providing a reason'
        : `Runtime exited with error: exit status ${exitCode}`;
  return { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${reason}` };
}

/** Lambda kills a runtime that takes more memory than the function has. */
export function memoryPayload(requestId: string): ErrorPayload {
  return {
    errorType: 'Runtime.OutOfMemory',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
  };
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

/** Signals in the words of the Go program that watches runtimes on AWS. */
const signalNames: Readonly<Record<string, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
};
