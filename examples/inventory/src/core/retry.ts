// Trying again: how long to wait, and a loop that does it. Time and chance are passed in.

/** What a retry needs from the world. */
export interface RetryPorts {
  /** @returns A number from 0 up to, not including, 1. */
  random(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** Attempts, the first included, and the wait before the second; each later wait doubles. */
export interface RetryPlan {
  readonly attempts: number;
  readonly firstDelayMs: number;
}

/** Wait before attempt `attempt` (2, 3, …), with half of it left to chance so that rivals part. */
export function delayBefore(attempt: number, plan: RetryPlan, random: number): number {
  const full = plan.firstDelayMs * 2 ** (attempt - 2);
  return Math.round(full / 2 + (full / 2) * random);
}

/** For two writers of one row at once: DynamoDB cancels one of them, which then simply comes second. */
export const conflictPlan: RetryPlan = { attempts: 6, firstDelayMs: 20 };

/**
 * Runs `attempt` until its result needs no other try or the plan is used up.
 *
 * @returns The last result.
 * @throws What `attempt` throws, at once.
 */
export async function retryWhile<T>(
  attempt: () => Promise<T>,
  options: { readonly plan: RetryPlan; readonly ports: RetryPorts; needsRetry(result: T): boolean },
): Promise<T> {
  const { plan, ports, needsRetry } = options;
  let result = await attempt();
  for (let next = 2; next <= plan.attempts && needsRetry(result); next++) {
    await ports.sleep(delayBefore(next, plan, ports.random()));
    result = await attempt();
  }
  return result;
}
