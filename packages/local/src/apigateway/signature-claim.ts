// What a request says of its own signature: in the Authorization header, or in the query of a presigned URL.

import { createHash } from 'node:crypto';
import { parseAuthorization } from '../endpoint/parse-authorization.js';
import { headerOf, type SignableRequest, type SignatureTerms } from '../signature-v4.js';

/** A signature that is still to be believed. */
export interface SignatureClaim extends SignatureTerms {
  readonly accessKeyId: string;
  /** Hexadecimal digits. */
  readonly signature: string;
  /** Of temporary credentials. */
  readonly securityToken: string | undefined;
  /** How long a presigned URL is good for. */
  readonly expiresSeconds: number | undefined;
}

/** A claim, none, or why it cannot be read. */
export type ReadClaim =
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'claim'; readonly claim: SignatureClaim }
  | { readonly kind: 'incomplete'; readonly message: string };

/** @returns Never throws; messages have the wording of `IncompleteSignatureException`. */
export function readSignatureClaim(request: SignableRequest): ReadClaim {
  const header = headerOf(request, 'authorization');
  if (header !== undefined) return readHeader(request, header);
  const query = new URLSearchParams(request.query);
  return queryNames.some((name) => query.has(name)) ? readQuery(query) : { kind: 'unsigned' };
}

function readHeader(request: SignableRequest, header: string): ReadClaim {
  // AWS does not repeat what may be a secret of another scheme.
  if (!header.includes('=')) {
    const hash = createHash('sha256').update(header).digest('base64');
    return incomplete(
      `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hash}'.`,
    );
  }
  const parsed = parseAuthorization(header);
  if (parsed.kind !== 'sigv4') return incomplete(parsed.kind === 'malformed' ? parsed.reason : '');
  const date = headerOf(request, 'x-amz-date');
  if (date === undefined)
    return incomplete(
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256",
    );
  const { accessKeyId, region, service, signedHeaders, signature } = parsed;
  return {
    kind: 'claim',
    claim: {
      accessKeyId,
      scope: [parsed.date, region, service, 'aws4_request'],
      signedHeaders,
      signature,
      date,
      securityToken: headerOf(request, 'x-amz-security-token'),
      expiresSeconds: undefined,
    },
  };
}

const queryNames = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-SignedHeaders',
  'X-Amz-Signature',
] as const;

function readQuery(query: URLSearchParams): ReadClaim {
  const missing = queryNames.filter((name) => !query.get(name));
  if (missing.length > 0) {
    const texts = missing.map((name) => `AWS query-string parameters must include '${name}'.`);
    return incomplete(`${texts.join(' ')} Re-examine the query-string parameters.`);
  }
  const text = (name: string) => query.get(name) ?? '';
  const scope = text('X-Amz-Credential').split('/');
  if (text('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256' || scope.length !== 5)
    return incomplete(
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term',
    );
  const expires = query.get('X-Amz-Expires');
  return {
    kind: 'claim',
    claim: {
      accessKeyId: scope[0] ?? '',
      scope: scope.slice(1),
      signedHeaders: text('X-Amz-SignedHeaders').split(';'),
      signature: text('X-Amz-Signature'),
      date: text('X-Amz-Date'),
      securityToken: query.get('X-Amz-Security-Token') ?? undefined,
      expiresSeconds: expires === null ? undefined : Number(expires),
    },
  };
}

function incomplete(message: string): ReadClaim {
  return { kind: 'incomplete', message };
}
