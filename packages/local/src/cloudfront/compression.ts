// Whether CloudFront compresses a response, and what that does to its headers.

import { type HeaderMap, headerText } from '../http-semantics/headers.js';
import { addsVaryOnCompression } from './assumptions.js';
import { maxCompressibleBytes, minCompressibleBytes } from './limits.js';

export type CompressionFormat = 'br' | 'gzip';

/**
 * Decides the format.
 *
 * @param response - Headers as the origin sent them; `Content-Length` must be among them.
 * @param options.accepted - The normalised Accept-Encoding (`br,gzip`, `gzip`, `br`), undefined when none fits.
 * @returns `undefined` when one of the conditions is not met.
 * @source spec/cloudfront.md 7.14
 */
export function selectCompression(
  response: { readonly status: number; readonly headers: HeaderMap },
  options: {
    readonly isCompressed: boolean;
    readonly accepted: string | undefined;
    readonly httpVersion: string;
  },
): CompressionFormat | undefined {
  const { accepted, isCompressed, httpVersion } = options;
  if (!isCompressed || accepted === undefined || httpVersion === '1.0' || httpVersion === '0.9') return;
  if (![200, 403, 404].includes(response.status)) return;
  if (response.headers.has('content-encoding')) return;
  const length = Number(headerText(response.headers, 'content-length') ?? Number.NaN);
  if (!(length >= minCompressibleBytes && length <= maxCompressibleBytes)) return;
  const type = (headerText(response.headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!compressibleTypes.has(type)) return;
  const formats = accepted.split(',');
  return formats.includes('br') ? 'br' : formats.includes('gzip') ? 'gzip' : undefined;
}

/** Headers of the compressed form: a strong entity tag becomes weak, an invalid one goes. */
export function compressedHeaders(
  headers: HeaderMap,
  options: { readonly format: CompressionFormat; readonly sizeBytes: number },
): HeaderMap {
  const result = new Map(headers);
  result.set('content-encoding', [options.format]);
  result.set('content-length', [String(options.sizeBytes)]);
  // Byte ranges of the stored form are served; the origin's promise about its own bytes is not ours.
  const etag = headerText(headers, 'etag');
  if (etag !== undefined) {
    if (/^"[^"]*"$/.test(etag)) result.set('etag', [`W/${etag}`]);
    else if (!/^W\/"[^"]*"$/.test(etag)) result.delete('etag');
  }
  if (addsVaryOnCompression) {
    const vary = headerText(headers, 'vary');
    if (vary === undefined) result.set('vary', ['Accept-Encoding']);
    else if (!/accept-encoding|^\*$/i.test(vary)) result.set('vary', [`${vary}, Accept-Encoding`]);
  }
  return result;
}

/** Source: spec/cloudfront.md 7.14. */
const compressibleTypes: ReadonlySet<string> = new Set([
  ...[
    'dash+xml',
    'eot',
    'font',
    'font-sfnt',
    'javascript',
    'json',
    'opentype',
    'otf',
    'pdf',
    'pkcs7-mime',
    'protobuf',
    'rss+xml',
    'truetype',
    'ttf',
    'vnd.apple.mpegurl',
    'vnd.mapbox-vector-tile',
    'vnd.ms-fontobject',
    'wasm',
    'xhtml+xml',
    'xml',
    'x-font-opentype',
    'x-font-truetype',
    'x-font-ttf',
    'x-httpd-cgi',
    'x-javascript',
    'x-mpegurl',
    'x-opentype',
    'x-otf',
    'x-perl',
    'x-ttf',
  ].map((name) => `application/${name}`),
  ...['eot', 'opentype', 'otf', 'ttf'].map((name) => `font/${name}`),
  'image/svg+xml',
  ...[
    'css',
    'csv',
    'html',
    'javascript',
    'js',
    'plain',
    'richtext',
    'tab-separated-values',
    'xml',
    'x-component',
    'x-java-source',
    'x-script',
  ].map((name) => `text/${name}`),
  'vnd.apple.mpegurl',
]);
