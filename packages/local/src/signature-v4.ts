// Signature Version 4: the sum that proves a request to AWS. Read by those that check it and those that sign.

import { createHash, createHmac } from 'node:crypto';

/** A request as its signature covers it. */
export interface SignableRequest {
  readonly method: string;
  /** As on the wire, escapes kept. */
  readonly path: string;
  /** Without `?`. */
  readonly query: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

/** What a signature says of itself. */
export interface SignatureTerms {
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly date: string;
  /** Day, Region, service and `aws4_request`. */
  readonly scope: readonly string[];
  /** Lower case, sorted. */
  readonly signedHeaders: readonly string[];
}

/**
 * The signature of a request, in hexadecimal digits.
 *
 * @source AWS IAM User Guide, "Create a signed AWS API request"
 */
export function signatureOf(request: SignableRequest, terms: SignatureTerms, secret: string): string {
  const canonical = [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query),
    ...terms.signedHeaders.map(
      (name) => `${name}:${(headerOf(request, name) ?? '').trim().replace(/ +/g, ' ')}`,
    ),
    '',
    terms.signedHeaders.join(';'),
    headerOf(request, 'x-amz-content-sha256') ?? sha256(request.body),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', terms.date, terms.scope.join('/'), sha256(canonical)].join('\n');
  const key = terms.scope.reduce<string | Buffer>((previous, part) => hmac(previous, part), `AWS4${secret}`);
  return createHmac('sha256', key).update(toSign).digest('hex');
}

/** The values of a header, joined; `undefined` when the request has none. */
export function headerOf(request: SignableRequest, name: string): string | undefined {
  const values = request.headers
    .filter(([header]) => header.toLowerCase() === name)
    .map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(',');
}

// Other services than S3 escape the escaped path once more: `%3D` is signed as `%253D`.
function canonicalPath(path: string): string {
  return path.split('/').map(escaped).join('/');
}

function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query)]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .sort((a, b) => (a < b ? -1 : 1))
    .join('&');
}

function escaped(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
