// Finds a Node handler's file and makes it loadable: JavaScript as it is, TypeScript bundled with packages external.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve, sep } from 'node:path';
import type { BuildOptions, Message, Metafile } from 'esbuild';
import { type CachedBundle, readBundle, writeBundle } from './bundle-cache.js';
import { parseHandlerName } from './handler-name.js';
import { isSdkPackage } from './sdk-package.js';
import type { WorkerCode } from './worker-messages.js';

/** Loadable code and what to watch. */
export interface BuiltSource {
  readonly code: WorkerCode;
  readonly exportPath: readonly string[];
  /** Absolute files whose change means building again; what CommonJS loads is told by the worker. */
  readonly files: readonly string[];
}

/** TypeScript first: beside its own compiled output, the source is what the user edits. */
const extensions = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs'];
const isTypeScript = /\.(ts|mts|cts|tsx)$/;

/**
 * @param handler - `path/file.export`, relative to the code's root.
 * @param options.cacheDir - Where bundles are kept between runs.
 * @returns Never rejects: a missing file or a syntax error becomes code that answers with Lambda's error.
 * @source spec/websocket-api.md 9.2
 */
export async function buildSource(
  handler: string,
  options: {
    readonly root: string;
    readonly cacheDir: string;
    /** Whether modules may come from layers. */
    readonly hasLayers: boolean;
  },
): Promise<BuiltSource> {
  const parsed = parseHandlerName(handler);
  if (parsed.kind === 'malformed') return broken({ errorType: parsed.errorType, message: parsed.message });
  const base = join(options.root, parsed.modulePath);
  const { exportPath } = parsed;
  const candidates = ['', ...extensions, ...extensions.map((extension) => `${sep}index${extension}`)];
  const file = candidates.map((ending) => base + ending).find(isFile);
  if (file === undefined) {
    return {
      ...broken({
        errorType: 'Runtime.ImportModuleError',
        message: `Error: Cannot find module '${parsed.modulePath}'\nLooked for: ${base}{${extensions.join(',')}}`,
      }),
      files: extensions.map((extension) => base + extension),
    };
  }
  if (isTypeScript.test(file)) return { ...(await bundle(file, options.cacheDir)), exportPath };
  if (!isModule(file)) return { code: { kind: 'file', file, needsHooks: false }, exportPath, files: [file] };
  return { ...(await inspectModule(file, options.hasLayers)), exportPath };
}

async function bundle(file: string, cacheDir: string): Promise<Omit<BuiltSource, 'exportPath'>> {
  const cached = await readBundle(cacheDir, file);
  const asBuilt = (built: CachedBundle): Omit<BuiltSource, 'exportPath'> => ({
    code: { kind: 'text', file, text: built.text, format: built.format },
    files: built.files,
  });
  if (cached !== undefined) return asBuilt(cached);
  const builtSinceMs = Date.now();
  const attempt = await compile(file, 'cjs');
  // A module that awaits at its top level cannot become CommonJS.
  const result =
    attempt.kind === 'failed' && attempt.errors.some(({ text }) => /top-level await/i.test(text))
      ? await compile(file, 'esm')
      : attempt;
  if (result.kind === 'failed') return brokenBuild(file, result.errors);
  await writeBundle(cacheDir, file, { ...result.bundle, builtSinceMs });
  return asBuilt(result.bundle);
}

type Compiled =
  | { readonly kind: 'built'; readonly bundle: CachedBundle }
  | { readonly kind: 'failed'; readonly errors: readonly Message[] };

async function compile(file: string, format: 'cjs' | 'esm'): Promise<Compiled> {
  const isCommonJs = format === 'cjs';
  const result = await runEsbuild(file, {
    format,
    sourcemap: 'inline',
    sourcesContent: false,
    keepNames: true,
    ...(isCommonJs
      ? {
          // `import.meta` has no meaning in the CommonJS that the worker compiles.
          define: { 'import.meta.url': '__edgewireFileUrl' },
          banner: { js: 'const __edgewireFileUrl = require("node:url").pathToFileURL(__filename).href;' },
        }
      : {
          banner: {
            js: 'import { createRequire as __edgewireRequire } from "node:module"; const require = __edgewireRequire(import.meta.url);',
          },
        }),
  });
  if (result.kind === 'failed') return result;
  const files = [...inputsOf(result.metafile, file), ...configurationOf(file)];
  return {
    kind: 'built',
    bundle: { text: result.text, format: isCommonJs ? 'commonjs' : 'module', files },
  };
}

// An ES module runs as it is; the compiler only tells which files belong to it and whether it
// wants a package that the project does not have.
async function inspectModule(file: string, hasLayers: boolean): Promise<Omit<BuiltSource, 'exportPath'>> {
  const result = await runEsbuild(file, { format: 'esm' });
  // What the compiler does not understand, Node reports better when it loads the file.
  if (result.kind === 'failed') return { code: { kind: 'file', file, needsHooks: false }, files: [file] };
  const require = createRequire(file);
  const needsHooks = Object.values(result.metafile.inputs)
    .flatMap(({ imports }) => imports)
    .some(
      ({ path, external }) =>
        external === true && (hasLayers || isSdkPackage(path)) && !isResolvable(require, path),
    );
  return { code: { kind: 'file', file, needsHooks }, files: inputsOf(result.metafile, file) };
}

async function runEsbuild(
  file: string,
  options: BuildOptions,
): Promise<
  | { readonly kind: 'built'; readonly text: string; readonly metafile: Metafile }
  | { readonly kind: 'failed'; readonly errors: readonly Message[] }
> {
  // Loaded on demand: a stack of CommonJS functions need not pay for a compiler.
  const { build } = await import('esbuild');
  try {
    const result = await build({
      entryPoints: [file],
      absWorkingDir: dirname(file),
      bundle: true,
      packages: 'external',
      // Files of layers, by the name that they have on AWS.
      external: ['/opt/*'],
      platform: 'node',
      target: 'node20',
      metafile: true,
      write: false,
      logLevel: 'silent',
      ...options,
    });
    // `write: false` and `metafile: true` guarantee both.
    return {
      kind: 'built',
      text: result.outputFiles?.[0]?.text ?? '',
      metafile: result.metafile as Metafile,
    };
  } catch (error) {
    const { errors } = error as { errors?: readonly Message[] };
    if (errors === undefined) throw error;
    return { kind: 'failed', errors };
  }
}

function inputsOf(metafile: Metafile, file: string): string[] {
  return Object.keys(metafile.inputs).map((input) => resolve(dirname(file), input));
}

// Compiler settings that the metafile does not list.
function configurationOf(file: string): string[] {
  return ['tsconfig.json', 'package.json'].flatMap((name) => findUpwards(dirname(file), name) ?? []);
}

function findUpwards(folder: string, name: string): string | undefined {
  for (let current = folder; ; current = dirname(current)) {
    const path = join(current, name);
    if (existsSync(path)) return path;
    if (current === dirname(current)) return undefined;
  }
}

function isModule(file: string): boolean {
  if (file.endsWith('.mjs')) return true;
  if (file.endsWith('.cjs')) return false;
  const manifest = findUpwards(dirname(file), 'package.json');
  if (manifest === undefined) return false;
  try {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { type?: unknown }).type === 'module';
  } catch {
    // Node reports a damaged package.json itself when it loads the handler.
    return false;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isResolvable(require: NodeJS.Require, specifier: string): boolean {
  try {
    require.resolve(specifier);
    return true;
  } catch {
    return false;
  }
}

// Every message of the compiler becomes a line `file:line:column: text` with its code frame.
function brokenBuild(file: string, errors: readonly Message[]): Omit<BuiltSource, 'exportPath'> {
  const described = errors.map((error) => describeError(file, error));
  const first = described[0] ?? { text: 'the build failed', frame: [], file };
  const isMissing = /^Could not resolve/.test(errors[0]?.text ?? '');
  return {
    ...broken({
      errorType: isMissing ? 'Runtime.ImportModuleError' : 'Runtime.UserCodeSyntaxError',
      message: `${isMissing ? 'Error' : 'SyntaxError'}: ${first.text}`,
      trace: described.flatMap(({ text, frame }) => [text, ...frame]),
    }),
    files: [file, ...described.map((error) => error.file)],
  };
}

function describeError(
  file: string,
  { text, location }: Message,
): { readonly text: string; readonly frame: readonly string[]; readonly file: string } {
  if (location === null) return { text: `${text} (${file})`, frame: [], file };
  const place = resolve(dirname(file), location.file);
  const gutter = `${location.line} | `;
  return {
    text: `${text} (${place}:${location.line}:${location.column + 1})`,
    frame: [
      gutter + location.lineText,
      `${' '.repeat(gutter.length + location.column)}${'^'.repeat(Math.max(1, location.length))}`,
    ],
    file: place,
  };
}

function broken(reason: {
  readonly errorType: string;
  readonly message: string;
  readonly trace?: readonly string[];
}): BuiltSource {
  const { errorType, message, trace = [] } = reason;
  return { code: { kind: 'broken', errorType, message, trace }, exportPath: [], files: [] };
}
