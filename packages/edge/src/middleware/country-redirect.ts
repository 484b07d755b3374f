// Visitors by country.

import { hasExtension } from '../http/match-path.js';
import { queryText } from '../http/query-text.js';
import { redirect } from '../http/redirect.js';
import type { Middleware } from '../pipeline.js';

/** Options of `countryRedirect`. */
export interface CountryRedirectOptions {
  /**
   * What is put before the path, by ISO country code: `DE: '/de'`, `AT: 'https://at.example.org'`; no slash at the end.
   * Other countries stay.
   */
  readonly targets: Readonly<Record<string, string>>;
  /** Name of a cookie; whoever has it has chosen a language and stays. */
  readonly cookie?: string;
  /** Not 301 or 308, which browsers keep when the viewer travels on. @default 302 */
  readonly status?: 302 | 307;
}

/**
 * Sends viewers to the part of the site for their country. The path and the query string are kept.
 *
 * Who is already in a part, also another country's, stays there; so do requests for files. It needs the header
 * `CloudFront-Viewer-Country` in the cache policy or the origin request policy, and does nothing without it.
 *
 * @source spec/cloudfront.md 2.8; runtimes 1.0 and 2.0
 * @example
 * ```ts
 * export default pipeline(countryRedirect({ targets: { DE: '/de', FR: '/fr' }, cookie: 'language' }));
 * ```
 */
export function countryRedirect({ targets, cookie, status }: CountryRedirectOptions): Middleware {
  return {
    name: 'countryRedirect',
    request: ({ request }) => {
      const { uri, headers, cookies } = request;
      const country = headers['cloudfront-viewer-country'];
      const target = country && targets[country.value];
      // Not a text: no country, or a name that every object has.
      if (typeof target !== 'string' || hasExtension(uri) || (cookie && cookies[cookie])) return request;
      const host = headers.host ? headers.host.value : '';
      for (const code in targets) {
        const part = targets[code] as string;
        const here = part.startsWith('/') ? uri : `https://${host}${uri}`;
        if (`${here}/`.startsWith(`${part}/`)) return request;
      }
      return redirect(status || 302, target + uri + queryText(request));
    },
  };
}
