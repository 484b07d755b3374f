// What an origin receives: method, path, query and headers of one request.

import { type HeaderMap, headerText } from '../http-semantics/headers.js';
import { normalizeAcceptEncoding } from './accept-encoding.js';
import type { BehaviorPolicies, EdgeRequest, NameSelection, Origin, OriginHeaderSelection } from './model.js';
import { selectCookies, selectQuery, unionSelection } from './select-values.js';

/** A request to an origin, body apart. */
export interface OriginRequest {
  readonly method: string;
  /** Origin path and uri. */
  readonly path: string;
  readonly rawQuery: string | undefined;
  readonly headers: HeaderMap;
}

/** Facts that are not in the request itself. */
export interface OriginRequestContext {
  readonly policies: BehaviorPolicies;
  readonly origin: Origin;
  readonly viewerIp: string;
  readonly requestId: string;
  /** `1.1 ID.cloudfront.net (CloudFront)`. */
  readonly via: string;
  /** Whether OPTIONS is a cached method of the behavior. */
  readonly isOptionsCached: boolean;
}

/** Never sent to an origin, whatever a policy says; cookies, host and encodings are decided apart. */
const neverForwarded: ReadonlySet<string> = new Set([
  'connection',
  'cookie',
  'host',
  'accept-encoding',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-amz-cf-id',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
  'user-agent',
]);

/** Sent whenever the request has them, with policies too. Source: spec/cloudfront.md 7.8 (unverified), 7.15. */
const alwaysForwarded: ReadonlySet<string> = new Set([
  'content-type',
  'content-length',
  'content-md5',
  'range',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'if-range',
]);

/** Legacy behaviors remove these unless they are listed. Source: spec/cloudfront.md 7.9. */
const legacyRemoved: ReadonlySet<string> = new Set([
  'accept',
  'accept-charset',
  'accept-language',
  'referer',
  'expect',
  'x-http-method-override',
]);

/**
 * Builds the request.
 *
 * @source spec/cloudfront.md 7.7 to 7.9
 */
export function buildOriginRequest(request: EdgeRequest, context: OriginRequestContext): OriginRequest {
  const { policies, origin } = context;
  const { cachePolicy, originRequestPolicy, isLegacy } = policies;
  const none: NameSelection = { kind: 'none' };
  const takesHeader = headerFilter(request.method, context);
  const headers = new Map<string, readonly string[]>();

  headers.set('host', [originHost(request, origin, takesHeader('host'))]);
  for (const [name, values] of request.headers) {
    if (!neverForwarded.has(name) && !name.startsWith('x-edge-') && takesHeader(name))
      headers.set(name, values);
  }
  const userAgent = headerText(request.headers, 'user-agent');
  headers.set('user-agent', [
    takesHeader('user-agent') && userAgent !== undefined ? userAgent : 'Amazon CloudFront',
  ]);
  const cookies = selectCookies(
    headerText(request.headers, 'cookie'),
    unionSelection(cachePolicy.cookies, originRequestPolicy?.cookies ?? none),
    { wildcards: isLegacy },
  );
  if (cookies !== undefined) headers.set('cookie', [cookies]);
  const encoding = originAcceptEncoding(request, context, takesHeader('accept-encoding'));
  if (encoding !== undefined) headers.set('accept-encoding', [encoding]);
  const forwardedFor = headerText(request.headers, 'x-forwarded-for');
  headers.set('x-forwarded-for', [
    forwardedFor === undefined ? context.viewerIp : `${forwardedFor}, ${context.viewerIp}`,
  ]);
  const via = headerText(request.headers, 'via');
  headers.set('via', [via === undefined ? context.via : `${via}, ${context.via}`]);
  headers.set('x-amz-cf-id', [context.requestId]);
  headers.set('connection', ['Keep-Alive']);
  // An origin's custom headers win over the viewer's.
  for (const [name, value] of origin.customHeaders) headers.set(name.toLowerCase(), [value]);

  return {
    method: request.method,
    path: origin.originPath + request.uri,
    rawQuery: selectQuery(
      request.rawQuery,
      unionSelection(cachePolicy.queryStrings, originRequestPolicy?.queryStrings ?? none),
    ),
    headers,
  };
}

/** Whether the behavior sends the viewer's Host to the origin. */
export function forwardsHost(policies: BehaviorPolicies): boolean {
  return (
    selects(policies.cachePolicy.headers, 'host') ||
    takesByPolicy(policies.originRequestPolicy?.headers ?? { kind: 'none' }, 'host')
  );
}

/** Whether cookies reach the origin at all, which also decides about Set-Cookie on the way back. */
export function forwardsCookies(policies: BehaviorPolicies): boolean {
  return (
    policies.cachePolicy.cookies.kind !== 'none' ||
    (policies.originRequestPolicy?.cookies.kind ?? 'none') !== 'none'
  );
}

/** Whether a header reaches the origin, for `Vary` on the way back. */
export function headerFilter(
  method: string,
  context: Pick<OriginRequestContext, 'policies' | 'isOptionsCached'>,
): (name: string) => boolean {
  const { cachePolicy, originRequestPolicy, isLegacy } = context.policies;
  const selection = originRequestPolicy?.headers ?? { kind: 'none' };
  return (name) => {
    if (selects(cachePolicy.headers, name) || takesByPolicy(selection, name)) return true;
    if (!isLegacy) return alwaysForwarded.has(name);
    if (name === 'authorization') {
      const isRead = method === 'GET' || method === 'HEAD';
      return !isRead && !(method === 'OPTIONS' && context.isOptionsCached);
    }
    // CloudFront adds its own headers only where they are named.
    if (name.startsWith('cloudfront-') || name === 'host' || name === 'user-agent') return false;
    return !legacyRemoved.has(name);
  };
}

function originHost(request: EdgeRequest, origin: Origin, isForwarded: boolean): string {
  const viewerHost = headerText(request.headers, 'host');
  if (origin.hostHeader !== undefined) return origin.hostHeader;
  return isForwarded && viewerHost !== undefined ? viewerHost : origin.domainName;
}

function originAcceptEncoding(
  request: EdgeRequest,
  { policies }: OriginRequestContext,
  isForwarded: boolean,
): string | undefined {
  const header = headerText(request.headers, 'accept-encoding');
  const normalized = normalizeAcceptEncoding(header, policies.cachePolicy);
  if (normalized !== undefined) return normalized.origin;
  return isForwarded && !policies.isLegacy ? header : undefined;
}

function selects(selection: NameSelection, name: string): boolean {
  return selection.kind === 'list' && selection.names.includes(name);
}

function takesByPolicy(selection: OriginHeaderSelection, name: string): boolean {
  switch (selection.kind) {
    case 'none':
      return false;
    case 'list':
      return selection.names.includes(name);
    case 'allViewer':
      return !name.startsWith('cloudfront-') || selection.cloudFront.includes(name);
    case 'allExcept':
      return name.startsWith('cloudfront-')
        ? selection.cloudFront.includes(name)
        : !selection.names.includes(name);
  }
}
