// Puts what a command makes where the user wants it.

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { EnvironmentError } from '@edgewire/diagnostics';

/**
 * @param name - The file as the user named it.
 * @param path - The same, absolute; its folder is made.
 * @param write - Writes it, and what stands beside it.
 * @throws EnvironmentError EW9015 when it cannot be written.
 */
export function writeOutput(name: string, path: string, write: () => void): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    write();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EnvironmentError('EW9015', `Cannot write "${name}": ${reason}`, {
      help: 'name a file in a folder that you may write to',
      cause: error,
    });
  }
}
