// Old addresses.

import { queryText } from '../http/query-text.js';
import { type RedirectStatus, redirect } from '../http/redirect.js';
import type { Middleware } from '../pipeline.js';
import type { KeyValueReader } from './key-value-reader.js';

/** Options of `redirects`. */
export interface RedirectsOptions {
  /**
   * Where each old path leads: `'/old': '/new'`, `'/blog/*': '/posts/*'`, `'/shop': 'https://shop.example/'`. A `*` at
   * the end takes the rest of the path along. Exact paths go first, then patterns in their order.
   */
  readonly rules: Readonly<Record<string, string>>;
  /** @default 301 */
  readonly status?: RedirectStatus;
}

/**
 * Answers old addresses with a redirect. The query string is kept.
 *
 * @source spec/cloudfront.md 2.4; runtimes 1.0 and 2.0
 * @example
 * ```ts
 * export default pipeline(redirects({ rules: { '/blog/*': '/posts/*' } }), prettyUrls());
 * ```
 */
export function redirects({ rules, status }: RedirectsOptions): Middleware {
  return {
    name: 'redirects',
    request: ({ request }) => {
      const target = targetOf(rules, request.uri);
      return target ? redirect(status || 301, withQuery(target, queryText(request))) : request;
    },
  };
}

function targetOf(rules: Readonly<Record<string, string>>, uri: string): string | undefined {
  if (Object.hasOwn(rules, uri)) return rules[uri];
  for (const from in rules) {
    const start = from.slice(0, -1);
    if (from.endsWith('*') && uri.startsWith(start)) {
      // A function, because a text would give meaning to `$`.
      return (rules[from] as string).replace('*', () => uri.slice(start.length));
    }
  }
  return undefined;
}

/** Options of `redirectsFromStore`. */
export interface RedirectsFromStoreOptions {
  /** `cf.kvs()`. A key is a path, its value where the path leads. */
  readonly store: KeyValueReader;
  /** Put before the path to make the key. @default '' */
  readonly prefix?: string;
  /** @default 301 */
  readonly status?: RedirectStatus;
}

/**
 * As `redirects`, with the rules in a key value store: tens of thousands fit, and they change without a deployment.
 * Exact paths only.
 *
 * @source spec/cloudfront.md 1.13; runtime 2.0
 */
export function redirectsFromStore({ store, prefix, status }: RedirectsFromStoreOptions): Middleware {
  return {
    name: 'redirects',
    request: async ({ request }) => {
      const target = await store.get((prefix || '') + request.uri).catch(() => '');
      return target ? redirect(status || 301, withQuery(target, queryText(request))) : request;
    },
  };
}

// A target with a query of its own gets the viewer's behind it; a fragment stays at the end.
function withQuery(target: string, query: string): string {
  const [path, fragment] = target.split('#') as [string, string | undefined];
  const joined = path.includes('?') ? query.replace('?', '&') : query;
  return path + joined + (fragment ? `#${fragment}` : '');
}
