// Whether production takes what a function returned. TestFunction does not check any of it, which is why functions
// pass their tests and give 502 on every real request.

import { statusCodeRange } from '../assumptions.js';
import type { EventRequest, FunctionEvent } from '../event/build-event.js';
import { maxUriCharacters } from '../limits.js';
import { isDisallowedHeader, readOnlyHeaders } from './header-rules.js';

export type ViewerEventType = 'viewer-request' | 'viewer-response';

/** A header, cookie or query parameter as returned. */
export interface ReturnedValue {
  readonly value: string;
  readonly attributes?: string;
  readonly multiValue?: readonly { readonly value: string; readonly attributes?: string }[];
}

export type ReturnedMap = Readonly<Record<string, ReturnedValue>>;

/** A request that production takes. */
export interface ReturnedRequest {
  readonly method: string;
  readonly uri: string;
  readonly querystring: string | ReturnedMap;
  readonly headers: ReturnedMap;
  readonly cookies: ReturnedMap;
}

/** A response that production takes. */
export interface ReturnedResponse {
  readonly statusCode: number;
  readonly statusDescription?: string;
  readonly headers: ReturnedMap;
  readonly cookies: ReturnedMap;
  readonly body?: string | { readonly encoding: 'text' | 'base64'; readonly data: string };
}

/** Which rule of spec/cloudfront.md 3.2 is broken. */
export type OutputRule =
  | 'output-shape'
  | 'method-read-only'
  | 'uri'
  | 'uri-length'
  | 'query-characters'
  | 'header-case'
  | 'header-legal'
  | 'header-disallowed'
  | 'header-read-only'
  | 'cookie-in-headers'
  | 'value-string'
  | 'status-integer'
  | 'status-range'
  | 'body';

/** The checked return value, or the first rule that it breaks: a validation error, 502. */
export type ValidatedOutput =
  | { readonly kind: 'request'; readonly request: ReturnedRequest }
  | { readonly kind: 'response'; readonly response: ReturnedResponse }
  | { readonly kind: 'failure'; readonly rule: OutputRule; readonly message: string };

class Refusal extends Error {
  readonly rule: OutputRule;
  constructor(rule: OutputRule, message: string) {
    super(message);
    this.rule = rule;
  }
}

/**
 * Checks a return value as production does.
 *
 * @param check.event - The event as the function got it, for what it must not change.
 * @param check.output - The JSON value that the handler returned.
 * @param check.eventType - By default as `event.context` says.
 * @returns Never throws for any JSON value.
 * @source spec/cloudfront.md 2.2, 2.4, 2.5, 2.9, 3.2 to 3.4
 */
export function validateFunctionOutput(check: {
  readonly event: FunctionEvent;
  readonly output: unknown;
  readonly eventType?: ViewerEventType;
}): ValidatedOutput {
  const { event, output } = check;
  const eventType = check.eventType ?? eventTypeOf(event);
  try {
    if (!isRecord(output)) throw shape(`${describeValue(output)} is neither a request nor a response`);
    if (eventType === 'viewer-request' && !('statusCode' in output)) {
      return { kind: 'request', request: readRequest(output, event.request) };
    }
    return { kind: 'response', response: readResponse(output, event, eventType) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { kind: 'failure', rule: error.rule, message: `The CloudFront function ${error.message}` };
  }
}

/** The event type that an event names; anything but viewer-response counts as viewer-request. */
export function eventTypeOf(event: FunctionEvent): ViewerEventType {
  return event.context?.eventType === 'viewer-response' ? 'viewer-response' : 'viewer-request';
}

function readRequest(output: Readonly<Record<string, unknown>>, before: EventRequest): ReturnedRequest {
  const { method, uri } = output;
  if (uri === undefined && 'request' in output) throw shape('the whole event, wanted event.request');
  if (method !== before.method) {
    throw refused(
      'method-read-only',
      `request.method is ${describeValue(method)}, wanted "${before.method}"`,
    );
  }
  if (typeof uri !== 'string' || !uri.startsWith('/')) {
    throw refused('uri', `request.uri is ${describeValue(uri)}, wanted text that begins with "/"`);
  }
  checkLine(uri, 'request.uri', 'uri');
  const querystring = readQuerystring(output.querystring);
  const headers = readHeaders(output.headers, 'request.headers', before.headers);
  checkReadOnly(headers, before.headers, 'viewer-request');
  const cookies = readCookies(output.cookies, 'request.cookies');
  const query = typeof querystring === 'string' ? querystring : queryText(querystring, before.querystring);
  checkQuery(query);
  const length = uri.length + query.length;
  if (length >= maxUriCharacters) {
    throw refused(
      'uri-length',
      `request.uri and querystring have ${length} characters, the limit is below ${maxUriCharacters}`,
    );
  }
  return { method: before.method, uri, querystring, headers, cookies };
}

function readQuerystring(value: unknown): string | ReturnedMap {
  if (typeof value === 'string') return value;
  return readMap(value, 'request.querystring');
}

// As it goes out: see valuesOf.
function queryText(map: ReturnedMap, before: ReturnedMap): string {
  return Object.entries(map)
    .flatMap(([name, entry]) => valuesOf(entry, before[name]).map(({ value }) => `${name}=${value}`))
    .join('&');
}

function checkQuery(query: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what the rule forbids
  const bad = /[\u0000-\u0020\u007f#]/.exec(query);
  if (bad !== null) {
    throw refused(
      'query-characters',
      `request.querystring has ${JSON.stringify(bad[0])} at ${bad.index}: spaces, control characters and "#" must be percent-encoded`,
    );
  }
}

function readResponse(
  output: Readonly<Record<string, unknown>>,
  event: FunctionEvent,
  eventType: ViewerEventType,
): ReturnedResponse {
  const { statusCode, statusDescription } = output;
  if (statusCode === undefined && ('request' in output || 'response' in output)) {
    throw shape('the whole event, wanted event.response');
  }
  if (typeof statusCode !== 'number' || !Number.isInteger(statusCode)) {
    throw refused('status-integer', `response.statusCode is ${describeValue(statusCode)}, wanted an integer`);
  }
  const { min, max } = statusCodeRange;
  if (statusCode < min || statusCode > max) {
    throw refused('status-range', `response.statusCode is ${statusCode}, wanted ${min} to ${max}`);
  }
  if (statusDescription !== undefined && typeof statusDescription !== 'string') {
    throw refused(
      'value-string',
      `response.statusDescription is ${describeValue(statusDescription)}, wanted a string`,
    );
  }
  if (statusDescription !== undefined) checkLine(statusDescription, 'response.statusDescription');
  const before = eventType === 'viewer-response' ? (event.response?.headers ?? {}) : {};
  const headers = readHeaders(output.headers, 'response.headers', before);
  if (eventType === 'viewer-response') checkReadOnly(headers, before, eventType);
  const cookies = readCookies(output.cookies, 'response.cookies');
  const body = readBody(output.body);
  return {
    statusCode,
    ...(statusDescription === undefined ? {} : { statusDescription }),
    headers,
    cookies,
    ...(body === undefined ? {} : { body }),
  };
}

function readBody(body: unknown): ReturnedResponse['body'] {
  if (body === undefined || typeof body === 'string') return body;
  const { encoding, data } = isRecord(body) ? body : {};
  if (typeof data !== 'string') throw refused('body', 'response.body must be text or {encoding, data}');
  if (encoding === undefined || encoding === 'text') return { encoding: 'text', data };
  if (encoding !== 'base64') {
    throw refused('body', `response.body.encoding is ${describeValue(encoding)}, wanted "text" or "base64"`);
  }
  // Groups of four, the last one padded.
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(data)) {
    throw refused('body', 'response.body.data is not base64');
  }
  return { encoding, data };
}

// What becomes part of a line of the message must not end it.
function checkLine(text: string, place: string, rule: OutputRule = 'header-legal'): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what the rule forbids
  if (/[\r\n\u0000]/.test(text)) throw refused(rule, `${place} has a line break or NUL`);
}

// Cookies are lines as well: their names, values and attributes.
function readCookies(value: unknown, place: string): ReturnedMap {
  const cookies = readMap(value, place);
  for (const [name, entry] of Object.entries(cookies)) {
    checkLine(name, `${place}: a name`);
    for (const { value: text, attributes = '' } of [entry, ...(entry.multiValue ?? [])]) {
      checkLine(text, `${place}["${name}"].value`);
      checkLine(attributes, `${place}["${name}"].attributes`);
    }
  }
  return cookies;
}

/** @param before - The headers of the event: what came in may go out. */
function readHeaders(value: unknown, place: string, before: ReturnedMap): ReturnedMap {
  const headers = readMap(value, place);
  for (const [name, entry] of Object.entries(headers)) {
    if (/[A-Z]/.test(name))
      throw refused('header-case', `${place} must have header names in lower case: "${name}"`);
    if ((name === 'cookie' || name === 'set-cookie') && before[name] === undefined) {
      throw refused(
        'cookie-in-headers',
        `${place} must not hold "${name}": cookies go into ${place.split('.')[0]}.cookies`,
      );
    }
    if (isDisallowedHeader(name))
      throw new Refusal('header-disallowed', `tried to add a disallowed header: "${name}"`);
    if (!/^[!#$%&'*+.^_`|~0-9a-z\u0080-\uffff-]+$/.test(name)) {
      throw refused('header-legal', `${place} has "${name}", which is no HTTP header name`);
    }
    for (const { value: text } of [entry, ...(entry.multiValue ?? [])]) {
      checkLine(text, `${place}["${name}"].value`);
    }
  }
  return headers;
}

function checkReadOnly(after: ReturnedMap, before: ReturnedMap, eventType: ViewerEventType): void {
  for (const name of readOnlyHeaders[eventType]) {
    const [present, wanted] = [after[name], before[name]].map((entry) =>
      entry === undefined ? undefined : JSON.stringify(valuesOf(entry, undefined)),
    );
    if (present !== wanted) {
      throw new Refusal('header-read-only', `tried to add, delete, or change a read-only header: "${name}"`);
    }
  }
}

/** Every value of an entry in order; `multiValue` wins where it stands. */
export function valuesOf(
  entry: ReturnedValue,
  before: ReturnedValue | undefined,
): readonly { readonly value: string; readonly attributes?: string }[] {
  const { multiValue } = entry;
  const single = {
    value: entry.value,
    ...(entry.attributes === undefined ? {} : { attributes: entry.attributes }),
  };
  if (multiValue === undefined || multiValue.length === 0) return [single];
  // Only `value` was edited: the first occurrence changes, the others stay.
  const isUntouched =
    before !== undefined && JSON.stringify(before.multiValue) === JSON.stringify(multiValue);
  if (isUntouched && before.value !== entry.value) {
    return [{ ...multiValue[0], value: entry.value }, ...multiValue.slice(1)];
  }
  return multiValue;
}

function readMap(value: unknown, place: string): ReturnedMap {
  if (value === undefined) return {};
  if (!isRecord(value))
    throw refused('value-string', `${place} is ${describeValue(value)}, wanted an object`);
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, readValue(entry, `${place}["${name}"]`)]),
  );
}

function readValue(entry: unknown, place: string): ReturnedValue {
  if (!isRecord(entry)) {
    throw refused('value-string', `${place} is ${describeValue(entry)}, wanted an object with a "value"`);
  }
  const { multiValue } = entry;
  if (multiValue === undefined) return readItem(entry, place);
  if (!Array.isArray(multiValue)) throw refused('value-string', `${place}.multiValue must be an array`);
  const items = multiValue.map((item: unknown, index) => readItem(item, `${place}.multiValue[${index}]`));
  // With several values the entry's own may be missing.
  const own = entry.value === undefined && items[0] !== undefined ? items[0] : readItem(entry, place);
  return { ...own, multiValue: items };
}

function readItem(item: unknown, place: string): { readonly value: string; readonly attributes?: string } {
  const { value, attributes } = isRecord(item) ? item : {};
  if (typeof value !== 'string')
    throw refused('value-string', `${place}.value is ${describeValue(value)}, wanted a string`);
  if (attributes === undefined) return { value };
  if (typeof attributes !== 'string') {
    throw refused('value-string', `${place}.attributes is ${describeValue(attributes)}, wanted a string`);
  }
  return { value, attributes };
}

function refused(rule: OutputRule, message: string): Refusal {
  return new Refusal(rule, `returned an invalid value: ${message}`);
}

function shape(message: string): Refusal {
  return refused('output-shape', message);
}

function describeValue(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : JSON.stringify(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
