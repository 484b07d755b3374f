// Cross-origin resource sharing.

import type { EdgeHeaders } from '../events.js';
import type { Middleware } from '../pipeline.js';

/** Options of `cors`. */
export interface CorsOptions {
  /** Origins that may read responses, such as `https://app.example`; `*` stands for all and excludes credentials. */
  readonly origins: '*' | readonly string[];
  /** @default 'GET,HEAD' */
  readonly methods?: string;
  /** Request headers that scripts may send. @default - those that the preflight asks for */
  readonly headers?: string;
  /** Response headers that scripts may read. */
  readonly exposed?: string;
  /** Whether cookies may come along. @default false */
  readonly credentials?: boolean;
  /** Seconds for which browsers remember a preflight. @default 600 */
  readonly maxAgeSeconds?: number;
}

/**
 * Answers preflights on viewer-request and marks responses on viewer-response; use it on both.
 *
 * Forward `Origin` to neither cache key nor origin for this: the function sees it in any case.
 *
 * @source spec/cloudfront.md 2.1, 2.9; runtimes 1.0 and 2.0
 */
export function cors(options: CorsOptions): Middleware {
  return {
    name: 'cors',
    request: ({ request }) => {
      const wanted = request.headers['access-control-request-headers'];
      if (request.method !== 'OPTIONS' || !request.headers['access-control-request-method']) return request;
      const headers = allow(options, request.headers);
      if (headers['access-control-allow-origin']) {
        headers['access-control-allow-methods'] = { value: options.methods || 'GET,HEAD' };
        const names = options.headers || wanted?.value;
        if (names) headers['access-control-allow-headers'] = { value: names };
        headers['access-control-max-age'] = { value: `${options.maxAgeSeconds || 600}` };
      }
      return { statusCode: 204, statusDescription: 'No Content', headers };
    },
    response: ({ request, response }) => {
      const { headers } = response;
      const allowed = allow(options, request.headers);
      const known = headers.vary;
      for (const name in allowed) headers[name] = allowed[name] as EdgeHeaders[string];
      if (known && allowed.vary) headers.vary = { value: `${known.value}, Origin` };
      if (options.exposed) headers['access-control-expose-headers'] = { value: options.exposed };
      return response;
    },
  };
}

// The answer depends on the origin unless all are alike, and caches must know.
function allow({ origins, credentials }: CorsOptions, { origin }: EdgeHeaders): EdgeHeaders {
  if (origins === '*') return { 'access-control-allow-origin': { value: '*' } };
  const headers: EdgeHeaders = { vary: { value: 'Origin' } };
  if (origin && origins.includes(origin.value)) {
    headers['access-control-allow-origin'] = { value: origin.value };
    if (credentials) headers['access-control-allow-credentials'] = { value: 'true' };
  }
  return headers;
}
