// Checked return values back in wire terms.

import type { EventRequest, EventResponse } from '../event/build-event.js';
import {
  type ReturnedMap,
  type ReturnedRequest,
  type ReturnedResponse,
  valuesOf,
} from './validate-output.js';

/**
 * The query string to forward, without `?`.
 *
 * @param rawQuery - As received: forwarded verbatim when the parameters are untouched, `a` without `=` included.
 * @returns `undefined` when there is none.
 * @source spec/cloudfront.md 2.3, 2.4, 9.10
 */
export function queryOfOutput(
  request: ReturnedRequest,
  { before, rawQuery }: { readonly before: EventRequest; readonly rawQuery: string | undefined },
): string | undefined {
  const { querystring } = request;
  if (typeof querystring === 'string') return querystring === '' ? undefined : querystring;
  if (JSON.stringify(querystring) === JSON.stringify(before.querystring)) return rawQuery;
  const pairs = Object.entries(querystring).flatMap(([name, entry]) =>
    valuesOf(entry, before.querystring[name]).map(({ value }) => `${name}=${value}`),
  );
  return pairs.length === 0 ? undefined : pairs.join('&');
}

/** Header fields of a returned map, in its order; repeated names stay together. @source spec/cloudfront.md 2.3 */
export function headersOfOutput(
  headers: ReturnedMap,
  before: ReturnedMap,
): readonly (readonly [string, string])[] {
  return Object.entries(headers).flatMap(([name, entry]) =>
    valuesOf(entry, before[name]).map(({ value }) => [name, value] as const),
  );
}

/** The Cookie header of a returned request, or `undefined` without cookies. @source spec/cloudfront.md 2.7 */
export function cookieOfOutput(request: ReturnedRequest, before: EventRequest): string | undefined {
  const pairs = Object.entries(request.cookies).flatMap(([name, entry]) =>
    valuesOf(entry, before.cookies[name]).map(({ value }) => `${name}=${value}`),
  );
  return pairs.length === 0 ? undefined : pairs.join('; ');
}

/** The Set-Cookie lines of a returned response. @source spec/cloudfront.md 2.7 */
export function setCookiesOfOutput(
  response: ReturnedResponse,
  before: EventResponse | undefined,
): readonly string[] {
  return Object.entries(response.cookies).flatMap(([name, entry]) =>
    valuesOf(entry, before?.cookies[name]).map(({ value, attributes }) =>
      attributes === undefined || attributes === '' ? `${name}=${value}` : `${name}=${value}; ${attributes}`,
    ),
  );
}

/** The body's bytes; `undefined` keeps the body there was, empty removes it. @source spec/cloudfront.md 2.9 */
export function bodyOfOutput({ body }: ReturnedResponse): Buffer | undefined {
  if (body === undefined) return undefined;
  if (typeof body === 'string') return Buffer.from(body);
  return Buffer.from(body.data, body.encoding === 'base64' ? 'base64' : 'utf8');
}
