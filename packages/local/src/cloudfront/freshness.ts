// Whether a stored object may still be served.

/** The times of a stored object, epoch milliseconds of the service clock. */
export interface StoredTimes {
  readonly storedAtMs: number;
  readonly expiresAtMs: number;
  /** Seconds after expiry, capped at the maximum TTL; 0 without the directive. */
  readonly staleWhileRevalidateSeconds: number;
  /** Seconds after expiry; `undefined` without the directive: then AWS's default applies. */
  readonly staleIfErrorSeconds: number | undefined;
}

export type Freshness = 'fresh' | 'stale-while-revalidate' | 'expired';

/** @source spec/cloudfront.md 7.11 */
export function freshness(times: StoredTimes, nowMs: number): Freshness {
  if (nowMs < times.expiresAtMs) return 'fresh';
  return nowMs < times.expiresAtMs + times.staleWhileRevalidateSeconds * 1000
    ? 'stale-while-revalidate'
    : 'expired';
}

/**
 * Whether an expired object stands in when the origin fails.
 *
 * @param failure.status - The origin's status; undefined when it was not reached.
 * @param failure.hasTtl - Whether the policy's minimum or maximum TTL is above 0.
 * @source spec/cloudfront.md 7.11: `stale-if-error=0` turns it off; a 4xx is never replaced
 */
export function mayServeStale(
  times: StoredTimes,
  failure: { readonly status: number | undefined; readonly nowMs: number; readonly hasTtl: boolean },
): boolean {
  if (failure.status !== undefined && failure.status < 500) return false;
  if (times.staleIfErrorSeconds === undefined) return failure.hasTtl;
  return failure.nowMs < times.expiresAtMs + times.staleIfErrorSeconds * 1000;
}

/** Whole seconds since the object entered the cache, for the `Age` header. */
export function ageSeconds(times: StoredTimes, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - times.storedAtMs) / 1000));
}
