// Which files a framework's configuration depends on: itself, and every file that its text names.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';

/** Files that may name further files. */
const readable: ReadonlySet<string> = new Set([
  '.ts',
  '.mts',
  '.cts',
  '.js',
  '.mjs',
  '.cjs',
  '.json',
  '.yml',
  '.yaml',
]);
const maxScannedBytes = 262_144;

/** The files, and a hash over their content. */
export interface ConfigFiles {
  readonly files: readonly string[];
  readonly hash: string;
}

/**
 * Follows what looks like a path from the configuration on. Naming a file too many costs a needless packaging,
 * one too few would serve an old template, so anything that exists counts.
 */
export function configFiles(entry: string, more: readonly string[] = []): ConfigFiles {
  const root = dirname(entry);
  const seen = new Set<string>();
  const hash = createHash('sha256');
  const waiting = [entry, ...more];
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const facts = statOf(file);
    if (facts === undefined) continue;
    if (facts.isDirectory()) {
      hash.update(`${file}\n${listing(file)}\n`);
      continue;
    }
    const text = readFileSync(file);
    hash.update(file).update(text);
    if (!readable.has(extname(file)) || text.length > maxScannedBytes || more.includes(file)) continue;
    waiting.push(...namedFiles(text.toString('utf8'), dirname(file), root));
  }
  return { files: [...seen].sort(), hash: hash.digest('hex') };
}

function namedFiles(text: string, folder: string, root: string): string[] {
  const found: string[] = [];
  for (const [word] of text.matchAll(/[\w@~-]*[./][\w@./~-]+/g)) {
    for (const base of folder === root ? [root] : [folder, root]) {
      const path = resolve(base, word);
      // Only what belongs to the service: not its root, not its parents, not installed packages.
      if (!path.startsWith(`${root}/`) || path.includes('/node_modules')) continue;
      const candidates = [
        path,
        path.replace(/\.js$/, '.ts'),
        path.replace(/\.mjs$/, '.mts'),
        `${path}.ts`,
        `${path}.js`,
        `${path}.json`,
      ];
      const existing = candidates.find((candidate) => statOf(candidate) !== undefined);
      if (existing !== undefined) found.push(existing);
    }
  }
  return found;
}

// Names only: a folder of sources may change with every edit, its set of files rarely.
function listing(folder: string): string {
  return readdirSync(folder).sort().join('\n');
}

function statOf(path: string) {
  try {
    return statSync(path);
  } catch {
    // Most words are no paths.
    return undefined;
  }
}
