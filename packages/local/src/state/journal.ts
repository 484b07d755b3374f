// Keeps what was acknowledged: an append-only file of changes, rewritten as a snapshot when it has grown.

import { closeSync, existsSync, fdatasyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Storage of one engine; entries are JSON values. */
export interface Journal {
  /** Entries of earlier runs, oldest first. A torn last line, of a write that was never acknowledged, is dropped. */
  load(): unknown[];
  /** Returns when the operating system has the entry: a killed process loses nothing. */
  append(entries: readonly unknown[]): void;
  /** Entries appended since the last snapshot. */
  readonly length: number;
  /** Replaces everything by these entries. */
  snapshot(entries: Iterable<unknown>): void;
  close(): void;
}

/** A journal that forgets. */
export function createMemoryJournal(): Journal {
  return { load: () => [], append() {}, length: 0, snapshot() {}, close() {} };
}

/**
 * @param folder - Must exist.
 * @param options.fsync - Also waits for the disk, against power cuts.
 */
export function openFileJournal(folder: string, options: { readonly fsync: boolean }): Journal {
  const file = join(folder, 'journal.jsonl');
  let descriptor = openSync(file, 'a', 0o600);
  let length = 0;
  const lines = (entries: Iterable<unknown>) => {
    let text = '';
    for (const entry of entries) text += `${JSON.stringify(entry)}\n`;
    return text;
  };
  return {
    load() {
      if (!existsSync(file)) return [];
      const rows = readFileSync(file, 'utf8').split('\n');
      const last = rows.pop();
      const entries = rows.filter((row) => row !== '').map((row) => JSON.parse(row) as unknown);
      // Without its line end the last write was cut off in the middle: end the torn line, so that it stays alone.
      if (last !== undefined && last !== '') this.snapshot(entries);
      length = entries.length;
      return entries;
    },
    append(entries) {
      if (entries.length === 0) return;
      writeSync(descriptor, lines(entries));
      if (options.fsync) fdatasyncSync(descriptor);
      length += entries.length;
    },
    get length() {
      return length;
    },
    snapshot(entries) {
      const partial = `${file}.new`;
      const target = openSync(partial, 'w', 0o600);
      let count = 0;
      let buffer: unknown[] = [];
      for (const entry of entries) {
        buffer.push(entry);
        count++;
        if (buffer.length === 1_000) {
          writeSync(target, lines(buffer));
          buffer = [];
        }
      }
      if (buffer.length > 0) writeSync(target, lines(buffer));
      fdatasyncSync(target);
      closeSync(target);
      // The old journal stays until the new one is complete.
      renameSync(partial, file);
      closeSync(descriptor);
      descriptor = openSync(file, 'a', 0o600);
      length = count;
    },
    close() {
      closeSync(descriptor);
    },
  };
}
