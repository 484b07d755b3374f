// What changes because the function runs at another moment than before.

import type { Migration } from './migration.js';

/** @source spec/cloudfront.md 6.1, 6.5, 6.6 */
export function warnOfTrigger(migration: Migration): void {
  const { trigger, place, index, meanings } = migration;
  if (trigger === 'origin-request') {
    migration.warn(
      'EW1712',
      place.fn,
      'The function runs before the cache now, on every request: what it changes becomes part of the cache key',
      'see that no two addresses share a page that they must not share, and that one page is not kept twice',
    );
    const answers = index.nodesOf('ObjectExpression').find((node) => meanings.of(node)?.role === 'response');
    if (answers !== undefined) {
      migration.warn(
        'EW1715',
        answers,
        'A response that the function makes is not cached any more',
        'keep it small: it is made anew for every request',
      );
    }
  }
  if (trigger !== 'origin-response') return;
  migration.warn(
    'EW1716',
    place.fn,
    'The function runs after the cache now, and not when the origin answers 400 or above',
    'use custom error responses for errors, and a response headers policy for headers that never change',
  );
  for (const node of index.nodesOf('AssignmentExpression')) {
    const { left } = node;
    if (left.type !== 'MemberExpression') continue;
    const isStatus = meanings.of(left)?.role === 'status';
    const isCaching = meanings.of(left)?.role === 'list' && meanings.of(left)?.header === 'cache-control';
    if (!isStatus && !isCaching) continue;
    migration.leave(
      'EW1705',
      node,
      isStatus
        ? 'The status of the origin cannot be changed before it is cached'
        : 'Cache-Control set here no longer decides how long CloudFront keeps the page',
      isStatus
        ? 'use custom error responses, or stay with Lambda@Edge'
        : 'set the times in the cache policy, or at the origin',
    );
  }
}
