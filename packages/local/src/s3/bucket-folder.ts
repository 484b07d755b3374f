// The files of a folder as the objects of a bucket. Reads only: nothing here writes into the user's folder.

import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import mime from 'mime';
import { maxBufferedFileBytes } from './assumptions.js';
import { compareKeys } from './list-objects.js';
import type { StoredObject } from './model.js';
import { keySegments } from './object-key.js';

/** A file that stands for an object, before its content is read. */
export interface FolderEntry {
  readonly key: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly lastModifiedMs: number;
}

/** Read access to a folder that may not exist yet. */
export interface BucketFolder {
  readonly path: string;
  exists(): boolean;
  /** Changes with every edit of the file that a key names; `undefined` without a file. */
  version(key: string): string | undefined;
  /** @returns `undefined` when no file below the folder has exactly this key. */
  object(key: string): Promise<StoredObject | undefined>;
  /** All objects, ordered by key. Reads every file once to know its entity tag. */
  entries(): readonly FolderEntry[];
  etag(entry: FolderEntry): Promise<string>;
}

/** Entity tags that are remembered per folder; each costs about 150 bytes. */
const maxRememberedEtags = 20_000;

/** Opens a folder; it is looked at only when a request needs it. */
export function openBucketFolder(folderPath: string): BucketFolder {
  const path = resolve(folderPath);
  const etags = new Map<string, { readonly stamp: string; readonly etag: string }>();
  const isCaseSensitive = detectCase(path);

  const find = (key: string): { readonly file: string; readonly stats: Stats } | undefined => {
    const segments = keySegments(key);
    if (segments === undefined) return undefined;
    const file = join(path, ...segments);
    const stats = statOf(file);
    if (stats === undefined || !stats.isFile()) return undefined;
    // Symbolic links may point anywhere: only what lies inside the folder is in the bucket.
    if (!isInside(realPathOf(path), realPathOf(file))) return undefined;
    if (!isCaseSensitive() && !isExactName(path, segments)) return undefined;
    return { file, stats };
  };

  const rememberEtag = (file: string, stats: Stats, etag: string): string => {
    if (etags.size >= maxRememberedEtags) etags.clear();
    etags.set(file, { stamp: stampOf(stats), etag });
    return etag;
  };

  const etagOf = async (file: string, stats: Stats): Promise<string> => {
    const known = etags.get(file);
    if (known?.stamp === stampOf(stats)) return known.etag;
    const hash = createHash('md5');
    await pipeline(createReadStream(file), hash);
    return rememberEtag(file, stats, `"${hash.digest('hex')}"`);
  };

  return {
    path,
    exists: () => statOf(path)?.isDirectory() === true,
    version(key) {
      // Asked on every cache hit, so it does not resolve links: it tells an edit, it does not grant anything.
      const segments = keySegments(key);
      const stats = segments === undefined ? undefined : statOf(join(path, ...segments));
      return stats?.isFile() === true ? stampOf(stats) : undefined;
    },
    async object(key) {
      const found = find(key);
      if (found === undefined) return undefined;
      const { file, stats } = found;
      const facts = {
        key,
        lastModifiedMs: stats.mtimeMs,
        metadata: { 'content-type': contentTypeOf(key) },
      };
      if (stats.size > maxBufferedFileBytes) {
        return {
          ...facts,
          sizeBytes: stats.size,
          etag: await etagOf(file, stats),
          body: { kind: 'file', path: file, start: 0, length: stats.size },
        };
      }
      const bytes = readOrUndefined(file);
      if (bytes === undefined) return undefined;
      // The file may have changed since it was looked at: its own bytes decide size and entity tag.
      const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
      return { ...facts, sizeBytes: bytes.length, etag, body: { kind: 'bytes', bytes } };
    },
    entries() {
      return listFiles(path)
        .map(({ key, file, stats }) => ({
          key,
          path: file,
          sizeBytes: stats.size,
          lastModifiedMs: stats.mtimeMs,
        }))
        .sort((a, b) => compareKeys(a.key, b.key));
    },
    async etag(entry) {
      const stats = statOf(entry.path);
      return stats === undefined ? '""' : etagOf(entry.path, stats);
    },
  };
}

/** The type that upload tools store for a name, without a charset; S3's own default for an unknown one. */
export function contentTypeOf(key: string): string {
  return mime.getType(key) ?? 'binary/octet-stream';
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // ENOTDIR below a file, ELOOP, ENAMETOOLONG, EACCES: no object of this key can be read.
    return undefined;
  }
}

function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    // It vanished since it was looked at; a path that is inside nothing.
    return '';
  }
}

function readOrUndefined(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    // It vanished, or is unreadable: to a viewer the object does not exist.
    return undefined;
  }
}

function isInside(folder: string, file: string): boolean {
  return folder !== '' && file.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function stampOf(stats: Stats): string {
  return `${stats.mtimeMs}:${stats.size}:${stats.ino}`;
}

// Keys are case-sensitive, the disks of macOS and Windows are not: `/Index.html` must not find `index.html`.
function isExactName(folder: string, segments: readonly string[]): boolean {
  let parent = folder;
  for (const segment of segments) {
    if (!namesOf(parent).includes(segment)) return false;
    parent = join(parent, segment);
  }
  return true;
}

function namesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Unreadable or gone: it has no objects.
    return [];
  }
}

function detectCase(path: string): () => boolean {
  let answer: boolean | undefined;
  return () => {
    if (answer !== undefined) return answer;
    const swapped = path.replace(/[a-zA-Z]/g, (letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    );
    const [here, there] = [statOf(path), statOf(swapped)];
    if (here === undefined) return false;
    answer = swapped === path ? false : there?.ino !== here.ino;
    return answer;
  };
}

function listFiles(root: string): { key: string; file: string; stats: Stats }[] {
  const found: { key: string; file: string; stats: Stats }[] = [];
  const realRoot = realPathOf(root);
  const visit = (folder: string, prefix: string, depth: number) => {
    // A symbolic link to a parent folder would never end.
    if (depth > 64) return;
    for (const name of namesOf(folder)) {
      const file = join(folder, name);
      const stats = statOf(file);
      if (stats === undefined || !isInside(realRoot, realPathOf(file))) continue;
      if (stats.isDirectory()) visit(file, `${prefix}${name}/`, depth + 1);
      else if (stats.isFile()) found.push({ key: prefix + name, file, stats });
    }
  };
  if (realRoot !== '') visit(root, '', 0);
  return found;
}
