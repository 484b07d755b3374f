// Keeps what was acknowledged: an append-only file of changes, rewritten as a snapshot when it has grown.

import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError } from '@edgewire/diagnostics';

/** Storage of one engine; entries are JSON objects. */
export interface Journal {
  /**
   * Entries of earlier runs, oldest first. A torn last line, of a write that was never acknowledged, is cut off.
   *
   * @throws EnvironmentError EW3910 for a file that something else has damaged.
   */
  load(): Generator<unknown>;
  /**
   * Returns when the operating system has the entries: a killed process loses nothing. Those of one call are kept
   * together or not at all.
   *
   * @throws Error of the file system, with the file as it was.
   */
  append(entries: readonly unknown[]): void;
  /** Entries in the file. */
  readonly length: number;
  readonly bytes: number;
  /** Replaces everything by these entries. */
  snapshot(entries: Iterable<unknown>): void;
  close(): void;
}

/** A journal that forgets. */
export function createMemoryJournal(): Journal {
  return { *load() {}, append() {}, length: 0, bytes: 0, snapshot() {}, close() {} };
}

const readBytes = 4 * 1_048_576;
const lineEnd = 0x0a;

/**
 * @param folder - Must exist.
 * @param options.fsync - Also waits for the disk, against power cuts.
 */
export function openFileJournal(folder: string, options: { readonly fsync: boolean }): Journal {
  const file = join(folder, 'journal.jsonl');
  let descriptor = openSync(file, 'a', 0o600);
  let length = 0;
  let bytes = fstatSync(descriptor).size;
  return {
    *load() {
      length = 0;
      let line = 0;
      let end = 0;
      for (const { text, endsAt } of linesOf(file)) {
        line++;
        for (const entry of parseLine(text, { file, line })) {
          length++;
          yield entry;
        }
        end = endsAt;
      }
      // Without its line end the last write was cut off in the middle.
      if (end < bytes) ftruncateSync(descriptor, end);
      bytes = end;
    },
    append(entries) {
      if (entries.length === 0) return;
      // One line for one call: a line is there as a whole or not at all.
      const line = Buffer.from(`${JSON.stringify(entries.length === 1 ? entries[0] : entries)}\n`);
      try {
        writeWhole(descriptor, line);
      } catch (error) {
        // A full disk may have taken a part, which would spoil the next line.
        ftruncateSync(descriptor, bytes);
        throw error;
      }
      if (options.fsync) fdatasyncSync(descriptor);
      bytes += line.length;
      length += entries.length;
    },
    get length() {
      return length;
    },
    get bytes() {
      return bytes;
    },
    snapshot(entries) {
      const partial = `${file}.new`;
      const target = openSync(partial, 'w', 0o600);
      const written = writeLines(target, entries);
      fdatasyncSync(target);
      closeSync(target);
      // The old journal stays until the new one is complete.
      renameSync(partial, file);
      closeSync(descriptor);
      descriptor = openSync(file, 'a', 0o600);
      ({ length, bytes } = written);
    },
    close() {
      closeSync(descriptor);
    },
  };
}

// In pieces: a journal may be longer than the longest string.
function* linesOf(file: string): Generator<{ readonly text: string; readonly endsAt: number }> {
  if (!existsSync(file)) return;
  const descriptor = openSync(file, 'r');
  try {
    let rest: Buffer = Buffer.alloc(0);
    let restStart = 0;
    for (;;) {
      const piece = Buffer.allocUnsafe(readBytes);
      const count = readSync(descriptor, piece, 0, readBytes, null);
      if (count === 0) return;
      const data =
        rest.length === 0 ? piece.subarray(0, count) : Buffer.concat([rest, piece.subarray(0, count)]);
      let start = 0;
      for (let end = data.indexOf(lineEnd); end !== -1; end = data.indexOf(lineEnd, start)) {
        yield { text: data.toString('utf8', start, end), endsAt: restStart + end + 1 };
        start = end + 1;
      }
      rest = data.subarray(start);
      restStart += start;
    }
  } finally {
    closeSync(descriptor);
  }
}

function parseLine(
  text: string,
  place: { readonly file: string; readonly line: number },
): readonly unknown[] {
  if (text === '') return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new EnvironmentError(
      'EW3910',
      `Cannot read the data in "${place.file}": line ${place.line} is damaged`,
      {
        help: 'take the line out to lose that change, or delete the file to begin anew',
        cause,
      },
    );
  }
  return Array.isArray(value) ? value : [value];
}

function writeLines(
  descriptor: number,
  entries: Iterable<unknown>,
): { readonly length: number; readonly bytes: number } {
  let length = 0;
  let bytes = 0;
  let text = '';
  const flush = () => {
    const data = Buffer.from(text);
    writeWhole(descriptor, data);
    bytes += data.length;
    text = '';
  };
  for (const entry of entries) {
    text += `${JSON.stringify(entry)}\n`;
    length++;
    if (text.length > 1_048_576) flush();
  }
  flush();
  return { length, bytes };
}

// The system may take less than it was given.
function writeWhole(descriptor: number, data: Buffer): void {
  for (let at = 0; at < data.length; ) at += writeSync(descriptor, data, at);
}
