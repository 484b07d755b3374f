// Which stored objects an invalidation path means.

import type { CachedObject } from './object-cache.js';

/**
 * Compares a stored object with one path of an invalidation.
 *
 * @param path - Begins with `/` (added if missing); `*` counts only as its last character.
 * @source spec/cloudfront.md 7.18
 */
export function isInvalidated(object: Pick<CachedObject, 'uri' | 'rawQuery'>, path: string): boolean {
  const wanted = path.startsWith('/') ? path : `/${path}`;
  const target = object.rawQuery === undefined ? object.uri : `${object.uri}?${object.rawQuery}`;
  return wanted.endsWith('*') ? target.startsWith(wanted.slice(0, -1)) : target === wanted;
}
