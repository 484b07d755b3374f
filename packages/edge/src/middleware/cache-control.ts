// How long browsers keep what they got.

import { matchPath } from '../http/match-path.js';
import type { Middleware } from '../pipeline.js';

/** Options of `cacheControl`. */
export interface CacheControlOptions {
  /** Values by path pattern, such as `'/assets/*': 'public, max-age=31536000, immutable'`; the first that fits counts. */
  readonly rules: Readonly<Record<string, string>>;
}

/**
 * Sets `Cache-Control` for browsers by path. Errors keep what the origin said.
 *
 * CloudFront's own cache goes by the origin's header, before this runs. The path is the one that the viewer-request
 * function left.
 *
 * @source spec/cloudfront.md 2.1; runtimes 1.0 and 2.0
 */
export function cacheControl({ rules }: CacheControlOptions): Middleware {
  return {
    name: 'cacheControl',
    response: ({ request, response }) => {
      if (response.statusCode < 400) {
        for (const pattern in rules) {
          if (matchPath(pattern, request.uri)) {
            response.headers['cache-control'] = { value: rules[pattern] as string };
            break;
          }
        }
      }
      return response;
    },
  };
}
