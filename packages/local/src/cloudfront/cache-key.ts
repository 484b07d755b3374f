// The cache key: what makes two requests the same to a behavior.

import { headerText } from '../http-semantics/headers.js';
import { normalizeAcceptEncoding } from './accept-encoding.js';
import type { CachePolicy, EdgeRequest } from './model.js';
import { selectCookies, selectQuery } from './select-values.js';

/** Keeps the parts of a key apart: it cannot occur in a request. */
const separator = '\n';

/**
 * Computes the key from the request as the viewer-request function left it.
 *
 * HEAD shares GET's key; OPTIONS has its own. Scheme, Host and the origin are not in it.
 *
 * @param options.isLegacy - Legacy cookie lists take wildcards.
 * @source spec/cloudfront.md 7.6
 * @example
 * ```ts
 * cacheKey(cachingOptimized, { method: 'GET', uri: '/a', rawQuery: 'x=1', headers: new Map() }); // 'GET\n/a\n\n\n'
 * ```
 */
export function cacheKey(
  policy: CachePolicy,
  request: EdgeRequest,
  options: { readonly isLegacy: boolean } = { isLegacy: false },
): string {
  const methodClass = request.method === 'OPTIONS' ? 'OPTIONS' : 'GET';
  const query = selectQuery(request.rawQuery, policy.queryStrings);
  const cookies = selectCookies(headerText(request.headers, 'cookie'), policy.cookies, {
    wildcards: options.isLegacy,
  });
  const parts = [methodClass, request.uri, query === undefined ? '' : `?${query}`, cookies ?? ''];
  if (policy.headers.kind === 'list') {
    for (const name of [...policy.headers.names].sort()) {
      const value = headerText(request.headers, name);
      // An absent header is a value of its own, apart from an empty one.
      parts.push(value === undefined ? name : `${name}:${value}`);
    }
  }
  parts.push(normalizeAcceptEncoding(headerText(request.headers, 'accept-encoding'), policy)?.key ?? '');
  return parts.join(separator);
}
