// HTTP Basic authentication.

// biome-ignore lint/style/useNodejsImportProtocol: it is the runtime's module, which has this name
import { createHmac } from 'crypto';
import type { EdgeHeaders, ViewerRequest, ViewerResponse } from '../events.js';
import { equalTexts } from '../http/equal-texts.js';
import { uncached } from '../http/uncached.js';
import type { Middleware } from '../pipeline.js';
import type { KeyValueReader } from './key-value-reader.js';

/** Who may enter. Make the hash with `hashCredentials`; the password itself is not part of the function. */
export interface HashedCredentials {
  readonly salt: string;
  /** HMAC-SHA256 in hex. */
  readonly hash: string;
}

/** Options of `basicAuth`. */
export interface BasicAuthOptions {
  readonly users: readonly HashedCredentials[];
  /** What the browser's dialog names. @default 'Preview' */
  readonly realm?: string;
  /** What those read who close the dialog, as plain text. @default - nothing */
  readonly body?: string;
}

/**
 * Asks for a name and a password.
 *
 * Every user is compared, in constant time, so that the time of an answer tells nothing. The answer 401 is not cached.
 *
 * @source spec/cloudfront.md 1.9 (hashes), 2.9; runtimes 1.0 and 2.0
 * @example
 * ```ts
 * export default pipeline(basicAuth({ users: [{ salt: process.env.SALT!, hash: process.env.HASH! }] }));
 * ```
 */
export function basicAuth({ users, realm, body }: BasicAuthOptions): Middleware {
  return {
    name: 'basicAuth',
    request: ({ request }) => admit(request, users, { realm, body }),
  };
}

/** Options of `basicAuthFromStore`. */
export interface BasicAuthFromStoreOptions {
  /** `cf.kvs()`. */
  readonly store: KeyValueReader;
  /** Key whose value is a JSON array of `{"salt", "hash"}`. @default 'users' */
  readonly key?: string;
  /** @default 'Preview' */
  readonly realm?: string;
  /** @default - nothing */
  readonly body?: string;
}

/**
 * As `basicAuth`, with the users in a key value store: they change without a deployment. Without the key nobody enters.
 *
 * @source spec/cloudfront.md 1.13; runtime 2.0
 */
export function basicAuthFromStore({ store, key, realm, body }: BasicAuthFromStoreOptions): Middleware {
  return {
    name: 'basicAuth',
    request: async ({ request }) => {
      const text = await store.get(key || 'users').catch(() => '[]');
      // Whoever fills the store keeps to the form; anything else throws, and nobody enters.
      const users = JSON.parse(text) as HashedCredentials[];
      return admit(request, users, { realm, body });
    },
  };
}

/**
 * Hashes a name and a password for `basicAuth`, at build time or by hand.
 *
 * @param salt - At least 16 random characters; one of its own for each user.
 * @returns 64 hex digits.
 */
export function hashCredentials(name: string, password: string, salt: string): string {
  const bytes = new TextEncoder().encode(`${name}:${password}`);
  return tokenHash(btoa(String.fromCharCode(...bytes)), salt);
}

function admit(
  request: ViewerRequest,
  users: readonly HashedCredentials[],
  answer: Challenge,
): ViewerRequest | ViewerResponse {
  let isKnown = false;
  for (const user of users) isKnown = isUser(request, user) || isKnown;
  if (!isKnown) return challenge(answer);
  // The origin has no use for the password.
  delete request.headers.authorization;
  return request;
}

// The token of the header is hashed as it is, so that nothing needs decoding.
function isUser({ headers }: ViewerRequest, { salt, hash }: HashedCredentials): boolean {
  const given = headers.authorization ? headers.authorization.value : '';
  return equalTexts(hash, tokenHash(given.replace(/^basic +| +$/gi, ''), salt));
}

function tokenHash(token: string, salt: string): string {
  return createHmac('sha256', salt).update(token).digest('hex');
}

interface Challenge {
  readonly realm: string | undefined;
  readonly body: string | undefined;
}

function challenge({ realm, body }: Challenge): ViewerResponse {
  const response = uncached(401, 'Unauthorized', {
    'www-authenticate': { value: `Basic realm="${realm || 'Preview'}", charset="UTF-8"` },
  });
  if (body) {
    (response.headers as EdgeHeaders)['content-type'] = { value: 'text/plain; charset=utf-8' };
    response.body = body;
  }
  return response;
}
