// The CloudFront-* headers about a viewer, for the names that a behavior's policies have.

import { type HeaderMap, headerText } from '../http-semantics/headers.js';
import { acceptsSimulatedViewerHeaders, localViewerLocation } from './assumptions.js';
import type { BehaviorPolicies } from './model.js';

/** What is known of the viewer's connection. */
export interface ViewerConnection {
  readonly ip: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
  /** `1.0`, `1.1` or `2.0`. */
  readonly httpVersion: string;
}

/** Names in lower case, each once, of `CloudFront-*` headers that cache or origin request policy ask for. */
export function wantedViewerHeaders(policies: BehaviorPolicies): readonly string[] {
  const { cachePolicy, originRequestPolicy } = policies;
  const fromCache = cachePolicy.headers.kind === 'list' ? cachePolicy.headers.names : [];
  const selection = originRequestPolicy?.headers ?? { kind: 'none' };
  const fromOrigin =
    selection.kind === 'list' ? selection.names : selection.kind === 'none' ? [] : selection.cloudFront;
  return [...new Set([...fromCache, ...fromOrigin])].filter((name) => name.startsWith('cloudfront-'));
}

/**
 * Adds the headers to the viewer's; `CloudFront-*` headers that no policy names are removed.
 *
 * @source spec/cloudfront.md 2.8, 7.9
 */
export function addViewerHeaders(
  headers: HeaderMap,
  options: { readonly wanted: readonly string[]; readonly viewer: ViewerConnection },
): HeaderMap {
  const { wanted, viewer } = options;
  const sent = [...headers.keys()].filter((name) => name.startsWith('cloudfront-'));
  if (wanted.length === 0 && sent.length === 0) return headers;
  const result = new Map(headers);
  for (const name of sent) result.delete(name);
  for (const name of wanted) {
    const simulated = acceptsSimulatedViewerHeaders ? headerText(headers, name) : undefined;
    const value = simulated ?? viewerHeader(name, headers, viewer);
    if (value !== undefined) result.set(name, [value]);
  }
  return result;
}

function viewerHeader(name: string, headers: HeaderMap, viewer: ViewerConnection): string | undefined {
  switch (name) {
    case 'cloudfront-forwarded-proto':
      return viewer.scheme;
    case 'cloudfront-viewer-address':
      return `${viewer.ip}:${viewer.port}`;
    case 'cloudfront-viewer-http-version':
      return viewer.httpVersion;
    case 'cloudfront-viewer-tls':
      return viewer.scheme === 'https' ? 'TLSv1.3:TLS_AES_128_GCM_SHA256:connectionReused' : undefined;
    case 'cloudfront-viewer-header-order':
      return [...headers.keys()].join(':').slice(0, 7_680);
    case 'cloudfront-viewer-header-count':
      return String(headers.size);
    default: {
      const device = /^cloudfront-is-(\w+)-viewer$/.exec(name)?.[1];
      if (device !== undefined) {
        return String(devicesOf(headerText(headers, 'user-agent') ?? '').has(device));
      }
      return localViewerLocation[name];
    }
  }
}

/** The device classes of a user agent, by the marks that vendors document. More than one may hold. */
export function devicesOf(userAgent: string): ReadonlySet<string> {
  const devices = new Set<string>();
  const isTablet = /iPad|Tablet|PlayBook|Silk(?!.*Mobile)/.test(userAgent);
  const isAndroid = /Android/.test(userAgent);
  const isTv = /SmartTV|SMART-TV|AppleTV|GoogleTV|HbbTV|NetCast|Web0S|CrKey/i.test(userAgent);
  const isMobile = !isTablet && !isTv && /Mobi|iPhone|iPod/.test(userAgent);
  if (isAndroid) devices.add('android');
  if (/iPhone|iPad|iPod/.test(userAgent)) devices.add('ios');
  if (isTv) devices.add('smarttv');
  else if (isTablet || (isAndroid && !isMobile)) devices.add('tablet');
  else if (isMobile) devices.add('mobile');
  else devices.add('desktop');
  return devices;
}
