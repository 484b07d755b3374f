// Which Python runs a function: the one whose packages the project relies on.

import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { isExecutable } from './is-executable.js';

/** Folders in which tools keep a project's environment. */
const environmentFolders = ['.venv', 'venv'];

/**
 * @param root - Folder of the function's code.
 * @param env - Of the developer's shell.
 * @returns The program of the active environment; else that of an environment beside the code or above it, inside its
 *   repository; else the first of the path. `undefined` when there is none.
 */
export function findPython(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const own = env.VIRTUAL_ENV === undefined ? environmentAbove(root) : undefined;
  return own ?? ['python3', 'python'].map((name) => findOnPath(name, env.PATH ?? '')).find(isFound);
}

function environmentAbove(root: string): string | undefined {
  for (let folder = root; folder !== dirname(folder); folder = dirname(folder)) {
    const found = environmentFolders.map((name) => join(folder, name, 'bin', 'python3')).find(isExecutable);
    if (found !== undefined) return found;
    if (existsSync(join(folder, '.git'))) return undefined;
  }
  return undefined;
}

function findOnPath(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isFound(path: string | undefined): path is string {
  return path !== undefined;
}
