// How long an error of the origin stays in the cache.

import type { HeaderMap } from '../http-semantics/headers.js';
import { minS3ErrorTtlSeconds } from './assumptions.js';
import { defaultErrorCachingMinTtlSeconds } from './limits.js';
import type { CachePolicy, CustomErrorResponse } from './model.js';
import {
  announcedSeconds,
  directiveSeconds,
  forbidsStoring,
  isCachingDisabled,
  parseCacheControl,
} from './ttl.js';

const alwaysCached: readonly number[] = [404, 414, 500, 501, 502, 503, 504];
const cachedWithMaxAge: readonly number[] = [400, 403, 405, 412, 415];
const honoursNoStore: readonly number[] = [404, 410, 414, 501];

/**
 * The time that an error is served from the cache.
 *
 * @param error - Status (400 and above) and headers of the origin's answer.
 * @returns Seconds, or `undefined` when it is not kept.
 * @source spec/cloudfront.md 7.12
 */
export function errorTtlSeconds(
  error: { readonly status: number; readonly headers: HeaderMap },
  options: {
    readonly policy: CachePolicy;
    readonly custom: CustomErrorResponse | undefined;
    readonly isS3: boolean;
    readonly nowMs: number;
  },
): number | undefined {
  const { status, headers } = error;
  const { policy, custom, isS3, nowMs } = options;
  if (isCachingDisabled(policy)) return undefined;
  const directives = parseCacheControl(headers);
  const hasMaxAge =
    directiveSeconds(directives, 'max-age') !== undefined ||
    directiveSeconds(directives, 's-maxage') !== undefined;
  if (!alwaysCached.includes(status) && !(cachedWithMaxAge.includes(status) && hasMaxAge)) return undefined;
  if (honoursNoStore.includes(status) && forbidsStoring(directives)) return undefined;
  const configured = custom?.cachingMinTtlSeconds ?? defaultErrorCachingMinTtlSeconds;
  const announced = announcedSeconds(directives, headers, nowMs) ?? 0;
  const ttl = Math.max(Math.min(announced, policy.maxTtlSeconds), configured);
  const least = isS3 ? Math.max(ttl, minS3ErrorTtlSeconds) : ttl;
  return least > 0 ? least : undefined;
}
