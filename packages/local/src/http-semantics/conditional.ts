// Conditional requests: what a validator of the client says about the object that we hold.

import { type HeaderMap, headerText } from './headers.js';
import { parseHttpDate, wholeSeconds } from './http-date.js';

/** The validators of the object; either may be missing. */
export interface Validators {
  /** As sent in the `ETag` header, with quotes. */
  readonly etag: string | undefined;
  readonly lastModifiedMs: number | undefined;
}

/**
 * Whether `If-None-Match` (else `If-Modified-Since`) says that the client's copy is still good.
 *
 * @source RFC 9110 13.1.2, 13.1.3: an entity tag is compared weakly and makes the date irrelevant.
 */
export function isNotModified(headers: HeaderMap, validators: Validators): boolean {
  const noneMatch = headerText(headers, 'if-none-match');
  if (noneMatch !== undefined) return matchesEtag(noneMatch, validators.etag, weakly);
  const since = parseHttpDate(headerText(headers, 'if-modified-since'));
  if (since === undefined || validators.lastModifiedMs === undefined) return false;
  return wholeSeconds(validators.lastModifiedMs) <= since;
}

/** Whether `If-Match` (else `If-Unmodified-Since`) forbids the operation. */
export function isPreconditionFailed(headers: HeaderMap, validators: Validators): boolean {
  const match = headerText(headers, 'if-match');
  if (match !== undefined) return !matchesEtag(match, validators.etag, strongly);
  const since = parseHttpDate(headerText(headers, 'if-unmodified-since'));
  if (since === undefined || validators.lastModifiedMs === undefined) return false;
  return wholeSeconds(validators.lastModifiedMs) > since;
}

/** Whether `If-Range` lets the `Range` header count; true without an `If-Range`. */
export function allowsRange(headers: HeaderMap, validators: Validators): boolean {
  const ifRange = headerText(headers, 'if-range');
  if (ifRange === undefined) return true;
  if (ifRange.includes('"')) return matchesEtag(ifRange, validators.etag, strongly);
  const date = parseHttpDate(ifRange);
  return (
    date !== undefined &&
    validators.lastModifiedMs !== undefined &&
    wholeSeconds(validators.lastModifiedMs) === date
  );
}

function matchesEtag(
  list: string,
  etag: string | undefined,
  compare: (a: string, b: string) => boolean,
): boolean {
  if (etag === undefined) return false;
  if (list.trim() === '*') return true;
  // A list of `"tag"` or `W/"tag"`; some clients leave the quotes out.
  const tags = list.match(/(?:W\/)?"[^"]*"/g) ?? list.split(',').map((tag) => `"${tag.trim()}"`);
  return tags.some((tag) => compare(tag, etag));
}

function weakly(a: string, b: string): boolean {
  return a.replace(/^W\//, '') === b.replace(/^W\//, '');
}

function strongly(a: string, b: string): boolean {
  return a === b && !a.startsWith('W/');
}
