// What CloudFront makes of a function's return value: a request, a response, or a refusal (502).

import type { EventRequest, FunctionEvent } from '../event/build-event.js';
import { isDisallowedHeader } from '../event/build-event.js';

/** A returned value in wire terms, or the rule that it breaks. */
export type FunctionOutput =
  | {
      readonly kind: 'request';
      readonly uri: string;
      readonly rawQuery: string | undefined;
      /** With `cookie`. */
      readonly headers: ReadonlyMap<string, readonly string[]>;
    }
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly statusDescription: string | undefined;
      /** With `set-cookie`. */
      readonly headers: ReadonlyMap<string, readonly string[]>;
      /** Undefined keeps the body there was; empty removes it. */
      readonly body: Buffer | undefined;
    }
  | { readonly kind: 'refused'; readonly message: string };

class Refusal extends Error {}

const readOnlyRequestHeaders = ['cdn-loop', 'content-length', 'host', 'transfer-encoding', 'via'];
const readOnlyResponseHeaders = ['warning', 'via'];
const maxUriCharacters = 8_192;

/**
 * Checks a return value as production does, which TestFunction does not.
 *
 * @param given - The event as the function got it, for what it must not change.
 * @param rawQuery - The query string as received; it is forwarded verbatim when untouched.
 * @source spec/cloudfront.md 2.2 to 2.9, 3.2 to 3.4
 */
export function readFunctionOutput(
  output: unknown,
  given: FunctionEvent,
  rawQuery: string | undefined,
): FunctionOutput {
  try {
    if (!isRecord(output))
      throw new Refusal(
        `returned an invalid value: ${output === null ? 'null' : typeof output} is neither a request nor a response`,
      );
    const isViewerRequest = given.context.eventType === 'viewer-request';
    if ('statusCode' in output || !isViewerRequest) return readResponse(output, given, isViewerRequest);
    return readRequest(output, given, rawQuery);
  } catch (error) {
    if (error instanceof Refusal)
      return { kind: 'refused', message: `The CloudFront function ${error.message}` };
    throw error;
  }
}

function readRequest(
  output: Record<string, unknown>,
  given: FunctionEvent,
  rawQuery: string | undefined,
): FunctionOutput {
  const before = given.request;
  const { method, uri, querystring } = output;
  if (uri === undefined && 'request' in output)
    throw new Refusal('returned an invalid value: the whole event instead of event.request');
  if (method !== before.method) throw new Refusal('returned an invalid value: request.method is read-only');
  if (typeof uri !== 'string' || !uri.startsWith('/'))
    throw new Refusal('returned an invalid value: request.uri must begin with /');
  const query = readQuery(querystring, before, rawQuery);
  if (uri.length + (query?.length ?? 0) >= maxUriCharacters)
    throw new Refusal(
      `returned an invalid value: request.uri and querystring have ${maxUriCharacters} characters or more`,
    );
  const headers = readHeaders(output.headers, 'request.headers');
  checkReadOnly(headers, fieldsOf(before.headers), readOnlyRequestHeaders);
  const cookies = pairsOf(output.cookies, 'request.cookies').map(({ name, value }) => `${name}=${value}`);
  if (cookies.length > 0) headers.set('cookie', [cookies.join('; ')]);
  return { kind: 'request', uri, rawQuery: query, headers };
}

function readQuery(
  querystring: unknown,
  before: EventRequest,
  rawQuery: string | undefined,
): string | undefined {
  if (querystring === undefined) return undefined;
  const text = typeof querystring === 'string' ? querystring : serialized(querystring, before, rawQuery);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what the rule forbids
  if (text !== undefined && /[\u0000-\u0020#]/.test(text)) {
    throw new Refusal('returned an invalid value: request.querystring has a space, a control character or #');
  }
  return text;
}

function serialized(
  querystring: unknown,
  before: EventRequest,
  rawQuery: string | undefined,
): string | undefined {
  // Untouched parameters go on as they came, `a` without `=` included.
  if (JSON.stringify(querystring) === JSON.stringify(before.querystring)) return rawQuery;
  const pairs = pairsOf(querystring, 'request.querystring');
  return pairs.length === 0 ? undefined : pairs.map(({ name, value }) => `${name}=${value}`).join('&');
}

function readResponse(
  output: Record<string, unknown>,
  given: FunctionEvent,
  isViewerRequest: boolean,
): FunctionOutput {
  const { statusCode, statusDescription, body } = output;
  if (!Number.isInteger(statusCode))
    throw new Refusal('returned an invalid value: response.statusCode must be an integer');
  const status = Number(statusCode);
  if (status < 200 || status > 599)
    throw new Refusal(`returned an invalid value: response.statusCode ${status} is not between 200 and 599`);
  const headers = readHeaders(output.headers, 'response.headers');
  if (!isViewerRequest)
    checkReadOnly(headers, fieldsOf(given.response?.headers ?? {}), readOnlyResponseHeaders);
  const cookies = pairsOf(output.cookies, 'response.cookies').map(({ name, value, attributes }) =>
    attributes === undefined || attributes === '' ? `${name}=${value}` : `${name}=${value}; ${attributes}`,
  );
  if (cookies.length > 0) headers.set('set-cookie', cookies);
  return {
    kind: 'response',
    status,
    statusDescription: typeof statusDescription === 'string' ? statusDescription : undefined,
    headers,
    body: readBody(body),
  };
}

function readBody(body: unknown): Buffer | undefined {
  if (body === undefined) return undefined;
  if (typeof body === 'string') return Buffer.from(body);
  const { encoding, data } = isRecord(body) ? body : {};
  if (typeof data !== 'string')
    throw new Refusal('returned an invalid value: response.body must be text or {encoding, data}');
  if (encoding === undefined || encoding === 'text') return Buffer.from(data);
  if (encoding !== 'base64')
    throw new Refusal(
      `returned an invalid value: response.body.encoding "${String(encoding)}" is neither text nor base64`,
    );
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(data) || data.length % 4 !== 0)
    throw new Refusal('returned an invalid value: response.body.data is not base64');
  return Buffer.from(data, 'base64');
}

function readHeaders(value: unknown, place: string): Map<string, readonly string[]> {
  const headers = new Map<string, string[]>();
  for (const { name, value: text } of pairsOf(value, place)) {
    if (name !== name.toLowerCase())
      throw new Refusal(`returned an invalid value: ${place} must have header names in lower case`);
    if (isDisallowedHeader(name)) throw new Refusal(`tried to add a disallowed header: ${name}`);
    if (name === 'cookie' || name === 'set-cookie')
      throw new Refusal(`returned an invalid value: ${place} must not hold ${name}, use cookies`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what the rule forbids
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) || /[\r\n\u0000]/.test(text)) {
      throw new Refusal(`returned an invalid value: ${place}["${name}"] is not a legal HTTP header`);
    }
    headers.set(name, [...(headers.get(name) ?? []), text]);
  }
  return headers;
}

function checkReadOnly(
  after: ReadonlyMap<string, readonly string[]>,
  before: ReadonlyMap<string, readonly string[]>,
  names: readonly string[],
): void {
  for (const name of names) {
    if (JSON.stringify(after.get(name)) !== JSON.stringify(before.get(name))) {
      throw new Refusal(`tried to add, delete, or change a read-only header: ${name}`);
    }
  }
}

function fieldsOf(map: Readonly<Record<string, unknown>>): Map<string, readonly string[]> {
  return readHeaders(map, 'headers');
}

// `multiValue` wins over `value` when it is there; an edit of `value` alone changes the first occurrence.
function pairsOf(value: unknown, place: string): { name: string; value: string; attributes?: string }[] {
  if (value === undefined) return [];
  if (!isRecord(value)) throw new Refusal(`returned an invalid value: ${place} must be an object`);
  return Object.entries(value).flatMap(([name, entry]) => {
    if (!isRecord(entry))
      throw new Refusal(`returned an invalid value: ${place}["${name}"] must be an object with a value`);
    const list = Array.isArray(entry.multiValue) && entry.multiValue.length > 0 ? entry.multiValue : [entry];
    return list.map((item: unknown, index) => {
      const own = isRecord(item) ? item : {};
      const text =
        index === 0 && list.length > 1 && typeof entry.value === 'string' && entry.value !== own.value
          ? entry.value
          : own.value;
      if (typeof text !== 'string')
        throw new Refusal(`returned an invalid value: ${place}["${name}"].value must be a string`);
      return {
        name,
        value: text,
        ...(typeof own.attributes === 'string' ? { attributes: own.attributes } : {}),
      };
    });
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
