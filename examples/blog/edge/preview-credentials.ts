// Who may read a preview, in the only form that leaves this machine: a salt and a hash.

import { hashCredentials } from '@edgewire/edge';

/** Used when the environment names nobody. Public on purpose: set your own for a deployment. */
const DEMO = { user: 'preview', password: 'preview', salt: 'edgewire-blog' };

/** Constants that `edge/viewer-request.ts` expects. */
export interface PreviewConstants {
  readonly PREVIEW_SALT: string;
  readonly PREVIEW_HASH: string;
}

/**
 * Hashes the preview credentials of an environment.
 *
 * @param env - `PREVIEW_USER`, `PREVIEW_PASSWORD` and `PREVIEW_SALT`; each has a demo default ("preview" for both
 *   user and password).
 * @throws {Error} If the user contains a colon, which separates user and password on the wire (RFC 7617).
 */
export function previewConstants(env: Readonly<Record<string, string | undefined>>): PreviewConstants {
  const user = env.PREVIEW_USER ?? DEMO.user;
  const password = env.PREVIEW_PASSWORD ?? DEMO.password;
  const salt = env.PREVIEW_SALT ?? DEMO.salt;
  if (user.includes(':')) throw new Error(`Cannot use PREVIEW_USER "${user}": it contains a colon`);
  return { PREVIEW_SALT: salt, PREVIEW_HASH: hashCredentials(user, password, salt) };
}
