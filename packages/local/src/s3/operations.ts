// S3 as SDK clients call it: path style and host style, objects and listings.

import { readFileSync } from 'node:fs';
import { escapeXml } from '../aws-query/xml.js';
import type { Body } from '../http-semantics/body.js';
import { textBody } from '../http-semantics/body.js';
import { headerMap } from '../http-semantics/headers.js';
import type { WireRequest, WireResponse } from '../wire.js';
import { errorResponse, noSuchBucket, notImplemented, type RequestIds } from './errors.js';
import type { S3Request, S3Response } from './model.js';

/** A call by bucket. `bucketName` is empty for the service itself (ListBuckets). */
export interface BucketCall {
  readonly bucketName: string;
  readonly path: string;
}

/**
 * Finds the bucket of a call.
 *
 * @param request - `host` as sent; `BUCKET.s3…` or `BUCKET.localhost` names the bucket, else the path does.
 * @source spec/sdk-wire.md 3.7
 */
export function parseBucketCall(request: Pick<WireRequest, 'path' | 'headers'>): BucketCall {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  const byHost = /^(.+)\.(?:s3[.-].*amazonaws\.com(?:\.cn)?|localhost)$/.exec(host)?.[1];
  if (byHost !== undefined) return { bucketName: byHost, path: request.path };
  const slash = request.path.indexOf('/', 1);
  const bucketName = slash === -1 ? request.path.slice(1) : request.path.slice(1, slash);
  return { bucketName, path: slash === -1 ? '/' : request.path.slice(slash) };
}

/** Sub-resources that change what a method means; none but listings is served. */
const subresources: readonly string[] = [
  'acl',
  'cors',
  'delete',
  'lifecycle',
  'policy',
  'tagging',
  'uploads',
  'uploadId',
  'versioning',
  'versions',
  'website',
];

/** Runs one call of an SDK client; every outcome is an answer. */
export async function answerS3Call(
  wire: WireRequest,
  options: {
    readonly ids: RequestIds;
    readonly accountId: string;
    readonly bucketNames: () => readonly string[];
    /** `undefined` when there is no such bucket. */
    readonly rest: (bucketName: string, request: S3Request) => Promise<S3Response | undefined>;
  },
): Promise<WireResponse> {
  const call = parseBucketCall(wire);
  const withBody = wire.method !== 'HEAD';
  const refuse = (error: Parameters<typeof errorResponse>[0]) =>
    toWire(errorResponse(error, { ids: options.ids, withBody }));
  if (call.bucketName === '') return toWire(listBuckets(options.bucketNames(), options.accountId));
  const parameters = new URLSearchParams(wire.query);
  if (parameters.has('location')) {
    return toWire({
      status: 200,
      headers: headerMap({ 'content-type': 'application/xml' }),
      body: textBody('<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint/>'),
    });
  }
  const subresource = subresources.find((name) => parameters.has(name));
  if (subresource !== undefined) return refuse(notImplemented(`?${subresource}`));
  const response = await options.rest(call.bucketName, {
    method: wire.method,
    path: call.path,
    query: wire.query,
    headers: headerMap(wire.headers),
    body: wire.body,
    caller: { kind: 'account', accountId: options.accountId },
    isSecure: true,
  });
  return response === undefined ? refuse(noSuchBucket(call.bucketName)) : toWire(response);
}

function listBuckets(names: readonly string[], accountId: string): S3Response {
  const buckets = names.map((name) => `<Bucket><Name>${escapeXml(name)}</Name></Bucket>`).join('');
  return {
    status: 200,
    headers: headerMap({ 'content-type': 'application/xml' }),
    body: textBody(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
        `<Owner><ID>${accountId}</ID></Owner><Buckets>${buckets}</Buckets></ListAllMyBucketsResult>`,
    ),
  };
}

function toWire(response: S3Response): WireResponse {
  return {
    status: response.status,
    headers: Object.fromEntries([...response.headers].map(([name, values]) => [name, values.join(', ')])),
    body: readBody(response.body),
  };
}

function readBody(body: Body): Buffer {
  if (body.kind === 'bytes') return body.bytes;
  if (body.kind === 'file') return readFileSync(body.path).subarray(body.start, body.start + body.length);
  return Buffer.alloc(0);
}
