// Headers that tell browsers to be careful.

import type { Middleware } from '../pipeline.js';

/** Texts by lower-case header name; `false` leaves a header out. */
export type SecurityHeadersOptions = Readonly<Record<string, string | false>>;

/**
 * Sets security headers on every response, over those of the origin.
 *
 * @param options - Adds to or replaces the defaults: HSTS for a year, `nosniff`, no framing, and a referrer only as far as
 *   the origin. There is no default for `content-security-policy`, which depends on the site.
 * @source spec/cloudfront.md 2.2; runtimes 1.0 and 2.0
 * @example
 * ```ts
 * export default pipeline(securityHeaders({ 'content-security-policy': "default-src 'self'", 'x-frame-options': false }));
 * ```
 */
export function securityHeaders(options: SecurityHeadersOptions = {}): Middleware {
  const headers: SecurityHeadersOptions = {
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'strict-origin-when-cross-origin',
    ...options,
  };
  return {
    name: 'securityHeaders',
    response: ({ response }) => {
      for (const name in headers) {
        const value = headers[name];
        if (value) response.headers[name] = { value };
      }
      return response;
    },
  };
}
