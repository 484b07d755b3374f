// Whether a response below 400 is stored, for how long, and with which stale rules.

import type { HeaderMap } from '../http-semantics/headers.js';
import type { StoredTimes } from './freshness.js';
import type { CachePolicy } from './model.js';
import { directiveSeconds, edgeTtlSeconds, parseCacheControl } from './ttl.js';

/**
 * Statuses that are kept; 307 and 308 only when the origin says how long. A 206 is passed on and not kept, where
 * CloudFront keeps parts: only speed differs. Source: spec/cloudfront.md 7.10, 7.15.
 */
const storedStatuses: readonly number[] = [200, 203, 204, 300, 301, 302, 303, 307, 308];

/**
 * The times of an object that enters the cache now.
 *
 * @returns `undefined` when the response is not stored.
 * @source spec/cloudfront.md 7.10, 7.11
 */
export function storedTimes(
  response: { readonly status: number; readonly headers: HeaderMap },
  options: { readonly policy: CachePolicy; readonly nowMs: number },
): StoredTimes | undefined {
  const { status, headers } = response;
  const { policy, nowMs } = options;
  if (!storedStatuses.includes(status)) return undefined;
  if ((status === 307 || status === 308) && !headers.has('cache-control') && !headers.has('expires')) {
    return undefined;
  }
  const ttlSeconds = edgeTtlSeconds(headers, { policy, nowMs });
  if (ttlSeconds === undefined) return undefined;
  // An object that expires at once is worth keeping only for its validators.
  if (ttlSeconds === 0 && !headers.has('etag') && !headers.has('last-modified')) return undefined;
  return { ...expiryTimes(headers, { ttlSeconds, policy, nowMs }), storedAtMs: nowMs };
}

/** Expiry and stale rules for a known time to live. */
export function expiryTimes(
  headers: HeaderMap,
  options: { readonly ttlSeconds: number; readonly policy: CachePolicy; readonly nowMs: number },
): Omit<StoredTimes, 'storedAtMs'> {
  const { ttlSeconds, policy, nowMs } = options;
  const directives = parseCacheControl(headers);
  const capped = (seconds: number | undefined) =>
    seconds === undefined ? undefined : Math.min(seconds, policy.maxTtlSeconds);
  return {
    expiresAtMs: nowMs + ttlSeconds * 1000,
    staleWhileRevalidateSeconds: capped(directiveSeconds(directives, 'stale-while-revalidate')) ?? 0,
    staleIfErrorSeconds: capped(directiveSeconds(directives, 'stale-if-error')),
  };
}
