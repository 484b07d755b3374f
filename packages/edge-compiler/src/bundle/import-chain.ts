// Which imports lead from an entry to a module.

import type { Where } from '@edgewire/diagnostics';
import type { Metafile } from 'esbuild';
import { positionsOf } from '../tree/positions.js';

/**
 * Finds the shortest chain of imports.
 *
 * @param metafile - Of the bundle.
 * @param module - Name of a module that stays outside.
 * @returns Files and the module, from the entry on; only the module if nothing imports it.
 */
export function importChain(metafile: Metafile, module: string): string[] {
  const importers = new Map<string, string>();
  const imported = new Set(
    Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path)),
  );
  const queue = Object.keys(metafile.inputs).filter((file) => !imported.has(file));
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    for (const { path } of metafile.inputs[file]?.imports ?? []) {
      if (importers.has(path)) continue;
      importers.set(path, file);
      queue.push(path);
    }
  }
  const chain = [module];
  for (let at = importers.get(module); at !== undefined; at = importers.get(at)) chain.unshift(at);
  // The module that joins the entries is ours.
  return chain.filter((file) => !file.startsWith('edgewire-composition:'));
}

/**
 * Finds where a file names a module: the bundler keeps no place for imports of modules that stay outside.
 *
 * @param map - Of the bundle, with the text of the sources.
 * @returns The place of the name in quotes; only the file if its text has no such name.
 */
export function importPlace(map: string, file: string, module: string): Where {
  const { sources, sourcesContent } = JSON.parse(map) as {
    readonly sources: readonly string[];
    readonly sourcesContent?: readonly (string | null)[];
  };
  const text = sourcesContent?.[sources.indexOf(file)] ?? '';
  const escaped = module.replace(/[/.]/g, '\\$&');
  const match = new RegExp(`(?:from|import|require\\()\\s*(['"])(?:node:)?${escaped}\\1`).exec(text);
  if (match === null) return { file };
  const position = positionsOf(text);
  const end = match.index + match[0].length;
  const start = end - module.length - (match[0].includes('node:') ? 7 : 2);
  const from = position(start);
  return { file, ...from, endLine: from.line, endColumn: position(end).column };
}
