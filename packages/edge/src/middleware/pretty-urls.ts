// Addresses without index.html.

import { hasExtension } from '../http/match-path.js';
import { queryText } from '../http/query-text.js';
import { redirect } from '../http/redirect.js';
import type { Middleware } from '../pipeline.js';

/** How pages lie in the bucket. */
export interface PrettyUrlsOptions {
  /**
   * `directory`: the page `/posts/x/` is the file `posts/x/index.html`, as Hugo writes it. `file`: the page is
   * `posts/x.html`, as with Hugo's `uglyURLs`.
   * @default 'directory'
   */
  readonly style?: 'directory' | 'file';
  /** Sends viewers to the one address with or without a slash at the end, by 301. @default - both are served */
  readonly trailingSlash?: 'add' | 'remove';
}

/**
 * Serves pages under addresses without file names.
 *
 * A last part with a dot is a file and stays as it is; dots in directories do not count.
 *
 * @source spec/cloudfront.md 2.1; runtimes 1.0 and 2.0
 * @example
 * ```ts
 * export default pipeline(prettyUrls({ trailingSlash: 'add' }));
 * ```
 */
export function prettyUrls({ style, trailingSlash }: PrettyUrlsOptions = {}): Middleware {
  return {
    name: 'prettyUrls',
    request: ({ request }) => {
      const { uri } = request;
      if (hasExtension(uri)) return request;
      const bare = uri.replace(/\/+$/, '');
      const wanted = trailingSlash === 'add' ? `${bare}/` : bare;
      if (trailingSlash && bare && uri !== wanted) return redirect(301, wanted + queryText(request));
      request.uri = style === 'file' && bare ? `${bare}.html` : `${bare}/index.html`;
      return request;
    },
  };
}
