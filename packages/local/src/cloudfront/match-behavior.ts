// Which cache behavior serves a path.

import { matchesWildcard } from '../http-semantics/wildcard.js';

/** What of a behavior matters here. */
interface Pattern {
  readonly pathPattern: string;
  readonly isDefault: boolean;
}

/**
 * Chooses the first behavior whose pattern matches; the default cache behavior is last and matches all.
 *
 * @param behaviors - In the template's order, the default one last.
 * @param path - As sent, without query string; normalised here for the comparison only.
 * @source spec/cloudfront.md 7.2
 */
export function matchBehavior<Behavior extends Pattern>(
  behaviors: readonly [Behavior, ...Behavior[]],
  path: string,
): Behavior {
  const normal = normalizePath(path);
  const found = behaviors.find(
    ({ pathPattern, isDefault }) => isDefault || matchesPathPattern(pathPattern, normal),
  );
  return found ?? behaviors[behaviors.length - 1] ?? behaviors[0];
}

/**
 * Compares a whole path with a pattern: `*` is any characters, `/` included, `?` exactly one; case counts; a
 * leading `/` is implied.
 *
 * @source spec/cloudfront.md 7.2
 */
export function matchesPathPattern(pattern: string, path: string): boolean {
  return matchesWildcard(pattern.startsWith('/') ? pattern : `/${pattern}`, path);
}

/**
 * Normalises by RFC 3986 for the match: dot segments removed, duplicate slashes collapsed, escapes of
 * unreserved characters decoded.
 *
 * @source spec/cloudfront.md 7.2, 9.11
 */
export function normalizePath(path: string): string {
  // Most paths have nothing to normalise, and this runs for every request.
  if (!/%|\/\/|\/\./.test(path)) return path;
  const decoded = path.replace(/%([0-9A-Fa-f]{2})/g, (escaped, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9\-._~]/.test(character) ? character : escaped;
  });
  const segments: string[] = [];
  const parts = decoded
    .replace(/\/{2,}/g, '/')
    .split('/')
    .slice(1);
  parts.forEach((part, index) => {
    const isLast = index === parts.length - 1;
    if (part === '..') segments.pop();
    else if (part !== '.') segments.push(part);
    if (isLast && (part === '.' || part === '..')) segments.push('');
  });
  return `/${segments.join('/')}`;
}
