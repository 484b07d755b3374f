// Decisions of the website endpoint: index documents, redirects, routing rules, error documents.

import type { RoutingRule, WebsiteConfig } from './model.js';

/** Keys to try for a request, in order. */
export interface WebsiteLookup {
  /** The object to serve. */
  readonly key: string;
  /** If the object is missing but this one exists, redirect to the path with a slash. */
  readonly folderIndexKey: string | undefined;
}

/**
 * Decides which objects a path means.
 *
 * @source spec/cloudfront.md 7.17: `/dir/` is `dir/index.html`; `/dir` is the object `dir`, else a redirect
 */
export function websiteLookup(indexDocument: string, key: string): WebsiteLookup {
  return key === '' || key.endsWith('/')
    ? { key: `${key}${indexDocument}`, folderIndexKey: undefined }
    : { key, folderIndexKey: `${key}/${indexDocument}` };
}

/** The request as redirects need it. */
export interface WebsiteRequest {
  readonly host: string;
  readonly key: string;
}

/** Finds the first rule for a key, and for the error when there is one. */
export function selectRoutingRule(
  rules: readonly RoutingRule[],
  request: { readonly key: string; readonly errorCode: number | undefined },
): RoutingRule | undefined {
  return rules.find(
    (rule) =>
      (rule.keyPrefixEquals === undefined || request.key.startsWith(rule.keyPrefixEquals)) &&
      (rule.httpErrorCode === undefined
        ? request.errorCode === undefined
        : rule.httpErrorCode === request.errorCode),
  );
}

/** Where a routing rule sends the viewer. */
export function routingRedirect(
  rule: RoutingRule,
  request: WebsiteRequest,
): { readonly status: number; readonly location: string } {
  const { redirect } = rule;
  const key =
    redirect.replaceKeyWith ??
    (redirect.replaceKeyPrefixWith === undefined
      ? request.key
      : redirect.replaceKeyPrefixWith + request.key.slice(rule.keyPrefixEquals?.length ?? 0));
  const protocol = redirect.protocol ?? 'http';
  return {
    status: redirect.httpRedirectCode,
    location: `${protocol}://${redirect.hostName ?? request.host}/${encodeKey(key)}`,
  };
}

/** Where `RedirectAllRequestsTo` sends the viewer. */
export function redirectAllLocation(
  website: Extract<WebsiteConfig, { kind: 'redirect-all' }>,
  path: string,
): string {
  return `${website.protocol ?? 'http'}://${website.hostName}${path}`;
}

/** Percent-encodes a key for a path, its slashes kept. */
export function encodeKey(key: string): string {
  return key.split('/').map(encodeURIComponent).join('/');
}
