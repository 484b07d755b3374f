// What PutObject keeps of a request.

import { createHash } from 'node:crypto';
import { type HeaderMap, headerText } from '../http-semantics/headers.js';
import { decodeAwsChunked } from './aws-chunked.js';
import { badDigest, incompleteBody, type S3Error } from './errors.js';

/** Headers that S3 stores with an object and sends back, besides `x-amz-meta-*`. */
const storedHeaders: readonly string[] = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
  'x-amz-website-redirect-location',
];

/** The content to keep, or the refusal. */
export type ParsedPut =
  | {
      readonly kind: 'object';
      readonly bytes: Buffer;
      readonly metadata: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'error'; readonly error: S3Error };

/**
 * Reads PutObject.
 *
 * @source spec/sdk-wire.md 3.7
 */
export function parsePut(headers: HeaderMap, body: Buffer): ParsedPut {
  const encodings = (headerText(headers, 'content-encoding') ?? '')
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== '');
  const isChunked =
    encodings.includes('aws-chunked') ||
    headerText(headers, 'x-amz-content-sha256')?.startsWith('STREAMING-') === true;
  let bytes = body;
  if (isChunked) {
    const decoded = decodeAwsChunked(body);
    if (decoded.kind === 'malformed') return { kind: 'error', error: incompleteBody };
    bytes = decoded.content;
    const announced = headerText(headers, 'x-amz-decoded-content-length');
    if (announced !== undefined && Number(announced) !== bytes.length) {
      return { kind: 'error', error: incompleteBody };
    }
  }
  const md5 = headerText(headers, 'content-md5');
  if (md5 !== undefined && createHash('md5').update(bytes).digest('base64') !== md5) {
    return { kind: 'error', error: badDigest() };
  }
  const metadata: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const [name, values] of headers) {
    if (storedHeaders.includes(name) || name.startsWith('x-amz-meta-')) metadata[name] = values.join(', ');
  }
  const kept = encodings.filter((encoding) => encoding !== 'aws-chunked').join(', ');
  if (kept === '') delete metadata['content-encoding'];
  else metadata['content-encoding'] = kept;
  return { kind: 'object', bytes, metadata };
}
