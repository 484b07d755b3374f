// Verifies Signature Version 4 of a handshake or management call against credentials that are known locally
// (spec/websocket-api.md 4.2, 5.2, 5.3).

import { createHash, timingSafeEqual } from 'node:crypto';
import type { AccessKey } from '../local-credentials.js';
import { type SignableRequest, signatureOf, signingTextsOf } from '../signature-v4.js';
import { maxClockSkewMs, maxPresignedSeconds } from './assumptions.js';
import { readSignatureClaim, type SignatureClaim } from './signature-claim.js';

/** An access key that exists locally. */
export interface LocalCredentials extends AccessKey {
  /** `arn:aws:iam::123456789012:user/name`. */
  readonly userArn: string;
  /** Policy statements of the user; without any, everything is allowed. */
  readonly statements?: readonly unknown[];
}

/** What a signature is worth. */
export type SignatureVerdict =
  /** No signature at all. */
  | { readonly kind: 'unsigned' }
  | SignatureRefusal
  /** Signed by nobody who is known here: not to be believed, and not to be disproved. */
  | { readonly kind: 'unknown-key'; readonly refusal: SignatureRefusal }
  /** Valid for known credentials. */
  | { readonly kind: 'verified'; readonly credentials: LocalCredentials };

/** AWS's error type and text, of a 403. */
export interface SignatureRefusal {
  readonly kind: 'refused';
  readonly type: string;
  readonly message: string;
}

/** What signatures are judged by. */
export interface SignatureTest {
  readonly credentials: readonly LocalCredentials[];
  readonly region: string;
  /** Machine time to compare with the signature's, or `undefined` to accept any time. */
  readonly nowMs: number | undefined;
}

const unknownToken: SignatureRefusal = {
  kind: 'refused',
  type: 'UnrecognizedClientException',
  message: 'The security token included in the request is invalid.',
};

/** @returns Never throws; equal secrets take equal time to compare. */
export function verifySignature(request: SignableRequest, test: SignatureTest): SignatureVerdict {
  const read = readSignatureClaim(request);
  if (read.kind === 'unsigned') return read;
  if (read.kind === 'incomplete') return refused('IncompleteSignatureException', read.message);
  const { claim } = read;
  const credentials = test.credentials.find(({ accessKeyId }) => accessKeyId === claim.accessKeyId);
  if (credentials === undefined) return { kind: 'unknown-key', refusal: unknownToken };
  const fault = scopeFault(claim, test.region) ?? signedPartsFault(claim) ?? timeFault(claim, test.nowMs);
  if (fault !== undefined) return fault;
  if (!isTokenOf(credentials, claim)) return unknownToken;
  if (!isSame(signatureOf(request, claim, credentials.secretAccessKey), claim.signature))
    return refused('InvalidSignatureException', mismatchMessage(request, claim));
  return { kind: 'verified', credentials };
}

function refused(type: string, message: string): SignatureRefusal {
  return { kind: 'refused', type, message };
}

// AWS names every wrong part of the scope in one text, with a space after each sentence.
function scopeFault(claim: SignatureClaim, wantedRegion: string): SignatureRefusal | undefined {
  const [date = '', region = '', service = '', terminator = ''] = claim.scope;
  const faults = [
    region === wantedRegion ? '' : `Credential should be scoped to a valid region, not '${region}'. `,
    service === 'execute-api' ? '' : "Credential should be scoped to correct service: 'execute-api'. ",
    terminator === 'aws4_request'
      ? ''
      : `Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator}'. `,
    date === claim.date.slice(0, 8)
      ? ''
      : `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${claim.date.slice(0, 8)}', from '${claim.date}'. `,
  ].join('');
  return faults === '' ? undefined : refused('InvalidSignatureException', faults);
}

function signedPartsFault({ signedHeaders }: SignatureClaim): SignatureRefusal | undefined {
  return signedHeaders.includes('host')
    ? undefined
    : refused(
        'InvalidSignatureException',
        "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
      );
}

function timeFault(claim: SignatureClaim, nowMs: number | undefined): SignatureRefusal | undefined {
  const { date, expiresSeconds } = claim;
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  const signedMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(signedMs))
    return refused(
      'IncompleteSignatureException',
      `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  const isWithinBounds =
    expiresSeconds === undefined ||
    (Number.isInteger(expiresSeconds) && expiresSeconds >= 0 && expiresSeconds <= maxPresignedSeconds);
  if (!isWithinBounds)
    return refused(
      'IncompleteSignatureException',
      `X-Amz-Expires must be a number of seconds from 0 to ${maxPresignedSeconds}`,
    );
  if (nowMs === undefined) return undefined;
  const validMs = expiresSeconds === undefined ? maxClockSkewMs : expiresSeconds * 1_000;
  const span = validMs % 60_000 === 0 ? `${validMs / 60_000} min.` : `${validMs / 1_000} sec.`;
  if (signedMs < nowMs - validMs)
    return refused(
      'InvalidSignatureException',
      `Signature expired: ${date} is now earlier than ${basicFormat(nowMs - validMs)} (${basicFormat(nowMs)} - ${span})`,
    );
  if (signedMs > nowMs + maxClockSkewMs)
    return refused(
      'InvalidSignatureException',
      `Signature not yet current: ${date} is still later than ${basicFormat(nowMs + maxClockSkewMs)} (${basicFormat(nowMs)} + ${maxClockSkewMs / 60_000} min.)`,
    );
  return undefined;
}

function basicFormat(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/[-:]|\.\d+/g, '');
}

// A token may be left out with the stack's own key, which has no lifetime; a wrong one never passes.
function isTokenOf(credentials: LocalCredentials, { securityToken }: SignatureClaim): boolean {
  return securityToken === undefined || isSame(credentials.sessionToken ?? '', securityToken);
}

// Hashed first: texts of unlike length would otherwise tell it by their time.
function isSame(wanted: string, given: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(wanted), digest(given));
}

// AWS prints both texts, so that a caller sees which of its own differs.
function mismatchMessage(request: SignableRequest, claim: SignatureClaim): string {
  const { canonicalRequest, stringToSign } = signingTextsOf(request, claim);
  return [
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    `The Canonical String for this request should have been\n'${canonicalRequest}'`,
    `The String-to-Sign should have been\n'${stringToSign}'\n`,
  ].join('\n\n');
}
