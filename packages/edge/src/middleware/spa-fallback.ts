// Single-page applications.

import { hasExtension, matchPath } from '../http/match-path.js';
import type { Middleware } from '../pipeline.js';

/** Options of `spaFallback`. */
export interface SpaFallbackOptions {
  /** @default '/index.html' */
  readonly index?: string;
  /** Path patterns that stay as they are, such as `/api/*`. */
  readonly except?: readonly string[];
}

/**
 * Serves the application for every path that names no file: its router takes over in the browser.
 *
 * Better than a custom error response for 404, which would answer a missing image with the application too.
 *
 * @source spec/cloudfront.md 2.1; runtimes 1.0 and 2.0
 */
export function spaFallback({ index, except }: SpaFallbackOptions = {}): Middleware {
  return {
    name: 'spaFallback',
    request: ({ request }) => {
      const { uri } = request;
      const isExcepted = except?.some((pattern) => matchPath(pattern, uri));
      if (!hasExtension(uri) && !isExcepted) request.uri = index || '/index.html';
      return request;
    },
  };
}
