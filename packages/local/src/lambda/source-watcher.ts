// Tells when one of a set of files changes. Editors replace files, so their folders are watched.

import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';

/** Watches exactly the files it was last given. */
export interface SourceWatcher {
  watchFiles(files: readonly string[]): void;
  close(): void;
}

/** Editors write a file in several steps; a change is told once things are quiet for this long. */
const settleMs = 15;

export function createSourceWatcher(onChange: (files: readonly string[]) => void): SourceWatcher {
  let watched = new Set<string>();
  const folders = new Map<string, FSWatcher>();
  let changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const note = (file: string) => {
    if (!watched.has(file)) return;
    changed.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const files = [...changed];
      changed = new Set();
      onChange(files);
    }, settleMs);
  };

  return {
    watchFiles(files) {
      watched = new Set(files);
      const wanted = new Set(files.map((file) => dirname(file)));
      for (const [folder, watcher] of folders) {
        if (wanted.has(folder)) continue;
        watcher.close();
        folders.delete(folder);
      }
      for (const folder of wanted) {
        if (folders.has(folder)) continue;
        try {
          const watcher = watch(folder, { persistent: false }, (_event, name) => {
            if (name !== null) note(`${folder}/${name}`);
          });
          // A removed folder ends its watcher; the next build watches what exists then.
          watcher.on('error', () => folders.delete(folder));
          folders.set(folder, watcher);
        } catch {
          // The folder does not exist yet: a missing handler is reported by the invocation.
        }
      }
    },
    close() {
      clearTimeout(timer);
      for (const watcher of folders.values()) watcher.close();
      folders.clear();
    },
  };
}
