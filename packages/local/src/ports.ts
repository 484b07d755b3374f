// What the local cloud takes from the outside world. Real ones are made once in the wiring; tests pass fakes.

/** Cancels a timer; calling it again, or after the timer fired, does nothing. */
export type CancelTimer = () => void;

/**
 * The service clock: idle and lifetime limits, TTL, cache age, schedules and retry delays follow it. With
 * `--clock manual` it moves only when a test advances it. Execution time (a handler's timeout) is never
 * measured with this clock: code runs in real time.
 */
export interface Clock {
  /** Unix epoch milliseconds, an integer. */
  nowMs(): number;
  /**
   * Runs `callback` once when the clock has moved `delayMs` on. A pending timer does not keep the process
   * alive. A promise that the callback returns is awaited by `advance` of the manual clock.
   */
  after(delayMs: number, callback: () => void | Promise<void>): CancelTimer;
}

/** Random bytes and numbers; seeded in tests and under chaos. */
export interface Random {
  /** A number from 0 (inclusive) to 1 (exclusive). */
  next(): number;
  bytes(length: number): Uint8Array;
}

/** Stops something that was started; resolves when nothing of it runs any more. */
export interface Closable {
  close(): Promise<void>;
}

/** Account, Region and names that identify the stack, as AWS's pseudo parameters do. */
export interface StackIdentity {
  readonly stackName: string;
  readonly stage: string;
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  /** `amazonaws.com` or `amazonaws.com.cn`. */
  readonly urlSuffix: string;
}
