// One form for query strings that mean the same, so that the cache keeps one copy.

import type { EdgeQuery, EdgeValue } from '../events.js';
import { matchPath } from '../http/match-path.js';
import type { Middleware } from '../pipeline.js';

/** Options of `normalizeQuery`: what stays, or what goes. Names are compared as sent, `*` stands for any text. */
export type NormalizeQueryOptions =
  | { readonly keep: readonly string[]; readonly drop?: never }
  | { readonly drop: readonly string[]; readonly keep?: never };

/**
 * Removes query parameters and sorts the others by name. Values of one name keep their order.
 *
 * Only a request that the cache policy sees without them gains: the origin does not get what is removed either.
 *
 * @source spec/cloudfront.md 2.4; runtimes 1.0 and 2.0
 * @example
 * ```ts
 * export default pipeline(normalizeQuery({ drop: ['utm_*', 'fbclid', 'gclid'] }));
 * ```
 */
export function normalizeQuery({ keep, drop }: NormalizeQueryOptions): Middleware {
  return {
    name: 'normalizeQuery',
    request: ({ request }) => {
      const given = request.querystring;
      // Without a prototype a parameter named __proto__ is one like any other.
      const query = Object.create(null) as EdgeQuery;
      for (const name of Object.keys(given).sort()) {
        const isListed = (keep || drop).some((pattern) => matchPath(pattern, name));
        if (isListed === !!keep) query[name] = given[name] as EdgeValue;
      }
      request.querystring = query;
      return request;
    },
  };
}
