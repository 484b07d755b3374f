// Lets a Node handler open and start files of its layers by the name that they have on AWS. A thread cannot have a
// mount of its own, so the functions that take a path are told where the file lies. Installed for functions with layers.

import { createRequire, syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isOptPath, layerPathsOf } from './opt-path.js';

/** Functions of `node:fs` that read what their first argument names; each with its `Sync` form where it has one. */
const readers = [
  'access',
  'copyFile',
  'cp',
  'createReadStream',
  'exists',
  'lstat',
  'open',
  'opendir',
  'readFile',
  'readdir',
  'readlink',
  'realpath',
  'stat',
];
/** Functions of `node:child_process` that start what their first argument names. */
const starters = ['execFile', 'execFileSync', 'fork', 'spawn', 'spawnSync'];

type PathFunction = (path: unknown, ...rest: readonly unknown[]) => unknown;
type Functions = Record<string, unknown>;

/** @param layerRoots - Folders of the layers, the one that counts most first. */
export function installOptPaths(layerRoots: readonly string[]): void {
  const require = createRequire(import.meta.url);
  const fs = require('node:fs') as Functions & {
    readonly existsSync: (path: string) => boolean;
    readonly promises: Functions;
  };
  const { existsSync } = fs;
  const local = (path: unknown): unknown => {
    const text = path instanceof URL && path.protocol === 'file:' ? fileURLToPath(path) : path;
    if (typeof text !== 'string' || !isOptPath(text)) return path;
    return layerPathsOf(text, layerRoots).find((candidate) => existsSync(candidate)) ?? path;
  };
  wrap(
    fs,
    readers.flatMap((name) => [name, `${name}Sync`]),
    local,
  );
  wrap(fs.promises, readers, local);
  wrap(require('node:child_process') as Functions, starters, local);
  syncBuiltinESMExports();
}

function wrap(functions: Functions, names: readonly string[], local: (path: unknown) => unknown): void {
  for (const name of names) {
    const original = functions[name];
    if (typeof original === 'function') functions[name] = wrapped(original as PathFunction, local);
  }
}

function wrapped(original: PathFunction, local: (path: unknown) => unknown): PathFunction {
  const replacement = function (this: unknown, path: unknown, ...rest: unknown[]) {
    return original.call(this, local(path), ...rest);
  };
  // Names, lengths, `realpath.native`, and the own promise form of `execFile` and `exists`.
  const { [promisify.custom]: promised } = original as { readonly [promisify.custom]?: PathFunction };
  Object.defineProperties(replacement, {
    ...Object.getOwnPropertyDescriptors(original),
    // Node gives a promise form itself as its own.
    ...(promised === undefined || promised === original
      ? {}
      : { [promisify.custom]: { value: wrapped(promised, local) } }),
  });
  return replacement;
}
