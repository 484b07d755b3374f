// Verifies Signature Version 4 of a handshake or management call against credentials that are known locally
// (spec/websocket-api.md 4.2, 5.3).

import { timingSafeEqual } from 'node:crypto';
import { headerOf, type SignableRequest, type SignatureTerms, signatureOf } from '../signature-v4.js';
import { maxClockSkewMs } from './assumptions.js';

/** An access key that exists locally. */
export interface LocalCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** `arn:aws:iam::123456789012:user/name`. */
  readonly userArn: string;
  /** Policy statements of the user; without any, everything is allowed. */
  readonly statements?: readonly unknown[];
}

/** What a signature is worth. */
export type SignatureVerdict =
  /** No signature at all. */
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'refused'; readonly type: string; readonly message: string }
  /** Valid for known credentials. */
  | { readonly kind: 'verified'; readonly credentials: LocalCredentials }
  /** Well-formed, but there are no credentials to check it with. */
  | { readonly kind: 'unchecked'; readonly accessKeyId: string };

interface Claim extends SignatureTerms {
  readonly accessKeyId: string;
  readonly signature: string;
  readonly expiresSeconds: number | undefined;
  readonly isPresigned: boolean;
}

/**
 * @param options.credentials - Keys to verify with; when empty, any well-formed signature is `unchecked`.
 * @param options.nowMs - Machine time to compare with the signature's, or `undefined` to accept any time.
 */
export function verifySignature(
  request: SignableRequest,
  options: { readonly credentials: readonly LocalCredentials[]; readonly nowMs: number | undefined },
): SignatureVerdict {
  const claim = readClaim(request);
  if (claim === undefined) return { kind: 'unsigned' };
  if (claim === 'malformed') return refused('IncompleteSignatureException', 'The signature is incomplete');
  const [date = '', region = '', service = '', terminator] = claim.scope;
  if (terminator !== 'aws4_request' || date === '' || region === '' || !claim.date.startsWith(date))
    return refused('IncompleteSignatureException', 'Credential should be scoped to a valid date and region');
  if (service !== 'execute-api')
    return refused(
      'InvalidSignatureException',
      "Credential should be scoped to correct service: 'execute-api'.",
    );
  if (options.nowMs !== undefined) {
    const refusal = judgeTime(claim, options.nowMs);
    if (refusal !== undefined) return refusal;
  }
  if (options.credentials.length === 0) return { kind: 'unchecked', accessKeyId: claim.accessKeyId };
  const credentials = options.credentials.find(({ accessKeyId }) => accessKeyId === claim.accessKeyId);
  if (credentials === undefined)
    return refused('UnrecognizedClientException', 'The security token included in the request is invalid.');
  const wanted = Buffer.from(signatureOf(request, claim, credentials.secretAccessKey));
  const given = Buffer.from(claim.signature);
  if (wanted.length !== given.length || !timingSafeEqual(wanted, given))
    return refused(
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  return { kind: 'verified', credentials };
}

function refused(type: string, message: string): SignatureVerdict {
  return { kind: 'refused', type, message };
}

function judgeTime(claim: Claim, nowMs: number): SignatureVerdict | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(claim.date) ?? [];
  const signedMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(signedMs)) return refused('IncompleteSignatureException', 'Date must be in ISO-8601');
  const validMs = claim.expiresSeconds === undefined ? maxClockSkewMs : claim.expiresSeconds * 1_000;
  if (nowMs - signedMs > validMs || signedMs - nowMs > maxClockSkewMs)
    return refused('InvalidSignatureException', `Signature expired: ${claim.date}`);
  return undefined;
}

function readClaim(request: SignableRequest): Claim | 'malformed' | undefined {
  const query = new URLSearchParams(request.query);
  const header = headerOf(request, 'authorization');
  const isPresigned = header === undefined && query.has('X-Amz-Signature');
  if (header === undefined && !isPresigned) return undefined;
  const fields = isPresigned
    ? {
        credential: query.get('X-Amz-Credential'),
        headers: query.get('X-Amz-SignedHeaders'),
        signature: query.get('X-Amz-Signature'),
        date: query.get('X-Amz-Date'),
      }
    : {
        credential: /Credential=([^,\s]+)/.exec(header ?? '')?.[1],
        headers: /SignedHeaders=([^,\s]+)/.exec(header ?? '')?.[1],
        signature: /Signature=([0-9a-f]+)/.exec(header ?? '')?.[1],
        date: headerOf(request, 'x-amz-date'),
      };
  const [accessKeyId, ...scope] = (fields.credential ?? '').split('/');
  if (!accessKeyId || !fields.headers || !fields.signature || !fields.date || scope.length < 4)
    return 'malformed';
  const expires = query.get('X-Amz-Expires');
  return {
    accessKeyId,
    scope,
    signedHeaders: fields.headers.split(';'),
    signature: fields.signature,
    date: fields.date,
    expiresSeconds: isPresigned && expires !== null ? Number(expires) : undefined,
    isPresigned,
  };
}
