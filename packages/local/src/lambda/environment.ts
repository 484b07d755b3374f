// What an execution environment is to the rest of Lambda, whatever it is made of.

/** One invocation on its way into an environment. */
export interface Invocation {
  readonly requestId: string;
  readonly payload: string;
  readonly arn: string;
  /** Value of the X-Ray trace header. */
  readonly trace: string;
  readonly clientContext?: string;
  /** Takes the pieces of a streamed response as they come; without it they are joined into the payload. */
  readonly onChunk?: ((chunk: Uint8Array) => void) | undefined;
}

/** What one invocation in an environment came to. */
export interface EnvironmentAnswer {
  readonly kind: 'success' | 'function-error';
  readonly payload: string;
  /** `file:line:column` in the user's code, where known. */
  readonly place?: string;
  readonly durationMs: number;
  readonly initDurationMs?: number;
  readonly usedMb?: number;
  /** The code outside the handler took longer than its limit; Lambda starts it again inside the invocation. */
  readonly isInitTimeout?: boolean;
}

/** How an environment takes invocations while it runs one, so that it need not wait for the next. */
export interface AheadQueue {
  /** Invocations that it may have at the most, the running one included; 0 when it takes none ahead. */
  readonly capacity: number;
  /**
   * Hands an invocation over; it begins when those before it have ended, or at once.
   *
   * @returns `undefined` when it never began: it was withdrawn, or the environment ended first. Rejects never.
   */
  handOver(
    invocation: Invocation,
    options: { readonly timeoutMs: number; readonly onBegin: () => void },
  ): Promise<EnvironmentAnswer | undefined>;
  /** Takes back what has not begun, the oldest first. @param most - How many at the most. */
  withdraw(most: number): void;
}

/** An environment. After `isDead` it takes no more invocations. */
export interface Environment {
  readonly isDead: boolean;
  /** Rejects never; a crash or timeout is an answer. */
  invoke(invocation: Invocation, timeoutMs: number): Promise<EnvironmentAnswer>;
  /** Absent where the runtime asks for its invocations one by one. */
  readonly ahead?: AheadQueue;
  /** Resolves when the code outside the handler has run or failed. */
  whenInitialized?(): Promise<void>;
  /** Resolves when the runtime can take the next invocation; absent when that is at once. */
  whenReady?(): Promise<void>;
  close(): Promise<void>;
}

/** Hears of what an environment prints and loads. */
export interface EnvironmentListener {
  log(requestId: string, stream: 'stdout' | 'stderr', text: string): void;
  loaded(files: readonly string[]): void;
}
