// What CloudFront does to an origin's response headers before it stores or sends them.

import { type HeaderMap, headerText } from '../http-semantics/headers.js';

/** Hop-by-hop headers, headers of CloudFront's own, and those that it removes. */
const removed: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-amz-id-2',
  'x-amz-request-id',
  'x-amz-cf-id',
  'x-amz-cf-pop',
  'x-cache',
  'age',
]);

/**
 * Treats the headers.
 *
 * @param options.isForwarded - Whether a request header reaches the origin: its name may stay in `Vary`.
 * @param options.nowMs - For a `Date` that the origin left out.
 * @source spec/cloudfront.md 7.10
 */
export function treatOriginHeaders(
  headers: HeaderMap,
  options: {
    readonly forwardsCookies: boolean;
    readonly isForwarded: (name: string) => boolean;
    readonly nowMs: number;
  },
): HeaderMap {
  const result = new Map<string, readonly string[]>();
  for (const [name, values] of headers) {
    if (removed.has(name) || (name === 'set-cookie' && !options.forwardsCookies)) continue;
    result.set(name, values);
  }
  const vary = headerText(headers, 'vary');
  if (vary !== undefined) {
    const kept = keptVary(vary, options);
    if (kept === undefined) result.delete('vary');
    else result.set('vary', [kept]);
  }
  if (!result.has('date')) result.set('date', [new Date(options.nowMs).toUTCString()]);
  return result;
}

function keptVary(
  vary: string,
  options: { readonly forwardsCookies: boolean; readonly isForwarded: (name: string) => boolean },
): string | undefined {
  const kept = vary
    .split(',')
    .map((name) => name.trim())
    .filter((name) => {
      const lower = name.toLowerCase();
      return (
        lower === 'accept-encoding' ||
        lower === '*' ||
        (lower === 'cookie' ? options.forwardsCookies : options.isForwarded(lower))
      );
    });
  return kept.length === 0 ? undefined : kept.join(', ');
}

/**
 * The headers to keep with a stored object: `no-cache="Set-Cookie"` keeps a cookie from being replayed.
 *
 * @source spec/cloudfront.md 7.10
 */
export function storedHeaders(headers: HeaderMap): HeaderMap {
  if (!headers.has('set-cookie')) return headers;
  if (!/no-cache="[^"]*set-cookie[^"]*"/i.test(headerText(headers, 'cache-control') ?? '')) return headers;
  const result = new Map(headers);
  result.delete('set-cookie');
  return result;
}
