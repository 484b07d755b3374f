// JSON Web Tokens signed with a shared secret.

// biome-ignore lint/style/useNodejsImportProtocol: it is the runtime's module, which has this name
import { createHmac } from 'crypto';
import type { ViewerRequest, ViewerResponse } from '../events.js';
import { equalTexts } from '../http/equal-texts.js';
import { uncached } from '../http/uncached.js';
import type { Middleware } from '../pipeline.js';
import type { KeyValueReader } from './key-value-reader.js';

/** Built into runtime 2.0. @source spec/cloudfront.md 1.12 */
declare const Buffer: { from(text: string, encoding: 'base64url'): { toString(): string } };

/** What `jwt` and `jwtFromStore` have in common. */
export interface JwtChecks {
  /** Name of a cookie with the token. @default - the header `Authorization: Bearer TOKEN` */
  readonly cookie?: string;
  /** Wanted `iss`. @default - any */
  readonly issuer?: string;
  /** Wanted `aud`, or member of it. @default - any */
  readonly audience?: string;
  /** How far clocks may differ, for `exp` and `nbf`. @default 0 */
  readonly toleranceSeconds?: number;
}

/** Options of `jwt`. */
export interface JwtOptions extends JwtChecks {
  /** At least 32 random bytes as text. It becomes part of the function's code: prefer `jwtFromStore`. */
  readonly secret: string;
}

/** Options of `jwtFromStore`. */
export interface JwtFromStoreOptions extends JwtChecks {
  /** `cf.kvs()`. */
  readonly store: KeyValueReader;
  /** Key whose value is the secret. @default 'jwt' */
  readonly key?: string;
}

/**
 * Lets requests with a valid token on and answers the others with 401.
 *
 * Valid is a token signed by HS256, whatever else its header names, that has begun (`nbf`) and ends in the future
 * (`exp`, without which it is refused). Signatures are compared in constant time, before anything in the token is read.
 *
 * @throws {Error} Without a secret: then nobody enters.
 * @source spec/cloudfront.md 1.9, 1.12; runtime 2.0
 */
export function jwt(options: JwtOptions): Middleware {
  const { secret } = options;
  if (!secret) throw new Error('jwt has no secret');
  return { name: 'jwt', request: ({ request }) => admit(request, secret, options) };
}

/**
 * As `jwt`, with the secret in a key value store: it is in no code and changes without a deployment. Without the key
 * nobody enters.
 *
 * @source spec/cloudfront.md 1.13; runtime 2.0
 */
export function jwtFromStore(options: JwtFromStoreOptions): Middleware {
  return {
    name: 'jwt',
    request: async ({ request }) => {
      const secret = await options.store.get(options.key || 'jwt').catch(() => '');
      return admit(request, secret, options);
    },
  };
}

function admit(request: ViewerRequest, secret: string, checks: JwtChecks): ViewerRequest | ViewerResponse {
  const { cookies, headers } = request;
  const sent = checks.cookie ? cookies[checks.cookie] : headers.authorization;
  const token = sent ? sent.value.replace(/^bearer +/i, '') : '';
  if (secret && isValid(token.split('.'), secret, checks)) return request;
  return uncached(401, 'Unauthorized', { 'www-authenticate': { value: 'Bearer' } });
}

function isValid(parts: readonly string[], secret: string, checks: JwtChecks): boolean {
  const [header = '', payload = '', signature = ''] = parts;
  const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url');
  if (parts.length !== 3 || !equalTexts(expected, signature)) return false;
  try {
    return isHs256(decode(header)) && isCurrent(decode(payload), checks);
  } catch (_error) {
    // Signed, and yet no JSON object: no token.
    return false;
  }
}

// RFC 7515 4.1.11: who does not understand what is critical has to refuse.
function isHs256({ alg, crit }: Claims): boolean {
  return alg === 'HS256' && crit === undefined;
}

function isCurrent(
  { exp, nbf, iss, aud }: Claims,
  { issuer, audience, toleranceSeconds }: JwtChecks,
): boolean {
  const tolerance = toleranceSeconds || 0;
  const now = Date.now() / 1000;
  return (
    typeof exp === 'number' &&
    now < exp + tolerance &&
    (nbf === undefined || (typeof nbf === 'number' && now >= nbf - tolerance)) &&
    (!issuer || iss === issuer) &&
    (!audience || aud === audience || (Array.isArray(aud) && aud.includes(audience)))
  );
}

type Claims = Readonly<Record<string, unknown>>;

function decode(part: string): Claims {
  // The caller refuses what is no object.
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Claims;
}
