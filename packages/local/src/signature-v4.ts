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

/** The texts that a signature is computed from. */
export interface SigningTexts {
  readonly canonicalRequest: string;
  readonly stringToSign: string;
}

/**
 * The canonical request and the string to sign of a service other than S3.
 *
 * @source AWS IAM User Guide, "Create a signed AWS API request"
 */
export function signingTextsOf(request: SignableRequest, terms: SignatureTerms): SigningTexts {
  const canonicalRequest = [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query),
    ...terms.signedHeaders.map((name) => `${name}:${headerOf(request, name) ?? ''}`),
    '',
    terms.signedHeaders.join(';'),
    // The body itself, not what x-amz-content-sha256 says of it: a changed body is a changed request.
    sha256(request.body),
  ].join('\n');
  const scope = terms.scope.join('/');
  return {
    canonicalRequest,
    stringToSign: ['AWS4-HMAC-SHA256', terms.date, scope, sha256(canonicalRequest)].join('\n'),
  };
}

/** The signature of a request, in hexadecimal digits. */
export function signatureOf(request: SignableRequest, terms: SignatureTerms, secret: string): string {
  const { stringToSign } = signingTextsOf(request, terms);
  const key = terms.scope.reduce<string | Buffer>((previous, part) => hmac(previous, part), `AWS4${secret}`);
  return createHmac('sha256', key).update(stringToSign).digest('hex');
}

/** The values of a header, trimmed and joined; `undefined` when the request has none. */
export function headerOf(request: SignableRequest, name: string): string | undefined {
  const values = request.headers
    .filter(([header]) => header.toLowerCase() === name)
    .map(([, value]) => value.trim().replace(/ +/g, ' '));
  return values.length === 0 ? undefined : values.join(',');
}

// Other services than S3 drop empty and dot segments, and escape the escaped path once more: `%3D` is `%253D`.
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(escaped(segment));
  }
  const end = path.endsWith('/') && segments.length > 0 ? '/' : '';
  return `/${segments.join('/')}${end}`;
}

function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query)]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]): [string, string] => [escaped(name), escaped(value)])
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

// By code point, as the signature wants it.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
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
