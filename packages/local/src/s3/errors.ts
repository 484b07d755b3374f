// S3's errors with its own texts, as the XML that REST clients get.

import { escapeXml } from '../aws-query/xml.js';
import { emptyBody, textBody } from '../http-semantics/body.js';
import { headerMap } from '../http-semantics/headers.js';
import { malformedEscapeCode } from './assumptions.js';
import type { S3Response } from './model.js';

/** One error of S3. `details` become elements of the XML, in order. */
export interface S3Error {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export const accessDenied: S3Error = {
  status: 403,
  code: 'AccessDenied',
  message: 'Access Denied',
  details: {},
};

export function noSuchKey(key: string): S3Error {
  return {
    status: 404,
    code: 'NoSuchKey',
    message: 'The specified key does not exist.',
    details: { Key: key },
  };
}

export function noSuchBucket(bucketName: string): S3Error {
  return {
    status: 404,
    code: 'NoSuchBucket',
    message: 'The specified bucket does not exist',
    details: { BucketName: bucketName },
  };
}

export function noSuchWebsiteConfiguration(bucketName: string): S3Error {
  return {
    status: 404,
    code: 'NoSuchWebsiteConfiguration',
    message: 'The specified bucket does not have a website configuration',
    details: { BucketName: bucketName },
  };
}

export function methodNotAllowed(method: string): S3Error {
  return {
    status: 405,
    code: 'MethodNotAllowed',
    message: 'The specified method is not allowed against this resource.',
    details: { Method: method, ResourceType: 'OBJECT' },
  };
}

export const preconditionFailed: S3Error = {
  status: 412,
  code: 'PreconditionFailed',
  message: 'At least one of the pre-conditions you specified did not hold',
  details: {},
};

export function invalidRange(range: string, sizeBytes: number): S3Error {
  return {
    status: 416,
    code: 'InvalidRange',
    message: 'The requested range is not satisfiable',
    details: { RangeRequested: range, ActualObjectSize: String(sizeBytes) },
    headers: { 'content-range': `bytes */${sizeBytes}` },
  };
}

export const invalidUri: S3Error = {
  status: 400,
  code: malformedEscapeCode,
  message: "Couldn't parse the specified URI.",
  details: {},
};

export function keyTooLong(sizeBytes: number, maxBytes: number): S3Error {
  return {
    status: 400,
    code: 'KeyTooLongError',
    message: 'Your key is too long',
    details: { Size: String(sizeBytes), MaxSizeAllowed: String(maxBytes) },
  };
}

export function invalidArgument(name: string, value: string, message: string): S3Error {
  return {
    status: 400,
    code: 'InvalidArgument',
    message,
    details: { ArgumentName: name, ArgumentValue: value },
  };
}

export const incompleteBody: S3Error = {
  status: 400,
  code: 'IncompleteBody',
  message: 'The request body terminated unexpectedly',
  details: {},
};

export function badDigest(): S3Error {
  return {
    status: 400,
    code: 'BadDigest',
    message: 'The Content-MD5 you specified did not match what we received.',
    details: {},
  };
}

export const corsForbidden: S3Error = {
  status: 403,
  code: 'AccessForbidden',
  message:
    "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
  details: {},
};

export const corsNotEnabled: S3Error = {
  status: 403,
  code: 'AccessForbidden',
  message: 'CORSResponse: CORS is not enabled for this bucket.',
  details: {},
};

export function notImplemented(what: string): S3Error {
  return {
    status: 501,
    code: 'NotImplemented',
    message: `A header or operation you provided implies functionality that is not implemented: ${what}`,
    details: {},
  };
}

/** Ids that every answer of S3 carries. */
export interface RequestIds {
  readonly requestId: string;
  readonly hostId: string;
}

/**
 * The REST form: an XML declaration, then one `Error` element.
 *
 * @param options.withBody - False for HEAD, which has the status alone.
 * @source spec/cloudfront.md 7.17
 */
export function errorResponse(
  error: S3Error,
  options: { readonly ids: RequestIds; readonly withBody: boolean },
): S3Response {
  const { requestId, hostId } = options.ids;
  const elements = {
    Code: error.code,
    Message: error.message,
    ...error.details,
    RequestId: requestId,
    HostId: hostId,
  };
  const xml = Object.entries(elements)
    .map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`)
    .join('');
  return {
    status: error.status,
    headers: headerMap({ 'content-type': 'application/xml', server: 'AmazonS3', ...error.headers }),
    body: options.withBody
      ? textBody(`<?xml version="1.0" encoding="UTF-8"?>\n<Error>${xml}</Error>`)
      : emptyBody,
  };
}
