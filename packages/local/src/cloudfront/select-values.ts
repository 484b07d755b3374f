// What policies take of query strings and cookies, and how two policies add up.

import { matchesWildcard } from '../http-semantics/wildcard.js';
import type { NameSelection } from './model.js';

/** Whether a name is selected. Names are compared as they are: callers lower-case header names. */
export function isSelected(selection: NameSelection, name: string): boolean {
  switch (selection.kind) {
    case 'none':
      return false;
    case 'all':
      return true;
    case 'list':
      return selection.names.includes(name);
    case 'allExcept':
      return !selection.names.includes(name);
  }
}

/**
 * What both policies together forward.
 *
 * @source spec/cloudfront.md 7.7: an allow list or "all" beats a block list; two block lists add up
 */
export function unionSelection(a: NameSelection, b: NameSelection): NameSelection {
  if (a.kind === 'none') return b;
  if (b.kind === 'none') return a;
  if (a.kind === 'all' || b.kind === 'all') return { kind: 'all' };
  if (a.kind === 'list' && b.kind === 'list') {
    return { kind: 'list', names: [...new Set([...a.names, ...b.names])] };
  }
  if (a.kind === 'allExcept' && b.kind === 'allExcept') {
    return { kind: 'allExcept', names: [...new Set([...a.names, ...b.names])] };
  }
  const [allowed, blocked] = a.kind === 'list' ? [a.names, b] : [(b as typeof a).names, a];
  return {
    kind: 'allExcept',
    names: blocked.kind === 'allExcept' ? blocked.names.filter((name) => !allowed.includes(name)) : [],
  };
}

/**
 * The parts of a query string that are selected, as sent and in the order sent.
 *
 * @returns `undefined` when nothing is left.
 * @source spec/cloudfront.md 7.6: order and case count; exact text compared
 */
export function selectQuery(rawQuery: string | undefined, selection: NameSelection): string | undefined {
  if (rawQuery === undefined || selection.kind === 'none') return undefined;
  if (selection.kind === 'all') return rawQuery;
  const kept = rawQuery.split('&').filter((pair) => {
    const equals = pair.indexOf('=');
    return pair !== '' && isSelected(selection, equals === -1 ? pair : pair.slice(0, equals));
  });
  return kept.length === 0 ? undefined : kept.join('&');
}

/**
 * The selected cookies of a Cookie header.
 *
 * @param wildcards - Legacy name lists take `*` and `?`.
 * @returns Pairs sorted by name, joined by `; `; `undefined` when none is left.
 * @source spec/cloudfront.md 7.6, 7.9: sorted by name; names starting with `$` and malformed pairs dropped
 */
export function selectCookies(
  header: string | undefined,
  selection: NameSelection,
  { wildcards }: { readonly wildcards: boolean },
): string | undefined {
  if (header === undefined || selection.kind === 'none') return undefined;
  const pairs = header.split(';').flatMap((part): { name: string; text: string }[] => {
    const text = part.trim();
    const equals = text.indexOf('=');
    if (equals <= 0 || text.startsWith('$')) return [];
    const name = text.slice(0, equals);
    return takes(selection, name, wildcards) ? [{ name, text }] : [];
  });
  if (pairs.length === 0) return undefined;
  return pairs
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ text }) => text)
    .join('; ');
}

function takes(selection: NameSelection, name: string, wildcards: boolean): boolean {
  if (!wildcards || selection.kind !== 'list') return isSelected(selection, name);
  return selection.names.some((pattern) => matchesWildcard(pattern, name));
}
