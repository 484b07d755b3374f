// From the path of a request to a key, and from a key to a place below a folder.

import { percentDecoded } from '../http-semantics/percent-decode.js';
import { plusIsSpaceInPath } from './assumptions.js';
import { maxKeyBytes } from './limits.js';

/** A key, or why the path has none. */
export type ParsedKey =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'too-long'; readonly sizeBytes: number };

/**
 * Percent-decodes the path, once, into a key.
 *
 * @param path - As sent, beginning with `/`; `/` alone is the bucket itself and gives the empty key.
 * @source spec/cloudfront.md 7.17
 */
export function parseObjectKey(path: string): ParsedKey {
  const key = percentDecoded(plusIsSpaceInPath ? path.slice(1).replaceAll('+', ' ') : path.slice(1));
  if (key === undefined) return { kind: 'malformed' };
  const sizeBytes = Buffer.byteLength(key);
  return sizeBytes > maxKeyBytes ? { kind: 'too-long', sizeBytes } : { kind: 'key', key };
}

/**
 * The path segments of the file that a key names below the bucket's folder.
 *
 * @returns `undefined` when no file can have this key: an empty, `.` or `..` segment, NUL, or a backslash (a
 *   separator on Windows). S3 takes all of these literally, so to a bucket filled from a folder they are keys
 *   that do not exist.
 */
export function keySegments(key: string): readonly string[] | undefined {
  const segments = key.split('/');
  const isFileName = (segment: string) =>
    segment !== '' && segment !== '.' && segment !== '..' && !/[\0\\]/.test(segment);
  return segments.every(isFileName) ? segments : undefined;
}
