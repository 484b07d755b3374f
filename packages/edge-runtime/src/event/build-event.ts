// The event objects that viewer functions get, from wire terms.

import { isDisallowedHeader } from '../output/header-rules.js';

/** An entry of the header, cookie and query maps. */
export interface EventValue {
  readonly value: string;
  readonly multiValue?: readonly { readonly value: string }[];
}

/** A cookie of a response: attributes are the text after the first `;`. */
export interface EventCookie {
  readonly value: string;
  readonly attributes?: string;
  readonly multiValue?: readonly { readonly value: string; readonly attributes?: string }[];
}

/** `event.request`. */
export interface EventRequest {
  readonly method: string;
  readonly uri: string;
  readonly querystring: Readonly<Record<string, EventValue>>;
  readonly headers: Readonly<Record<string, EventValue>>;
  readonly cookies: Readonly<Record<string, EventValue>>;
}

/** `event.response` of a viewer-response function. */
export interface EventResponse {
  readonly statusCode: number;
  readonly statusDescription?: string;
  readonly headers: Readonly<Record<string, EventValue>>;
  readonly cookies: Readonly<Record<string, EventCookie>>;
}

/** Header fields by lower-case name, every occurrence in order. */
export type HeaderFields = ReadonlyMap<string, readonly string[]>;

/** Groups header lines by name. ASCII letters of names are lower-cased, others stay. @source spec/cloudfront.md 2.2 */
export function headerFields(lines: readonly (readonly [name: string, value: string])[]): HeaderFields {
  const fields = new Map<string, string[]>();
  for (const [name, value] of lines) {
    const key = name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    fields.set(key, [...(fields.get(key) ?? []), value]);
  }
  return fields;
}

/** A request in wire terms; `rawQuery` is undefined when the target has no `?`. */
export interface WireViewerRequest {
  readonly method: string;
  readonly uri: string;
  readonly rawQuery: string | undefined;
  readonly headers: HeaderFields;
}

/** Facts of `event.context` and `event.viewer`. */
export interface EventFacts {
  readonly distributionDomainName: string;
  readonly distributionId: string;
  readonly requestId: string;
  readonly viewerIp: string;
}

/** The whole event. */
export interface FunctionEvent {
  readonly version: '1.0';
  readonly context: Readonly<Record<string, string>>;
  readonly viewer: { readonly ip: string };
  readonly request: EventRequest;
  readonly response?: EventResponse;
}

/**
 * Builds the event of a viewer-request function.
 *
 * @source spec/cloudfront.md 2.1 to 2.7
 */
export function buildViewerRequestEvent(request: WireViewerRequest, facts: EventFacts): FunctionEvent {
  return {
    version: '1.0',
    context: {
      distributionDomainName: facts.distributionDomainName,
      distributionId: facts.distributionId,
      eventType: 'viewer-request',
      requestId: facts.requestId,
    },
    viewer: { ip: facts.viewerIp },
    request: requestOf(request),
  };
}

/** Builds the event of a viewer-response function. */
export function buildViewerResponseEvent(
  request: WireViewerRequest,
  response: {
    readonly status: number;
    readonly statusDescription: string | undefined;
    readonly headers: HeaderFields;
  },
  facts: EventFacts,
): FunctionEvent {
  const base = buildViewerRequestEvent(request, facts);
  return {
    ...base,
    context: { ...base.context, eventType: 'viewer-response' },
    response: {
      statusCode: response.status,
      ...(response.statusDescription === undefined ? {} : { statusDescription: response.statusDescription }),
      headers: headersOf(response.headers, 'set-cookie'),
      cookies: responseCookies(response.headers.get('set-cookie') ?? []),
    },
  };
}

function requestOf(request: WireViewerRequest): EventRequest {
  return {
    method: request.method,
    uri: request.uri,
    querystring: grouped(parseQuery(request.rawQuery ?? '')),
    headers: headersOf(request.headers, 'cookie'),
    cookies: grouped(parseCookies(request.headers.get('cookie') ?? [])),
  };
}

function headersOf(headers: HeaderFields, without: string): Record<string, EventValue> {
  const pairs: [string, string][] = [];
  for (const [name, values] of headers) {
    if (name === without || isDisallowedHeader(name)) continue;
    for (const value of values) pairs.push([name, value]);
  }
  return grouped(pairs);
}

/** Pairs of a raw query, undecoded: split at `&`, then at the first `=`. */
export function parseQuery(raw: string): [string, string][] {
  if (raw === '') return [];
  return raw
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      return equals === -1 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
    });
}

function parseCookies(lines: readonly string[]): [string, string][] {
  return lines
    .flatMap((line) => line.split(';'))
    .map((part) => part.trim())
    .filter((part) => part.indexOf('=') > 0)
    .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]);
}

// A name that occurs more than once lists every value, the first included.
function grouped(pairs: readonly (readonly [string, string])[]): Record<string, EventValue> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  const result: Record<string, EventValue> = {};
  for (const [name, list] of values) {
    const [first = ''] = list;
    const entry =
      list.length === 1 ? { value: first } : { value: first, multiValue: list.map((value) => ({ value })) };
    put(result, name, entry);
  }
  return result;
}

// A parameter may be called `__proto__`: it is a name like any other.
function put<Value>(target: Record<string, Value>, name: string, value: Value): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

function responseCookies(lines: readonly string[]): Record<string, EventCookie> {
  const values = new Map<string, { value: string; attributes?: string }[]>();
  for (const line of lines) {
    const semicolon = line.indexOf(';');
    const pair = semicolon === -1 ? line : line.slice(0, semicolon);
    const equals = pair.indexOf('=');
    if (equals <= 0) continue;
    const name = pair.slice(0, equals).trim();
    const attributes = semicolon === -1 ? '' : line.slice(semicolon + 1).trim();
    const cookie = { value: pair.slice(equals + 1).trim(), ...(attributes === '' ? {} : { attributes }) };
    values.set(name, [...(values.get(name) ?? []), cookie]);
  }
  const result: Record<string, EventCookie> = {};
  for (const [name, list] of values) {
    const [first] = list;
    if (first === undefined) continue;
    put(result, name, list.length === 1 ? first : { ...first, multiValue: list });
  }
  return result;
}
