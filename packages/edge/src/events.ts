// The event that CloudFront gives to a function, and what a function may return, as types.

/** The two events that a CloudFront function can be associated with. */
export type EdgeEventType = 'viewer-request' | 'viewer-response';

/**
 * One header, query parameter or request cookie. `value` is the first occurrence; `multiValue` lists all of them, the
 * first included, and is there only if the name occurs more than once. On return a changed `multiValue` wins.
 *
 * @source spec/cloudfront.md 2.1, 2.3
 */
export interface EdgeValue {
  value: string;
  multiValue?: { value: string }[];
}

/** One cookie of a response: the text after `name=`, and what follows the first semicolon. @source spec/cloudfront.md 2.7 */
export interface EdgeResponseCookie {
  value: string;
  attributes?: string;
  multiValue?: { value: string; attributes?: string }[];
}

/** Header names are lower case, on the way in and on the way out. @source spec/cloudfront.md 2.2 */
export type EdgeHeaders = Record<string, EdgeValue>;

/** Names and values arrive as the viewer sent them: percent escapes are not decoded. @source spec/cloudfront.md 2.4 */
export type EdgeQuery = Record<string, EdgeValue>;

/** @source spec/cloudfront.md 2.1 */
export interface EdgeContext {
  /** Standard distributions only. */
  readonly distributionDomainName: string;
  /** Multi-tenant distributions only: the domain of the connection group. */
  readonly endpoint?: string;
  readonly distributionId: string;
  readonly eventType: EdgeEventType;
  /** Equals the `x-amz-cf-id` response header. */
  readonly requestId: string;
}

/** The request of a viewer. @source spec/cloudfront.md 2.1 */
export interface ViewerRequest {
  /** Upper case; the one field that must not change. */
  readonly method: string;
  /** The raw path, begins with `/`, without the query string. */
  uri: string;
  /** An object in the event; on return also text without `?`, which keeps its own order. */
  querystring: EdgeQuery | string;
  headers: EdgeHeaders;
  cookies: Record<string, EdgeValue>;
  /** Runtime 2.0: the query string as received, `undefined` without one. @source spec/cloudfront.md 1.15 */
  rawQueryString?(): string | undefined;
}

/** The request as the event holds it: the query string is parsed. */
export interface EventRequest extends ViewerRequest {
  querystring: EdgeQuery;
}

/** A response to the viewer, from the origin or made by the function. @source spec/cloudfront.md 2.1, 2.9 */
export interface ViewerResponse {
  statusCode: number;
  statusDescription?: string;
  headers?: EdgeHeaders;
  cookies?: Record<string, EdgeResponseCookie>;
  /** Never given; replaces the whole body when set. */
  body?: string | { encoding: 'text' | 'base64'; data: string };
}

/** The response as the event holds it: headers and cookies are there. */
export interface EventResponse extends ViewerResponse {
  headers: EdgeHeaders;
  cookies: Record<string, EdgeResponseCookie>;
}

/** What a viewer-request function gets. @source spec/cloudfront.md 2.1 */
export interface ViewerRequestEvent {
  readonly version: '1.0';
  readonly context: EdgeContext;
  readonly viewer: { readonly ip: string };
  request: EventRequest;
}

/** What a viewer-response function gets; changes of `request` have no effect. @source spec/cloudfront.md 2.1 */
export interface ViewerResponseEvent {
  readonly version: '1.0';
  readonly context: EdgeContext;
  readonly viewer: { readonly ip: string };
  readonly request: EventRequest;
  response: EventResponse;
}

/** A value, or in runtime 2.0 a promise of it. */
export type MaybePromise<T> = T | Promise<T>;

/** A viewer-request function: returns the request to go on, or a response to answer now. */
export type ViewerRequestHandler = (
  event: ViewerRequestEvent,
) => MaybePromise<ViewerRequest | ViewerResponse>;

/** A viewer-response function. */
export type ViewerResponseHandler = (event: ViewerResponseEvent) => MaybePromise<ViewerResponse>;
