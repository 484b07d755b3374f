// The website endpoint of a bucket: index and error documents, redirects, HTML errors.

import { escapeXml } from '../aws-query/xml.js';
import { emptyBody, textBody } from '../http-semantics/body.js';
import { headerMap } from '../http-semantics/headers.js';
import { type Bucket, findObject, isAllowed } from './bucket.js';
import { accessDenied, invalidUri, methodNotAllowed, noSuchKey, type S3Error } from './errors.js';
import type { S3Request, S3Response, StoredObject, WebsiteConfig } from './model.js';
import { parseObjectKey } from './object-key.js';
import { buildObjectResponse } from './object-response.js';
import type { RestContext } from './rest-endpoint.js';
import {
  encodeKey,
  redirectAllLocation,
  routingRedirect,
  selectRoutingRule,
  websiteLookup,
} from './website.js';

/**
 * Answers one request to the website endpoint.
 *
 * @param options.host - Host for redirects without a host name of their own.
 * @source spec/cloudfront.md 7.17
 */
export async function answerWebsite(
  bucket: Bucket,
  request: S3Request,
  options: RestContext & { readonly host: string; readonly website: WebsiteConfig },
): Promise<S3Response> {
  const { website, host } = options;
  if (website.kind === 'redirect-all') {
    const target = request.query === '' ? request.path : `${request.path}?${request.query}`;
    return redirect(301, redirectAllLocation(website, target));
  }
  const parsed = parseObjectKey(request.path);
  const isHead = request.method === 'HEAD';
  if (parsed.kind !== 'key') return errorPage(invalidUri, { options, isHead });
  if (request.method !== 'GET' && !isHead) {
    return errorPage(methodNotAllowed(request.method), { options, isHead });
  }
  const { key } = parsed;
  const before = selectRoutingRule(website.routingRules, { key, errorCode: undefined });
  if (before !== undefined) return redirectByRule(before, { host, key });
  const lookup = websiteLookup(website.indexDocument, key);
  const found = await read(bucket, request, { key: lookup.key, options });
  if (found.kind === 'object') return serve(found.object, request, { options, isHead });
  if (lookup.folderIndexKey !== undefined) {
    const index = await read(bucket, request, { key: lookup.folderIndexKey, options });
    if (index.kind === 'object') return redirect(302, `/${encodeKey(key)}/`);
  }
  const after = selectRoutingRule(website.routingRules, { key, errorCode: found.error.status });
  if (after !== undefined) return redirectByRule(after, { host, key });
  const page =
    website.errorDocument === undefined
      ? undefined
      : await read(bucket, request, { key: website.errorDocument, options });
  if (page?.kind !== 'object') return errorPage(found.error, { options, isHead });
  return {
    status: found.error.status,
    headers: headerMap({
      ...page.object.metadata,
      'content-length': String(page.object.sizeBytes),
      server: 'AmazonS3',
    }),
    body: isHead ? emptyBody : page.object.body,
  };
}

type Found =
  | { readonly kind: 'object'; readonly object: StoredObject }
  | { readonly kind: 'error'; readonly error: S3Error };

async function read(
  bucket: Bucket,
  request: S3Request,
  { key, options }: { readonly key: string; readonly options: RestContext },
): Promise<Found> {
  const ask = { caller: request.caller, isSecure: request.isSecure, partition: options.partition };
  const object = await findObject(bucket, key);
  if (!isAllowed(bucket, { ...ask, action: 's3:GetObject', key })) {
    if (object !== undefined) options.onRefusal(key);
    return { kind: 'error', error: accessDenied };
  }
  // The website endpoint tells a missing page to whoever may read pages.
  return object === undefined ? { kind: 'error', error: noSuchKey(key) } : { kind: 'object', object };
}

function serve(
  object: StoredObject,
  request: S3Request,
  { options, isHead }: { readonly options: RestContext; readonly isHead: boolean },
): S3Response {
  const location = object.metadata['x-amz-website-redirect-location'];
  if (location !== undefined) return redirect(301, location);
  const outcome = buildObjectResponse(object, request);
  return outcome.kind === 'response' ? outcome.response : errorPage(outcome.error, { options, isHead });
}

function redirectByRule(
  rule: Parameters<typeof routingRedirect>[0],
  request: { readonly host: string; readonly key: string },
): S3Response {
  const { status, location } = routingRedirect(rule, request);
  return redirect(status, location);
}

function redirect(status: number, location: string): S3Response {
  return {
    status,
    headers: headerMap({ location, 'content-length': '0', server: 'AmazonS3' }),
    body: emptyBody,
  };
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  412: 'Precondition Failed',
  416: 'Requested Range Not Satisfiable',
};

function errorPage(
  error: S3Error,
  { options, isHead }: { readonly options: RestContext; readonly isHead: boolean },
): S3Response {
  const title = `${error.status} ${reasons[error.status] ?? 'Error'}`;
  const items = {
    Code: error.code,
    Message: error.message,
    ...error.details,
    RequestId: options.ids.requestId,
    HostId: options.ids.hostId,
  };
  const list = Object.entries(items)
    .map(([name, value]) => `<li>${name}: ${escapeXml(value)}</li>`)
    .join('\n');
  return {
    status: error.status,
    headers: headerMap({
      'content-type': 'text/html; charset=utf-8',
      'x-amz-error-code': error.code,
      'x-amz-error-message': error.message,
      server: 'AmazonS3',
      ...error.headers,
    }),
    body: isHead
      ? emptyBody
      : textBody(
          `<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n<ul>\n${list}\n</ul>\n<hr/>\n</body>\n</html>\n`,
        ),
  };
}
