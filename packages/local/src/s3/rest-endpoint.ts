// The REST endpoint of a bucket: the order in which S3 decides.

import { emptyBody, textBody } from '../http-semantics/body.js';
import { headerMap, headerText } from '../http-semantics/headers.js';
import { type Bucket, findObject, isAllowed, listObjects, type Permission } from './bucket.js';
import { answerPreflight, corsHeaders } from './cors.js';
import {
  accessDenied,
  errorResponse,
  invalidArgument,
  invalidUri,
  keyTooLong,
  methodNotAllowed,
  noSuchKey,
  notImplemented,
  type RequestIds,
  type S3Error,
} from './errors.js';
import { maxKeyBytes } from './limits.js';
import { listPageXml, parseListQuery, selectListPage } from './list-objects.js';
import type { S3Request, S3Response } from './model.js';
import { parseObjectKey } from './object-key.js';
import { buildObjectResponse } from './object-response.js';
import { parsePut } from './write-object.js';

/** What the endpoint needs besides bucket and request. */
export interface RestContext {
  readonly ids: RequestIds;
  readonly partition: string;
  readonly nowMs: number;
  /** Called when the policy refuses an object that exists, which is nearly always a mistake in the template. */
  readonly onRefusal: (key: string) => void;
}

/**
 * Answers one request.
 *
 * @source spec/cloudfront.md 7.17: a missing key is 404 only for a caller who may list, else 403
 */
export async function answerRest(
  bucket: Bucket,
  request: S3Request,
  context: RestContext,
): Promise<S3Response> {
  const outcome = await decide(bucket, request, context);
  if (!('code' in outcome)) return outcome;
  return errorResponse(outcome, { ids: context.ids, withBody: request.method !== 'HEAD' });
}

async function decide(
  bucket: Bucket,
  request: S3Request,
  context: RestContext,
): Promise<S3Response | S3Error> {
  const parsed = parseObjectKey(request.path);
  if (parsed.kind === 'malformed') return invalidUri;
  if (parsed.kind === 'too-long') return keyTooLong(parsed.sizeBytes, maxKeyBytes);
  const { key } = parsed;
  const may = (action: Permission['action'], wanted: string | undefined) =>
    isAllowed(bucket, {
      action,
      key: wanted,
      caller: request.caller,
      isSecure: request.isSecure,
      partition: context.partition,
    });
  switch (request.method) {
    case 'OPTIONS':
      return answerPreflight(bucket.config.corsRules, request.headers);
    case 'GET':
    case 'HEAD':
      if (key === '') return may('s3:ListBucket', undefined) ? list(bucket, request) : accessDenied;
      return getObject(bucket, request, { key, may, onRefusal: context.onRefusal });
    case 'PUT':
      if (key === '') return methodNotAllowed(request.method);
      if (!may('s3:PutObject', key)) return accessDenied;
      return putObject(bucket, request, { key, nowMs: context.nowMs });
    case 'DELETE':
      if (key === '') return methodNotAllowed(request.method);
      if (!may('s3:DeleteObject', key)) return accessDenied;
      bucket.written.delete(key, { leaveMark: bucket.folder?.version(key) !== undefined });
      return { status: 204, headers: headerMap({ server: 'AmazonS3' }), body: emptyBody };
    default:
      return methodNotAllowed(request.method);
  }
}

async function getObject(
  bucket: Bucket,
  request: S3Request,
  options: {
    readonly key: string;
    readonly may: (action: Permission['action'], key: string | undefined) => boolean;
    readonly onRefusal: (key: string) => void;
  },
): Promise<S3Response | S3Error> {
  const { key, may, onRefusal } = options;
  const object = await findObject(bucket, key);
  if (!may('s3:GetObject', key)) {
    if (object !== undefined) onRefusal(key);
    return accessDenied;
  }
  if (object === undefined) return may('s3:ListBucket', undefined) ? noSuchKey(key) : accessDenied;
  const outcome = buildObjectResponse(object, request);
  if (outcome.kind === 'error') return outcome.error;
  const cors = corsHeaders(bucket.config.corsRules, request);
  return Object.keys(cors).length === 0
    ? outcome.response
    : { ...outcome.response, headers: new Map([...outcome.response.headers, ...headerMap(cors)]) };
}

async function list(bucket: Bucket, request: S3Request): Promise<S3Response | S3Error> {
  if (request.method === 'HEAD') {
    return { status: 200, headers: headerMap({ server: 'AmazonS3' }), body: emptyBody };
  }
  const encoding = new URLSearchParams(request.query).get('encoding-type');
  if (encoding !== null && encoding !== 'url') {
    return invalidArgument('encoding-type', encoding, 'Invalid Encoding Method specified in Request');
  }
  const query = parseListQuery(request.query);
  const page = selectListPage(await listObjects(bucket), query);
  return {
    status: 200,
    headers: headerMap({ 'content-type': 'application/xml', server: 'AmazonS3' }),
    body: textBody(listPageXml(page, query, bucket.config.name)),
  };
}

function putObject(
  bucket: Bucket,
  request: S3Request,
  options: { readonly key: string; readonly nowMs: number },
): S3Response | S3Error {
  const copySource = headerText(request.headers, 'x-amz-copy-source');
  if (copySource !== undefined) return notImplemented('x-amz-copy-source');
  const put = parsePut(request.headers, request.body ?? Buffer.alloc(0));
  if (put.kind === 'error') return put.error;
  const etag = bucket.written.put(options.key, {
    bytes: put.bytes,
    metadata: put.metadata,
    lastModifiedMs: options.nowMs,
  });
  return { status: 200, headers: headerMap({ etag, server: 'AmazonS3' }), body: emptyBody };
}
