// Loads a handler's module inside a worker: CommonJS, ES modules and bundled text, with Lambda's SDK at hand.

import { createRequire, register } from 'node:module';
import { dirname, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isOptPath, layerPathsOf } from './opt-path.js';
import { isSdkPackage, missingSdkHint } from './sdk-package.js';
import { RuntimeError } from './worker-errors.js';
import type { WorkerCode, WorkerStart } from './worker-messages.js';

/** A handler in any of Lambda's styles. */
export type Handler = (event: unknown, ...rest: unknown[]) => unknown;

/** Node's own module class, the part that compiles text under a file name. */
interface CompilableModule {
  paths: string[];
  filename: string;
  exports: unknown;
  _compile(text: string, file: string): void;
}

/** Its internals are stable across Node 20 to 26. */
interface ModuleInternals {
  new (id: string): CompilableModule;
  _nodeModulePaths(folder: string): string[];
  _resolveFilename(request: string, ...rest: unknown[]): string;
}

/** Code that was built without an error. */
export type LoadableCode = Exclude<WorkerCode, { kind: 'broken' }>;

/**
 * @throws RuntimeError `Runtime.HandlerNotFound` or `Runtime.CallbackHandlerDeprecated`; what the user's module
 *   throws passes through.
 * @source spec/websocket-api.md 9.2
 */
export async function loadHandler(code: LoadableCode, start: WorkerStart): Promise<Handler> {
  installFallbacks(start);
  const loaded = await loadModule(code, start);
  // An ES module that was imported may carry its CommonJS exports as `default`.
  const value =
    follow(loaded, start.exportPath) ?? follow((loaded as { default?: unknown }).default, start.exportPath);
  if (value === undefined) {
    throw new RuntimeError('Runtime.HandlerNotFound', `${start.handlerName} is undefined or not exported`);
  }
  if (typeof value !== 'function') {
    throw new RuntimeError('Runtime.HandlerNotFound', `${start.handlerName} is not a function`);
  }
  if (start.refusesCallbacks && value.length >= 3) {
    throw new RuntimeError(
      'Runtime.CallbackHandlerDeprecated',
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later.',
    );
  }
  return value as Handler;
}

/** Files of the user's that were loaded with `require`. */
export function loadedFiles(): string[] {
  const { cache } = createRequire(import.meta.url);
  return Object.keys(cache).filter((file) => !file.includes(`${sep}node_modules${sep}`));
}

function follow(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (current, name) => (current as Record<string, unknown> | null | undefined)?.[name],
    value,
  );
}

async function loadModule(code: LoadableCode, start: WorkerStart): Promise<unknown> {
  if (code.kind === 'text') {
    return code.format === 'commonjs'
      ? compileText(code.file, code.text)
      : importWithHooks(code.file, start, code.text);
  }
  const { file } = code;
  if (file.endsWith('.mjs')) return importFile(code, start);
  try {
    return createRequire(file)(file);
  } catch (error) {
    const { code: reason } = error as NodeJS.ErrnoException;
    const isModule = reason === 'ERR_REQUIRE_ESM' || reason === 'ERR_REQUIRE_ASYNC_MODULE';
    // `require` of an ES module that needs a hook fails in the ES resolver, which has the other error code.
    if (!isModule && !(code.needsHooks && reason === 'ERR_MODULE_NOT_FOUND')) throw error;
    return importFile(code, start);
  }
}

async function importFile(
  { file, needsHooks }: Extract<WorkerCode, { kind: 'file' }>,
  start: WorkerStart,
): Promise<unknown> {
  return needsHooks ? importWithHooks(file, start) : import(pathToFileURL(file).href);
}

// The ES resolver takes hooks only from `register`, which starts a thread: it is used where nothing else does.
async function importWithHooks(
  file: string,
  { sdkFolder, layerFolders, layerRoots }: WorkerStart,
  text?: string,
): Promise<unknown> {
  // The query keeps a failed earlier attempt out of Node's module map.
  const url = `${pathToFileURL(file).href}?edgewire`;
  register(new URL('./worker-hooks.js', import.meta.url), {
    data: { url, sdkFolder, layerFolders, layerRoots, text },
  });
  return import(url);
}

function compileText(file: string, text: string): unknown {
  const ModuleClass = createRequire(file)('node:module') as ModuleInternals;
  const module = new ModuleClass(file);
  module.filename = file;
  module.paths = ModuleClass._nodeModulePaths(dirname(file));
  module._compile(text, file);
  return module.exports;
}

// What a project need not install: the content of layers, and the AWS SDK of Lambda's Node runtimes.
function installFallbacks({ sdkFolder, layerFolders, layerRoots }: WorkerStart): void {
  const ModuleClass = createRequire(import.meta.url)('node:module') as ModuleInternals;
  const original = ModuleClass._resolveFilename;
  ModuleClass._resolveFilename = function resolve(this: unknown, request: string, ...rest: unknown[]) {
    try {
      return original.call(this, request, ...rest);
    } catch (error) {
      for (const path of isOptPath(request) ? layerPathsOf(request, layerRoots) : []) {
        try {
          return original.call(this, path, ...rest);
        } catch {
          // The next layer may have it; at the end the first error counts, which names what the user wrote.
        }
      }
      const isPackage = !/^[./]/.test(request);
      const paths = isPackage ? [...layerFolders, ...(isSdkPackage(request) ? [sdkFolder] : [])] : [];
      if (paths.length === 0) throw error;
      try {
        return original.call(this, request, null, false, { paths });
      } catch {
        // Nobody has it: the first error names the user's own file.
        if (isSdkPackage(request) && error instanceof Error) error.message += missingSdkHint(request);
        throw error;
      }
    }
  };
}
