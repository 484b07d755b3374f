// The folder where a stack keeps its data between runs, and the lock that keeps a second process out.

import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError } from '@edgewire/diagnostics';

/** An opened state folder. */
export interface StateDir {
  readonly path: string;
  /** A sub-folder, made on first use. */
  folder(name: string): string;
  /** Frees the lock; the data stays. */
  release(): void;
}

/**
 * Opens (and makes) the folder with access for its owner only.
 *
 * @throws EnvironmentError EW3901 when another live process uses it, EW3902 when it cannot be made.
 */
export function openStateDir(path: string): StateDir {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new EnvironmentError('EW3902', `Cannot make the state folder "${path}"`, {
      help: 'name a folder that you may write with --state, or use --ephemeral',
      cause,
    });
  }
  const lock = join(path, 'lock');
  takeLock(lock, path);
  return {
    path,
    folder(name) {
      const folder = join(path, name);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      return folder;
    },
    release: () => rmSync(lock, { force: true }),
  };
}

function takeLock(lock: string, path: string): void {
  for (;;) {
    try {
      const descriptor = openSync(lock, 'wx', 0o600);
      writeSync(descriptor, String(process.pid));
      closeSync(descriptor);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = Number(readFileSync(lock, 'utf8'));
      if (owner !== process.pid && isAlive(owner)) {
        throw new EnvironmentError('EW3901', `The state folder "${path}" is in use by process ${owner}`, {
          help: 'stop that process, or give this one another folder with --state',
        });
      }
      // The owner died without freeing it (a kill, a power cut).
      rmSync(lock, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
