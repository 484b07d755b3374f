// The hashing that the realm asks its host for.

import { createHash, createHmac } from 'node:crypto';

/** The digest of binary strings as a binary string; keyed when there is a key. */
export function hashBytes(algorithm: string, key: string | undefined, data: string): string {
  const digest =
    key === undefined ? createHash(algorithm) : createHmac(algorithm, Buffer.from(key, 'latin1'));
  return digest.update(Buffer.from(data, 'latin1')).digest().toString('latin1');
}
