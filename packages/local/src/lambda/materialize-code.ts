// Puts a function's code into a folder that plays /var/task.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LambdaFunctionConfig } from './lambda.js';
import { unzip } from './unzip.js';

/** @returns The folder. Archives and inline text are unpacked once per content into `cacheDir`. */
export async function materializeCode(
  config: Pick<LambdaFunctionConfig, 'code' | 'runtime'>,
  cacheDir: string,
): Promise<string> {
  const { code } = config;
  switch (code.kind) {
    case 'folder':
      return code.root;
    case 'inline': {
      const file = config.runtime.startsWith('python') ? 'index.py' : 'index.js';
      return unpackOnce(cacheDir, code.text, async (folder) => {
        await writeFile(join(folder, file), code.text);
      });
    }
    case 'zip': {
      const archive = await readFile(code.file);
      return unpackOnce(cacheDir, archive, (folder) => unzip(archive, folder));
    }
    case 'unavailable':
      throw new Error(code.reason);
  }
}

// The folder appears under its final name only when it is complete.
async function unpackOnce(
  cacheDir: string,
  content: string | Buffer,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(cacheDir, createHash('sha256').update(content).digest('hex').slice(0, 32));
  if (existsSync(folder)) return folder;
  const partial = `${folder}.${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  await fill(partial);
  await rename(partial, folder).catch(async (error: NodeJS.ErrnoException) => {
    // Another function of the same code was quicker.
    if (!existsSync(folder)) throw error;
    await rm(partial, { recursive: true, force: true });
  });
  return folder;
}
