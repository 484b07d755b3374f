// Applies a response headers policy: removals, then additions.

import { type HeaderMap, headerText } from '../http-semantics/headers.js';
import { matchesWildcard } from '../http-semantics/wildcard.js';
import type { CorsPolicy, ResponseHeadersPolicy } from './model.js';

/** Headers that a policy cannot remove. Source: spec/cloudfront.md 7.16, 3.3. */
const unremovable: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'warning',
  'x-cache',
  'x-forwarded-proto',
  'x-real-ip',
]);

/** Whether a policy may remove a header of this lower-case name. */
export function isRemovable(name: string): boolean {
  return !unremovable.has(name) && !/^x-(accel|amz-cf|amzn|edge)-/.test(name);
}

/** The request as CORS looks at it. */
export interface CorsRequest {
  readonly method: string;
  readonly headers: HeaderMap;
}

/**
 * Applies the policy.
 *
 * @source spec/cloudfront.md 7.16
 */
export function applyResponseHeadersPolicy(
  policy: ResponseHeadersPolicy,
  response: { readonly headers: HeaderMap; readonly request: CorsRequest },
): HeaderMap {
  const { headers, request } = response;
  const result = new Map(headers);
  for (const name of policy.removedHeaders) if (isRemovable(name)) result.delete(name);
  // CloudFront names itself where the policy removed the origin's name.
  if (headers.has('server') && !result.has('server')) result.set('server', ['CloudFront']);
  if (policy.cors !== undefined) addCors(result, policy.cors, request);
  for (const { name, value, overridesOrigin } of policy.headers) {
    if (overridesOrigin || !result.has(name)) result.set(name, [value]);
  }
  return result;
}

function addCors(headers: Map<string, readonly string[]>, cors: CorsPolicy, request: CorsRequest): void {
  const origin = headerText(request.headers, 'origin');
  if (origin === undefined) return;
  const hasOwn = [...headers.keys()].some((name) => name.startsWith('access-control-'));
  if (hasOwn && !cors.overridesOrigin) return;
  const allowed = allowedOrigin(cors.allowOrigins, origin);
  if (allowed === undefined) return;
  headers.set('access-control-allow-origin', [allowed]);
  // A reply that names one origin must not be reused for another.
  if (allowed !== '*') addVary(headers, 'Origin');
  if (cors.allowCredentials) headers.set('access-control-allow-credentials', ['true']);
  const isPreflight = request.method === 'OPTIONS' && request.headers.has('access-control-request-method');
  if (!isPreflight) {
    if (cors.exposeHeaders.length > 0) {
      headers.set('access-control-expose-headers', [cors.exposeHeaders.join(', ')]);
    }
    return;
  }
  if (cors.allowMethods.length > 0) {
    headers.set('access-control-allow-methods', [cors.allowMethods.join(', ')]);
  }
  if (cors.allowHeaders.length > 0) {
    headers.set('access-control-allow-headers', [cors.allowHeaders.join(', ')]);
  }
  if (cors.maxAgeSeconds !== undefined) {
    headers.set('access-control-max-age', [String(cors.maxAgeSeconds)]);
  }
}

/** @returns `*`, the origin itself when a pattern matches it, or `undefined`. */
export function allowedOrigin(patterns: readonly string[], origin: string): string | undefined {
  if (patterns.includes('*')) return '*';
  const isMatch = patterns.some((pattern) => matchesWildcard(pattern.toLowerCase(), origin.toLowerCase()));
  return isMatch ? origin : undefined;
}

function addVary(headers: Map<string, readonly string[]>, name: string): void {
  const vary = headerText(headers, 'vary');
  if (vary === undefined) headers.set('vary', [name]);
  else if (
    !vary
      .toLowerCase()
      .split(/\s*,\s*/)
      .includes(name.toLowerCase())
  ) {
    headers.set('vary', [`${vary}, ${name}`]);
  }
}
