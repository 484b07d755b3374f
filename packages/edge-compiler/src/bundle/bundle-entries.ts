// Bundles entries and what they import into one module: the shell around esbuild. Reads files; decides nothing about the
// runtimes beyond which modules stay outside.

import { readFileSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from '@edgewire/diagnostics';
import { build, type Loader, type Message, type Metafile, transform } from 'esbuild';
import { maxSourceBytes } from '../features/limits.js';
import { nodeModules } from '../features/modules.js';
import type { EdgeEventType } from '../features/runtime.js';
import { type ComposedEntry, composeEntries, type EntryForm, readEntryForm } from './entry-form.js';

/** A source file to build, on disk or in memory. */
export type BuildEntry = string | { readonly file: string; readonly code: string };

/** What the bundler made. */
export interface Bundled {
  readonly kind: 'bundled';
  readonly code: string;
  /** Source map of `code`, version 3, as JSON. */
  readonly map: string;
  /** Licence comments of what was bundled; empty without any. */
  readonly licenses: string;
  readonly metafile: Metafile;
  readonly eventType: EdgeEventType;
}

/** What the bundler made, or why it could not. */
export type Bundle = Bundled | { readonly kind: 'failed'; readonly diagnostics: readonly Diagnostic[] };

/** Modules that stay outside a bundle: CloudFront's own, and Node's, which are refused if they are still there later. */
const outside = new Set([...nodeModules, 'cloudfront']);
/** The module that joins the entries; its place in source maps begins with this. */
export const compositionName = 'edgewire-composition';
// The library that a project need not install to build with it.
const edgePackage = fileURLToPath(import.meta.resolve('@edgewire/edge'));
const ownEdge = Symbol('resolving @edgewire/edge');
const loaders: Readonly<Record<string, Loader>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.jsx': 'jsx',
  '.json': 'json',
};

/** Bundles the entries into one ES module with the export `handler`. */
export async function bundleEntries(
  entries: readonly BuildEntry[],
  options: {
    readonly workingDirectory: string;
    readonly define: Readonly<Record<string, string>>;
    readonly eventType: EdgeEventType | undefined;
  },
): Promise<Bundle> {
  const { workingDirectory } = options;
  const loaded = await Promise.all(entries.map((entry) => loadEntry(entry, workingDirectory)));
  const failures = loaded.flatMap((one) => (one.kind === 'failed' ? [one.diagnostic] : []));
  if (failures.length > 0) return { kind: 'failed', diagnostics: failures };
  const sources = loaded.flatMap((one) => (one.kind === 'loaded' ? [one] : []));
  const types = sources.map(({ form }) => form.eventType);
  if (
    options.eventType === undefined &&
    types.includes('viewer-request') &&
    types.includes('viewer-response')
  ) {
    return { kind: 'failed', diagnostics: [mixedEvents(sources)] };
  }
  const eventType =
    options.eventType ??
    (types.length > 0 && types.every((type) => type === 'viewer-response')
      ? 'viewer-response'
      : 'viewer-request');
  const composed: ComposedEntry[] = sources.map(({ file, form }) => ({
    specifier: file,
    name: basename(file).replace(/\.[^.]+$/, ''),
    form,
  }));
  try {
    const result = await build({
      absWorkingDir: workingDirectory,
      bundle: true,
      charset: 'utf8',
      define: {
        'process.env.NODE_ENV': '"production"',
        EDGEWIRE_EVENT_TYPE: JSON.stringify(eventType),
        ...options.define,
      },
      drop: ['debugger'],
      entryPoints: [compositionName],
      format: 'esm',
      // Kept beside the function: inside they would take bytes from the 10 KB.
      legalComments: 'external',
      logLevel: 'silent',
      mainFields: ['module', 'main'],
      conditions: ['edgewire', 'worker', 'import', 'default'],
      metafile: true,
      outfile: resolve(workingDirectory, 'function.js'),
      platform: 'neutral',
      plugins: [
        {
          name: 'edgewire',
          setup: (hooks) => {
            hooks.onResolve({ filter: /^edgewire-composition$/ }, () => ({
              path: compositionName,
              namespace: compositionName,
            }));
            // An entry in memory may have no file on disk.
            hooks.onResolve({ filter: /^\// }, ({ path }) =>
              sources.some(({ file }) => file === path) ? { path } : undefined,
            );
            hooks.onResolve({ filter: /^@edgewire\/edge$/ }, async ({ path, pluginData, ...from }) => {
              if (pluginData === ownEdge) return undefined;
              const installed = await hooks.resolve(path, { ...from, pluginData: ownEdge });
              return installed.errors.length === 0 ? installed : { path: edgePackage, sideEffects: false };
            });
            hooks.onLoad({ filter: /.*/, namespace: compositionName }, () => ({
              contents: composeEntries(composed, {
                eventType,
                pipelineSpecifier: '@edgewire/edge',
              }),
              loader: 'js',
              resolveDir: workingDirectory,
            }));
            hooks.onResolve({ filter: /^(node:)?[\w/]+$/ }, ({ path }) => {
              const name = path.replace(/^node:/, '');
              // Without side effects an import that nothing uses goes away.
              return outside.has(name) ? { path: name, external: true, sideEffects: false } : undefined;
            });
            hooks.onLoad({ filter: /.*/, namespace: 'file' }, ({ path }) => {
              const source = sources.find(({ file }) => file === path);
              if (source === undefined) return undefined;
              const contents =
                source.form.kind === 'script' ? `${source.code}\nexport { handler };\n` : source.code;
              return { contents, loader: source.loader, resolveDir: dirname(path) };
            });
          },
        },
      ],
      sourcemap: 'external',
      target: 'es2022',
      write: false,
    });
    const find = (ending: string) => result.outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
    return {
      kind: 'bundled',
      code: find('.js'),
      map: find('.map'),
      licenses: find('.LEGAL.txt').trim(),
      metafile: result.metafile,
      eventType,
    };
  } catch (error) {
    const messages = messagesOf(error);
    if (messages === undefined) throw error;
    return { kind: 'failed', diagnostics: messages.map((message) => describe(message, workingDirectory)) };
  }
}

function mixedEvents(sources: readonly Extract<LoadedEntry, { kind: 'loaded' }>[]): Diagnostic {
  const list = sources.map(({ file, form }) => `${basename(file)} (${form.eventType ?? 'either'})`);
  return {
    code: 'EW1612',
    severity: 'error',
    message: `Cannot compose functions of different events: ${list.join(', ')}`,
    help: 'build them apart, or name the event',
  };
}

type LoadedEntry =
  | {
      readonly kind: 'loaded';
      readonly file: string;
      readonly code: string;
      readonly loader: Loader;
      readonly form: Exclude<EntryForm, { kind: 'none' }>;
    }
  | { readonly kind: 'failed'; readonly diagnostic: Diagnostic };

async function loadEntry(entry: BuildEntry, workingDirectory: string): Promise<LoadedEntry> {
  const given = typeof entry === 'string' ? entry : entry.file;
  const file = resolve(workingDirectory, given);
  const fail = (code: `EW${number}`, message: string, help: string): LoadedEntry => ({
    kind: 'failed',
    diagnostic: { code, severity: 'error', message, where: { file: given }, help },
  });
  let code: string;
  try {
    code =
      typeof entry === 'string'
        ? new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
        : entry.code;
  } catch (error) {
    const reason = error instanceof TypeError ? 'it holds bytes that are not UTF-8' : reasonOf(error);
    return fail('EW1613', `Cannot read the entry: ${reason}`, 'name a TypeScript or JavaScript file');
  }
  if (code.includes('\0'))
    return fail('EW1613', 'Cannot read the entry: it holds NUL', 'name a TypeScript or JavaScript file');
  if (code.length > maxSourceBytes) {
    return fail(
      'EW1613',
      `Cannot read the entry: ${code.length} characters are no function`,
      'name the source of the function',
    );
  }
  const loader = loaders[extname(file)] ?? 'js';
  let script: string;
  try {
    script = (
      await transform(code, {
        loader,
        logLevel: 'silent',
        target: 'es2022',
        tsconfigRaw: '{}',
      })
    ).code;
  } catch (error) {
    // The bundler will say it with a position in the file.
    if (messagesOf(error) === undefined) throw error;
    return {
      kind: 'loaded',
      file,
      code,
      loader,
      form: { kind: 'named', eventType: undefined, isMiddleware: false },
    };
  }
  const form = readEntryForm(script);
  if (form.kind === 'none') {
    return fail(
      'EW1603',
      'Cannot find the handler: the entry has no default export, no export "handler" and no top-level function "handler"',
      'write export default pipeline(…), or export function handler(event) {…}',
    );
  }
  return { kind: 'loaded', file, code, loader, form };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as Error & { readonly code?: string };
  return code === 'ENOENT' ? 'the file does not exist' : code === 'EISDIR' ? 'it is a folder' : error.message;
}

function messagesOf(error: unknown): readonly Message[] | undefined {
  if (typeof error !== 'object' || error === null || !('errors' in error) || !Array.isArray(error.errors))
    return undefined;
  // esbuild's failures carry their messages in this form.
  return error.errors as Message[];
}

function describe({ text, location, notes }: Message, workingDirectory: string): Diagnostic {
  const unresolved = /^Could not resolve "(.*)"/.exec(text)?.[1];
  const missingExport = /^No matching export in/.test(text);
  return {
    code: unresolved !== undefined || missingExport ? 'EW1601' : 'EW1609',
    severity: 'error',
    message:
      unresolved !== undefined
        ? `Cannot resolve import "${unresolved}"`
        : missingExport
          ? text.replace(/edgewire-composition:/g, '')
          : `Cannot parse the source: ${text}`,
    ...(location === null || location.file.startsWith(compositionName)
      ? {}
      : {
          where: {
            file: location.file,
            line: location.line,
            column: location.column + 1,
            endLine: location.line,
            endColumn: location.column + 1 + Math.max(1, location.length),
          },
        }),
    help:
      unresolved === undefined
        ? (notes[0]?.text ?? 'correct the source')
        : unresolved.startsWith('.')
          ? `create the file, or correct the path (seen from ${workingDirectory})`
          : `install the package: npm install ${unresolved
              .split('/')
              .slice(0, unresolved.startsWith('@') ? 2 : 1)
              .join('/')}`,
  };
}
