// The viewer's address for the origin.

import type { Middleware } from '../pipeline.js';

/** Options of `trueClientIp`. */
export interface TrueClientIpOptions {
  /** Lower case. @default 'true-client-ip' */
  readonly header?: string;
}

/**
 * Tells the origin the viewer's address in a header, in place of whatever the viewer sent in it.
 *
 * The header reaches the origin only if the origin request policy names it.
 *
 * @source spec/cloudfront.md 2.1, 2.8; runtimes 1.0 and 2.0
 */
export function trueClientIp({ header }: TrueClientIpOptions = {}): Middleware {
  return {
    name: 'trueClientIp',
    request: ({ request, viewer }) => {
      request.headers[header || 'true-client-ip'] = { value: viewer.ip };
      return request;
    },
  };
}
