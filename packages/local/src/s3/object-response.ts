// From a stored object and the request's headers to S3's answer: preconditions, range, headers.

import { type Body, emptyBody } from '../http-semantics/body.js';
import { allowsRange, isNotModified, isPreconditionFailed } from '../http-semantics/conditional.js';
import { headerMap, headerText } from '../http-semantics/headers.js';
import { formatHttpDate } from '../http-semantics/http-date.js';
import { resolveRange } from '../http-semantics/range.js';
import { serverSideEncryption } from './assumptions.js';
import { invalidRange, preconditionFailed, type S3Error } from './errors.js';
import type { S3Request, S3Response, StoredObject } from './model.js';

/** An answer, or the error that stands for it. */
export type ObjectOutcome =
  | { readonly kind: 'response'; readonly response: S3Response }
  | { readonly kind: 'error'; readonly error: S3Error };

/**
 * Answers GET and HEAD of an existing object.
 *
 * Several ranges in one request are not supported by S3: it sends the whole object.
 *
 * @source spec/cloudfront.md 7.17; Amazon S3 API Reference, GetObject
 */
export function buildObjectResponse(
  object: StoredObject,
  request: Pick<S3Request, 'method' | 'headers'>,
): ObjectOutcome {
  const { headers, method } = request;
  if (isPreconditionFailed(headers, object)) return { kind: 'error', error: preconditionFailed };
  const common = {
    'last-modified': formatHttpDate(object.lastModifiedMs),
    etag: object.etag,
    'x-amz-server-side-encryption': serverSideEncryption,
    'accept-ranges': 'bytes',
    ...object.metadata,
    server: 'AmazonS3',
  };
  const respond = (status: number, extra: Readonly<Record<string, string>>, body: Body): ObjectOutcome => ({
    kind: 'response',
    response: {
      status,
      headers: headerMap({ ...common, ...extra }),
      body: method === 'HEAD' ? emptyBody : body,
    },
  });
  if (isNotModified(headers, object)) {
    const { 'content-type': _contentType, ...withoutType } = common as Record<string, string>;
    return {
      kind: 'response',
      response: { status: 304, headers: headerMap(withoutType), body: emptyBody },
    };
  }
  const rangeHeader = headerText(headers, 'range');
  const verdict = allowsRange(headers, object)
    ? resolveRange(rangeHeader, object.sizeBytes)
    : ({ kind: 'whole' } as const);
  if (verdict.kind === 'unsatisfiable') {
    return { kind: 'error', error: invalidRange(rangeHeader ?? '', object.sizeBytes) };
  }
  if (verdict.kind === 'whole' || verdict.ranges.length > 1) {
    return respond(200, { 'content-length': String(object.sizeBytes) }, object.body);
  }
  const [{ start, end }] = verdict.ranges;
  return respond(
    206,
    {
      'content-range': `bytes ${start}-${end}/${object.sizeBytes}`,
      'content-length': String(end - start + 1),
    },
    slice(object.body, start, end - start + 1),
  );
}

function slice(body: Body, start: number, length: number): Body {
  if (body.kind === 'bytes') return { kind: 'bytes', bytes: body.bytes.subarray(start, start + length) };
  if (body.kind === 'file') return { ...body, start: body.start + start, length };
  return body;
}
