// Hooks of Node's ES module loader: layers and the AWS SDK for projects without it, and bundled text under the name of its file.

import { existsSync } from 'node:fs';
import type { LoadHook, ResolveHook } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isOptPath, layerPathsOf } from './opt-path.js';
import { isSdkPackage, missingSdkHint } from './sdk-package.js';

/** What the worker that registers these hooks says. */
interface HookData {
  readonly url: string;
  readonly sdkFolder: string;
  readonly layerFolders: readonly string[];
  readonly layerRoots: readonly string[];
  readonly text?: string;
}

// The loader gives hooks no other place to keep what `initialize` received; each registration has its own module.
let data: HookData | undefined;

export function initialize(given: HookData): void {
  data = given;
}

export const resolve: ResolveHook = async (specifier, context, next) => {
  try {
    return await next(specifier, context);
  } catch (error) {
    // A bundle may stand for a file that does not exist under its own name.
    if (specifier === data?.url) return { url: specifier, format: 'module', shortCircuit: true };
    for (const path of isOptPath(specifier) ? layerPathsOf(specifier, data?.layerRoots ?? []) : []) {
      if (existsSync(path)) return next(pathToFileURL(path).href, context);
    }
    if (data === undefined || /^[./]|^[a-z]+:/.test(specifier)) throw error;
    const isSdk = isSdkPackage(specifier);
    for (const folder of [...data.layerFolders, ...(isSdk ? [data.sdkFolder] : [])]) {
      try {
        return await next(specifier, {
          ...context,
          parentURL: pathToFileURL(join(folder, 'index.js')).href,
        });
      } catch {
        // The next folder may have it; at the end the first error counts, which names the user's own file.
      }
    }
    if (isSdk && error instanceof Error) error.message += missingSdkHint(specifier);
    throw error;
  }
};

export const load: LoadHook = async (url, context, next) =>
  data?.text !== undefined && url === data.url
    ? { format: 'module', source: data.text, shortCircuit: true }
    : next(url, context);
