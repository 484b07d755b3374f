// What CloudFront makes of a function's return value: a request or a response in wire terms, or a refusal (502).

import type { FunctionEvent } from '../event/build-event.js';
import { validateFunctionOutput } from './validate-output.js';
import {
  bodyOfOutput,
  cookieOfOutput,
  headersOfOutput,
  queryOfOutput,
  setCookiesOfOutput,
} from './wire-output.js';

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

/**
 * Checks a return value and puts it in wire terms.
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
  const checked = validateFunctionOutput({ event: given, output });
  switch (checked.kind) {
    case 'failure':
      return { kind: 'refused', message: checked.message };
    case 'request': {
      const { request } = checked;
      const headers = fields(headersOfOutput(request.headers, given.request.headers));
      const cookie = cookieOfOutput(request, given.request);
      if (cookie !== undefined) headers.set('cookie', [cookie]);
      const query = queryOfOutput(request, { before: given.request, rawQuery });
      return { kind: 'request', uri: request.uri, rawQuery: query, headers };
    }
    case 'response': {
      const { response } = checked;
      const headers = fields(headersOfOutput(response.headers, given.response?.headers ?? {}));
      const cookies = setCookiesOfOutput(response, given.response);
      if (cookies.length > 0) headers.set('set-cookie', cookies);
      return {
        kind: 'response',
        status: response.statusCode,
        statusDescription: response.statusDescription,
        headers,
        body: bodyOfOutput(response),
      };
    }
  }
}

function fields(pairs: readonly (readonly [string, string])[]): Map<string, readonly string[]> {
  const result = new Map<string, readonly string[]>();
  for (const [name, value] of pairs) result.set(name, [...(result.get(name) ?? []), value]);
  return result;
}
