// A bucket's CORS rules: the answer to a preflight, and the headers on an actual cross-origin request.

import { emptyBody } from '../http-semantics/body.js';
import { type HeaderMap, headerMap, headerText } from '../http-semantics/headers.js';
import { matchesWildcard } from '../http-semantics/wildcard.js';
import { corsForbidden, corsNotEnabled, type S3Error } from './errors.js';
import type { CorsRule, S3Response } from './model.js';

/** @returns Headers to add to an answer; none when the request is not cross-origin or no rule matches. */
export function corsHeaders(
  rules: readonly CorsRule[],
  request: { readonly method: string; readonly headers: HeaderMap },
): Readonly<Record<string, string>> {
  const origin = headerText(request.headers, 'origin');
  if (origin === undefined) return {};
  const rule = rules.find((candidate) => matches(candidate, { origin, method: request.method, asked: [] }));
  return rule === undefined ? {} : ruleHeaders(rule, origin);
}

/** Answers a preflight (`OPTIONS` with `Origin` and `Access-Control-Request-Method`). */
export function answerPreflight(rules: readonly CorsRule[], headers: HeaderMap): S3Response | S3Error {
  if (rules.length === 0) return corsNotEnabled;
  const origin = headerText(headers, 'origin');
  const method = headerText(headers, 'access-control-request-method');
  if (origin === undefined || method === undefined) return corsForbidden;
  const asked = (headerText(headers, 'access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const rule = rules.find((candidate) => matches(candidate, { origin, method, asked }));
  if (rule === undefined) return corsForbidden;
  return {
    status: 200,
    headers: headerMap({
      ...ruleHeaders(rule, origin),
      ...(asked.length === 0 ? {} : { 'access-control-allow-headers': asked.join(', ') }),
    }),
    body: emptyBody,
  };
}

function matches(
  rule: CorsRule,
  request: { readonly origin: string; readonly method: string; readonly asked: readonly string[] },
): boolean {
  return (
    rule.allowedOrigins.some((pattern) => matchesWildcard(pattern, request.origin)) &&
    rule.allowedMethods.includes(request.method) &&
    request.asked.every((name) =>
      rule.allowedHeaders.some((pattern) => matchesWildcard(pattern.toLowerCase(), name)),
    )
  );
}

function ruleHeaders(rule: CorsRule, origin: string): Record<string, string> {
  const isOpen = rule.allowedOrigins.includes('*');
  return {
    'access-control-allow-origin': isOpen ? '*' : origin,
    'access-control-allow-methods': rule.allowedMethods.join(', '),
    ...(rule.exposedHeaders.length === 0
      ? {}
      : { 'access-control-expose-headers': rule.exposedHeaders.join(', ') }),
    ...(rule.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(rule.maxAgeSeconds) }),
    ...(isOpen ? {} : { 'access-control-allow-credentials': 'true' }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}
