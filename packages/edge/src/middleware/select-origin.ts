// Another origin for some requests.

import type { ViewerRequestEvent } from '../events.js';
import type { Middleware } from '../pipeline.js';

/** What `selectOrigin` needs of the `cloudfront` module. @source spec/cloudfront.md 1.14 */
export interface OriginSelector {
  selectRequestOriginById(originId: string): void;
}

/** Options of `selectOrigin`. */
export interface SelectOriginOptions {
  /** The default import of `cloudfront`. */
  readonly cloudfront: OriginSelector;
  /** Chooses the id of an origin of the distribution; nothing leaves the one of the behavior. */
  readonly choose: (event: ViewerRequestEvent) => string | undefined;
}

/**
 * Sends requests that miss the cache to another origin of the distribution.
 *
 * The origin is no part of the cache key: what `choose` goes by must be in it, or viewers get each other's answers.
 *
 * @source spec/cloudfront.md 1.14; runtime 2.0, viewer-request
 * @example
 * ```ts
 * export default pipeline(
 *   selectOrigin({ cloudfront: cf, choose: ({ request }) => (request.cookies.beta ? 'beta' : undefined) }),
 * );
 * ```
 */
export function selectOrigin({ cloudfront, choose }: SelectOriginOptions): Middleware {
  return {
    name: 'selectOrigin',
    request: (event) => {
      const originId = choose(event);
      if (originId) cloudfront.selectRequestOriginById(originId);
      return event.request;
    },
  };
}
