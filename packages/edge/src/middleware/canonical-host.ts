// One host name for the site.

import { queryText } from '../http/query-text.js';
import { redirect } from '../http/redirect.js';
import type { Middleware } from '../pipeline.js';

/** Options of `canonicalHost`. */
export interface CanonicalHostOptions {
  /** The name that the site has: `www.example.org`, or the apex `example.org`. */
  readonly host: string;
  /** Names that are sent there. @default - every other name */
  readonly from?: readonly string[];
}

/**
 * Sends other host names to the one of the site, by 301 and over HTTPS.
 *
 * Plain HTTP is redirected as well where the behavior forwards `CloudFront-Forwarded-Proto`; the viewer protocol policy
 * `redirect-to-https` does it for less.
 *
 * @source spec/cloudfront.md 2.1; runtimes 1.0 and 2.0
 */
export function canonicalHost({ host, from }: CanonicalHostOptions): Middleware {
  return {
    name: 'canonicalHost',
    request: ({ request }) => {
      const { headers, uri } = request;
      const given = headers.host ? headers.host.value : host;
      const protocol = headers['cloudfront-forwarded-proto'];
      const isOther = given !== host && (!from || from.includes(given));
      const isPlain = given === host && protocol && protocol.value === 'http';
      return isOther || isPlain ? redirect(301, `https://${host}${uri}${queryText(request)}`) : request;
    },
  };
}
