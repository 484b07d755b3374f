// How long an origin's response stays in the cache.

import { type HeaderMap, headerText } from '../http-semantics/headers.js';
import { parseHttpDate } from '../http-semantics/http-date.js';
import { storesUncacheableForRevalidation } from './assumptions.js';
import type { CachePolicy } from './model.js';

/** Cache-Control as name -> value; a directive without a value has the empty text. Names in lower case. */
export function parseCacheControl(headers: HeaderMap): ReadonlyMap<string, string> {
  const directives = new Map<string, string>();
  for (const part of (headerText(headers, 'cache-control') ?? '').split(',')) {
    const equals = part.indexOf('=');
    const name = (equals === -1 ? part : part.slice(0, equals)).trim().toLowerCase();
    if (name !== '') directives.set(name, equals === -1 ? '' : unquote(part.slice(equals + 1).trim()));
  }
  return directives;
}

/** Seconds of a directive; `undefined` when it is absent or no number. */
export function directiveSeconds(directives: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = directives.get(name);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

type Ttls = Pick<CachePolicy, 'minTtlSeconds' | 'defaultTtlSeconds' | 'maxTtlSeconds'>;

/** `undefined`: not stored. Zero: stored, to be revalidated each time. */
export type EdgeTtl = number | undefined;

/**
 * The edge's time to live of a response below 400.
 *
 * @param options.nowMs - The service clock, for `Expires`.
 * @returns Seconds, or `undefined` when the response is not kept.
 * @source spec/cloudfront.md 7.11
 */
export function edgeTtlSeconds(
  headers: HeaderMap,
  options: { readonly policy: Ttls; readonly nowMs: number },
): EdgeTtl {
  const { policy, nowMs } = options;
  const { minTtlSeconds: min, defaultTtlSeconds: standard, maxTtlSeconds: max } = policy;
  if (isCachingDisabled(policy)) return undefined;
  const directives = parseCacheControl(headers);
  if (forbidsStoring(directives)) {
    return min > 0 ? min : storesUncacheableForRevalidation ? 0 : undefined;
  }
  const announced = announcedSeconds(directives, headers, nowMs);
  if (announced === undefined) return Math.max(min, standard);
  return Math.min(Math.max(announced, min), Math.max(max, min));
}

/** All three times zero: no caching and no collapsing. */
export function isCachingDisabled(policy: Ttls): boolean {
  return policy.minTtlSeconds === 0 && policy.defaultTtlSeconds === 0 && policy.maxTtlSeconds === 0;
}

export function forbidsStoring(directives: ReadonlyMap<string, string>): boolean {
  // `no-cache="Set-Cookie"` and `private="X"` name fields: they do not concern the whole response.
  return directives.has('no-store') || directives.get('no-cache') === '' || directives.get('private') === '';
}

/** What the origin says by s-maxage, else max-age, else Expires. */
export function announcedSeconds(
  directives: ReadonlyMap<string, string>,
  headers: HeaderMap,
  nowMs: number,
): number | undefined {
  const byDirective = directiveSeconds(directives, 's-maxage') ?? directiveSeconds(directives, 'max-age');
  if (byDirective !== undefined) return byDirective;
  const expires = headerText(headers, 'expires');
  if (expires === undefined) return undefined;
  // An invalid date, such as "0", means already expired (RFC 9111 5.3).
  return Math.max(0, Math.floor(((parseHttpDate(expires) ?? nowMs) - nowMs) / 1000));
}

function unquote(text: string): string {
  return text.startsWith('"') && text.endsWith('"') && text.length > 1 ? text.slice(1, -1) : text;
}
