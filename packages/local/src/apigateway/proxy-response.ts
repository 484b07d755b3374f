// Reads what a Lambda proxy integration returned.

/** A well-formed response, or `malformed`. */
export type ProxyResponse =
  | {
      readonly kind: 'response';
      readonly statusCode: number;
      readonly headers: Readonly<Record<string, string>>;
      /** The body as text; undefined when there is none. */
      readonly body: string | undefined;
    }
  | { readonly kind: 'malformed'; readonly reason: string };

const members: ReadonlySet<string> = new Set([
  'statusCode',
  'headers',
  'multiValueHeaders',
  'body',
  'isBase64Encoded',
  'cookies',
]);

/**
 * @param payload - JSON text of the function's result.
 * @param isStrict - False lets unknown members pass.
 * @returns Strict as the gateway: unknown members, a missing or non-numeric status and a body that is no string
 *   are malformed.
 * @source spec/websocket-api.md 3.6, 3.7
 */
export function parseProxyResponse(payload: string, isStrict = true): ProxyResponse {
  const malformed = (reason: string): ProxyResponse => ({ kind: 'malformed', reason });
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return malformed('it is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return malformed(
      `it is ${value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`}, not an object`,
    );
  const response = value as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(response).find((name) => !members.has(name));
  if (isStrict && unknown !== undefined) return malformed(`it has the unknown member "${unknown}"`);
  const statusCode = integerOf(response.statusCode);
  if (response.statusCode === undefined || response.statusCode === null)
    return malformed('it has no statusCode');
  if (statusCode === undefined)
    return malformed(`its statusCode is ${JSON.stringify(response.statusCode)}, not an integer`);
  const { body } = response;
  if (body !== undefined && body !== null && typeof body !== 'string') {
    return malformed(`its body is ${Array.isArray(body) ? 'a list' : `an ${typeof body}`}, not a string`);
  }
  const text = typeof body === 'string' ? body : undefined;
  return {
    kind: 'response',
    statusCode,
    headers: headersOf(response),
    body:
      text !== undefined && response.isBase64Encoded === true
        ? Buffer.from(text, 'base64').toString('utf8')
        : text,
  };
}

// Some runtimes give the status as text.
function integerOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined;
}

function headersOf(response: Readonly<Record<string, unknown>>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers ?? {})) headers[name] = String(value);
  for (const [name, values] of Object.entries(response.multiValueHeaders ?? {})) {
    if (Array.isArray(values) && values.length > 0) headers[name] = String(values.at(-1));
  }
  return headers;
}
