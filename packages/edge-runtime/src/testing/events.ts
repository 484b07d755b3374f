// Event builders for tests.

import {
  buildViewerRequestEvent,
  buildViewerResponseEvent,
  type FunctionEvent,
  headerFields,
  type WireViewerRequest,
} from '../event/build-event.js';

/** Several values repeat the header, cookie or parameter. */
export type TestValues = Readonly<Record<string, string | readonly string[]>>;

/** What a viewer sends besides the URL. */
export interface ViewerRequestOptions {
  /** @default 'GET' */
  readonly method?: string;
  readonly headers?: TestValues;
  readonly cookies?: TestValues;
  /** Adds `cloudfront-viewer-country`, as a behavior whose policies include it does. */
  readonly country?: string;
  /** @default '203.0.113.7' */
  readonly ip?: string;
  /** @default 'd111111abcdef8.cloudfront.net' */
  readonly distributionDomainName?: string;
  /** @default 'EDFDVBD6EXAMPLE' */
  readonly distributionId?: string;
  /** @default a fixed id, so that snapshots stay the same */
  readonly requestId?: string;
}

/** What the origin or the cache answered, for viewer-response functions. */
export interface ViewerResponseOptions {
  /** @default 200 */
  readonly status?: number;
  readonly statusDescription?: string;
  readonly headers?: TestValues;
  /** Set-Cookie lines, whole: `sid=1; Path=/`. */
  readonly setCookies?: readonly string[];
}

/**
 * Builds a viewer-request event as CloudFront would from this URL.
 *
 * @param url - An absolute URL, or a path for the host of the distribution. Path and query stay as written.
 * @throws TypeError for text that is neither.
 * @example
 * ```ts
 * const event = viewerRequest('https://example.org/posts?draft=1', { country: 'DE' });
 * assert.equal(event.request.uri, '/posts');
 * ```
 */
export function viewerRequest(url: string, options: ViewerRequestOptions = {}): FunctionEvent {
  return buildViewerRequestEvent(wireRequest(url, options), factsOf(options));
}

/**
 * Builds a viewer-response event.
 *
 * @param request - The URL that was requested, or a viewer-request event.
 */
export function viewerResponse(
  request: string | FunctionEvent,
  response: ViewerResponseOptions = {},
  options: ViewerRequestOptions = {},
): FunctionEvent {
  const wire = {
    status: response.status ?? 200,
    statusDescription: response.statusDescription,
    headers: headerFields([
      ...lines(response.headers ?? {}),
      ...(response.setCookies ?? []).map((line) => ['set-cookie', line] as const),
    ]),
  };
  if (typeof request === 'string') {
    return buildViewerResponseEvent(wireRequest(request, options), wire, factsOf(options));
  }
  const built = buildViewerResponseEvent(wireRequest('/', options), wire, factsOf(options));
  return { ...built, viewer: request.viewer, request: request.request };
}

function factsOf(options: ViewerRequestOptions) {
  return {
    distributionDomainName: options.distributionDomainName ?? defaultDomain,
    distributionId: options.distributionId ?? 'EDFDVBD6EXAMPLE',
    requestId: options.requestId ?? 'EXAMPLEntjQpEXAMPLE_SG5Z-EXAMPLEPmPfEXAMPLEu3EqEXAMPLE==',
    viewerIp: options.ip ?? '203.0.113.7',
  };
}

const defaultDomain = 'd111111abcdef8.cloudfront.net';

// The URL class would normalise what a viewer may well send: dot segments, percent escapes, letter case.
function wireRequest(url: string, options: ViewerRequestOptions): WireViewerRequest {
  const match = /^(?:https?:\/\/([^/?#]+))?(\/[^?#]*)?(?:\?([^#]*))?(?:#.*)?$/i.exec(url);
  if (match === null || (match[1] === undefined && match[2] === undefined)) {
    throw new TypeError(`"${url}" is neither a URL nor a path`);
  }
  const [, host = options.distributionDomainName ?? defaultDomain, uri = '/', rawQuery] = match;
  const cookies = lines(options.cookies ?? {}).map(([name, value]) => `${name}=${value}`);
  return {
    method: options.method ?? 'GET',
    uri,
    rawQuery,
    headers: headerFields([
      ['host', host],
      ...lines(options.headers ?? {}),
      ...(cookies.length === 0 ? [] : [['cookie', cookies.join('; ')] as const]),
      ...(options.country === undefined ? [] : [['cloudfront-viewer-country', options.country] as const]),
    ]),
  };
}

function lines(values: TestValues): (readonly [string, string])[] {
  return Object.entries(values).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((each) => [name, each] as const),
  );
}
