// Identifiers that are the same in every run, so that URLs, ids and stored data survive a restart.

import { createHash } from 'node:crypto';

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';

/**
 * @param parts - What identifies the thing, e.g. stack name and logical id.
 * @returns `length` lower-case alphanumerics, the first a letter.
 */
export function stableId(parts: readonly string[], length: number): string {
  let text = '';
  for (let round = 0; text.length < length; round++) {
    const digest = createHash('sha256')
      .update([...parts, String(round)].join('\u0000'))
      .digest();
    for (const byte of digest) text += alphabet[byte % alphabet.length];
  }
  const first = 'abcdefghijklmnopqrstuvwxyz'[text.charCodeAt(0) % 26] ?? 'a';
  return first + text.slice(1, length);
}

/** The physical name CloudFormation makes: `{stack}-{logicalId}-{13 upper-case alphanumerics}`. */
export function physicalName(stackName: string, logicalId: string): string {
  return `${stackName}-${logicalId}-${stableId([stackName, logicalId], 13).toUpperCase()}`;
}
