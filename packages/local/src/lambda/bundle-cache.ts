// Keeps compiled handlers between runs, so that a start without a change needs no compiler.

import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A compiled handler. */
export interface CachedBundle {
  readonly text: string;
  readonly format: 'commonjs' | 'module';
  /** Absolute files it was made of. */
  readonly files: readonly string[];
}

/** Changed when the compiler's options change. */
const layoutVersion = 1;

interface Entry extends CachedBundle {
  readonly layoutVersion: number;
  /** Size and time of each file, in their order. */
  readonly stamps: readonly string[];
}

/** @returns `undefined` when there is none, or a file it was made of has changed. */
export async function readBundle(cacheDir: string, file: string): Promise<CachedBundle | undefined> {
  try {
    // Written by `writeBundle` alone.
    const entry = JSON.parse(await readFile(pathOf(cacheDir, file), 'utf8')) as Entry;
    if (entry.layoutVersion !== layoutVersion) return undefined;
    const stamps = await stampsOf(entry.files);
    return stamps.every((stamp, index) => stamp === entry.stamps[index]) ? entry : undefined;
  } catch {
    // Absent, damaged, or a source is gone: the build tells more.
    return undefined;
  }
}

/**
 * Stores a bundle; a folder that cannot be written only costs time at the next start.
 *
 * @param bundle.builtSinceMs - When the build began: a source saved since then may not be in the bundle.
 */
export async function writeBundle(
  cacheDir: string,
  file: string,
  bundle: CachedBundle & { readonly builtSinceMs: number },
): Promise<void> {
  const path = pathOf(cacheDir, file);
  try {
    const times = await Promise.all(bundle.files.map(async (source) => (await stat(source)).mtimeMs));
    if (times.some((timeMs) => timeMs >= bundle.builtSinceMs)) return;
    const entry: Entry = { ...bundle, layoutVersion, stamps: await stampsOf(bundle.files) };
    await mkdir(join(cacheDir, 'bundles'), { recursive: true, mode: 0o700 });
    const partial = `${path}.${process.pid}`;
    await writeFile(partial, JSON.stringify(entry), { mode: 0o600 });
    await rename(partial, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A source removed since the build, or a cache folder that is gone or full: the bundle itself is good.
    if (code === undefined) throw error;
  }
}

function pathOf(cacheDir: string, file: string): string {
  return join(cacheDir, 'bundles', `${createHash('sha256').update(file).digest('hex').slice(0, 32)}.json`);
}

async function stampsOf(files: readonly string[]): Promise<string[]> {
  return Promise.all(
    files.map(async (file) => {
      const { mtimeMs, size, ino } = await stat(file);
      return `${mtimeMs}:${size}:${ino}`;
    }),
  );
}
