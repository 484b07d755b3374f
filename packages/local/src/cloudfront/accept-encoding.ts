// Accept-Encoding as CloudFront normalises it for cache key and origin.

import { ignoresEncodingQuality } from './assumptions.js';

/** What of the header goes on. */
export interface NormalizedEncoding {
  /** In the cache key; undefined when nothing is. */
  readonly key: string | undefined;
  /** Sent to the origin; undefined when no header is. */
  readonly origin: string | undefined;
}

/**
 * Normalises the viewer's header to the formats that the policy enables.
 *
 * @param header - As sent; undefined when absent.
 * @returns `undefined` when the policy enables neither format: then it is an ordinary header.
 * @source spec/cloudfront.md 7.6
 */
export function normalizeAcceptEncoding(
  header: string | undefined,
  policy: { readonly isGzipEnabled: boolean; readonly isBrotliEnabled: boolean },
): NormalizedEncoding | undefined {
  if (!policy.isGzipEnabled && !policy.isBrotliEnabled) return undefined;
  if (header === undefined) return { key: undefined, origin: undefined };
  const accepted = header
    .toLowerCase()
    .split(',')
    .filter((part) => ignoresEncodingQuality || !/;\s*q=0(?:\.0*)?\s*$/.test(part))
    .map((part) => (part.split(';')[0] ?? '').trim());
  const formats = [
    ...(policy.isBrotliEnabled && accepted.includes('br') ? ['br'] : []),
    ...(policy.isGzipEnabled && accepted.includes('gzip') ? ['gzip'] : []),
  ];
  if (formats.length === 0) return { key: undefined, origin: 'identity' };
  return { key: formats.join(','), origin: formats.join(',') };
}
