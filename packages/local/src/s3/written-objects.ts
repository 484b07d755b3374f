// Objects that SDK clients write. They lie in the state folder and shadow the bucket's own folder, so that a
// handler under test never changes the user's sources.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { maxBufferedFileBytes } from './assumptions.js';
import type { StoredObject } from './model.js';

/** What is known of a written or deleted key. */
export type WrittenEntry =
  | {
      readonly kind: 'object';
      readonly key: string;
      readonly sizeBytes: number;
      readonly lastModifiedMs: number;
      readonly etag: string;
      readonly metadata: Readonly<Record<string, string>>;
      readonly file: string;
    }
  /** Deleted here, although the folder below has a file of this key. */
  | { readonly kind: 'deleted'; readonly key: string };

/** The layer of writes over one bucket. */
export interface WrittenObjects {
  entry(key: string): WrittenEntry | undefined;
  object(key: string): StoredObject | undefined;
  entries(): Iterable<WrittenEntry>;
  put(
    key: string,
    object: {
      readonly bytes: Buffer;
      readonly lastModifiedMs: number;
      readonly metadata: Readonly<Record<string, string>>;
    },
  ): string;
  /** Hides the key; `leaveMark` when a file below must stay hidden. */
  delete(key: string, options: { readonly leaveMark: boolean }): void;
}

/** Opens the layer kept in `folder`; it is made with the first write. */
export function openWrittenObjects(folder: string): WrittenObjects {
  const entries = loadEntries(folder);

  // Data first, then the entry that points at it: a kill between leaves the former state.
  const save = (entry: WrittenEntry) => {
    mkdirSync(folder, { recursive: true });
    const target = join(folder, `${nameOf(entry.key)}.json`);
    writeFileSync(`${target}.new`, JSON.stringify(entry));
    renameSync(`${target}.new`, target);
    entries.set(entry.key, entry);
  };

  return {
    entry: (key) => entries.get(key),
    object(key) {
      const entry = entries.get(key);
      if (entry === undefined || entry.kind === 'deleted') return undefined;
      const path = join(folder, entry.file);
      const { sizeBytes, lastModifiedMs, etag, metadata } = entry;
      return {
        key,
        sizeBytes,
        lastModifiedMs,
        etag,
        metadata,
        body:
          sizeBytes > maxBufferedFileBytes
            ? { kind: 'file', path, start: 0, length: sizeBytes }
            : { kind: 'bytes', bytes: readFileSync(path) },
      };
    },
    entries: () => entries.values(),
    put(key, { bytes, lastModifiedMs, metadata }) {
      const digest = createHash('md5').update(bytes).digest('hex');
      const before = entries.get(key);
      const file = `${nameOf(key)}-${digest}.data`;
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${file}.new`), bytes);
      renameSync(join(folder, `${file}.new`), join(folder, file));
      const etag = `"${digest}"`;
      save({ kind: 'object', key, sizeBytes: bytes.length, lastModifiedMs, etag, metadata, file });
      if (before?.kind === 'object' && before.file !== file)
        rmSync(join(folder, before.file), { force: true });
      return etag;
    },
    delete(key, { leaveMark }) {
      const before = entries.get(key);
      if (leaveMark) save({ kind: 'deleted', key });
      else if (before !== undefined) {
        rmSync(join(folder, `${nameOf(key)}.json`), { force: true });
        entries.delete(key);
      }
      if (before?.kind === 'object') rmSync(join(folder, before.file), { force: true });
    },
  };
}

// Keys may be longer than a file name, and `a` and `a/b` may both exist.
function nameOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 40);
}

function loadEntries(folder: string): Map<string, WrittenEntry> {
  const entries = new Map<string, WrittenEntry>();
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    // Nothing was ever written.
    return entries;
  }
  for (const name of names) {
    if (!name.endsWith('.json')) continue;
    // `save` wrote it; a file is replaced as a whole, so it is never half an entry.
    const entry = JSON.parse(readFileSync(join(folder, name), 'utf8')) as WrittenEntry;
    entries.set(entry.key, entry);
  }
  return entries;
}
