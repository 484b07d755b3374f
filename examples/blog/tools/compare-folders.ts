// Tells how one folder differs from another, file by file.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One file that is not the same in both folders. */
export interface Difference {
  /** Path inside the folders, with `/`. */
  readonly path: string;
  readonly kind: 'missing' | 'unexpected' | 'changed';
}

/**
 * Compares all files below two folders byte for byte.
 *
 * @returns Differences sorted by path: *missing* is in `expected` only, *unexpected* in `actual` only.
 * @throws If a folder cannot be read.
 */
export function compareFolders(expected: string, actual: string): readonly Difference[] {
  const wanted = filesIn(expected);
  const found = filesIn(actual);
  const differences: Difference[] = [];
  for (const path of new Set([...wanted, ...found])) {
    if (!found.has(path)) differences.push({ path, kind: 'missing' });
    else if (!wanted.has(path)) differences.push({ path, kind: 'unexpected' });
    else if (!readFileSync(join(expected, path)).equals(readFileSync(join(actual, path)))) {
      differences.push({ path, kind: 'changed' });
    }
  }
  return differences.sort((left, right) => (left.path < right.path ? -1 : 1));
}

function filesIn(folder: string): Set<string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Set(
    files.map((file) =>
      join(file.parentPath, file.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    ),
  );
}
