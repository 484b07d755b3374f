// Finds a handler's file and makes it loadable: JavaScript as it is, TypeScript bundled with packages external.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Message } from 'esbuild';
import { parseHandlerName } from './handler-name.js';
import type { FunctionCode } from './lambda.js';
import type { WorkerCode } from './worker-messages.js';

/** Loadable code and what to watch. */
export interface BuiltSource {
  readonly code: WorkerCode;
  readonly exportPath: readonly string[];
  /** Absolute files whose change means building again; the module graph of JavaScript comes from the worker. */
  readonly files: readonly string[];
}

const javascript = ['.js', '.mjs', '.cjs'];
const typescript = ['.ts', '.mts', '.cts', '.tsx'];

/**
 * @param handler - `path/file.export`, relative to the code's root.
 * @returns Never rejects: a missing file or a syntax error becomes code that answers with Lambda's error.
 * @source spec/websocket-api.md 9.2
 */
export async function buildSource(
  code: Extract<FunctionCode, { kind: 'folder' }>,
  handler: string,
): Promise<BuiltSource> {
  const parsed = parseHandlerName(handler);
  if (parsed.kind === 'malformed') return broken(parsed.errorType, parsed.message, []);
  const base = join(code.root, parsed.modulePath);
  const file = [...javascript, ...typescript]
    .map((extension) => base + extension)
    .find((path) => existsSync(path));
  if (file === undefined) {
    const message = `Error: Cannot find module '${parsed.modulePath}'\nLooked for: ${base}{${[...javascript, ...typescript].join(',')}}`;
    return broken('Runtime.ImportModuleError', message, [`${base}.js`, `${base}.ts`]);
  }
  const { exportPath } = parsed;
  if (javascript.some((extension) => file.endsWith(extension))) {
    return { code: { kind: 'file', file }, exportPath, files: [file] };
  }
  return bundle(file, exportPath);
}

async function bundle(file: string, exportPath: readonly string[]): Promise<BuiltSource> {
  // Loaded on demand: a stack of JavaScript functions need not pay for a compiler.
  const { build } = await import('esbuild');
  try {
    const result = await build({
      entryPoints: [file],
      absWorkingDir: dirname(file),
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      sourcemap: 'inline',
      sourcesContent: false,
      metafile: true,
      write: false,
      keepNames: true,
      logLevel: 'silent',
      // `import.meta.url` has no meaning in the CommonJS that the worker compiles.
      define: { 'import.meta.url': '__edgewireFileUrl' },
      banner: { js: 'const __edgewireFileUrl = require("node:url").pathToFileURL(__filename).href;' },
    });
    const text = result.outputFiles[0]?.text ?? '';
    const files = Object.keys(result.metafile.inputs).map((input) => join(dirname(file), input));
    return { code: { kind: 'text', file, text }, exportPath, files };
  } catch (error) {
    const errors = (error as { errors?: readonly Message[] }).errors;
    if (errors === undefined) throw error;
    const [first] = errors;
    const location = first?.location;
    const place =
      location === null || location === undefined
        ? file
        : `${join(dirname(file), location.file)}:${location.line}:${location.column + 1}`;
    const frame =
      location === null || location === undefined ? [] : [`${location.line} | ${location.lineText}`];
    const kind = /Could not resolve/.test(first?.text ?? '')
      ? 'Runtime.ImportModuleError'
      : 'Runtime.UserCodeSyntaxError';
    return {
      ...broken(
        kind,
        `${kind === 'Runtime.UserCodeSyntaxError' ? 'SyntaxError' : 'Error'}: ${first?.text ?? 'the build failed'} (${place})`,
        [file, ...(location === null || location === undefined ? [] : [join(dirname(file), location.file)])],
        frame,
      ),
      exportPath,
    };
  }
}

function broken(
  errorType: string,
  message: string,
  files: readonly string[],
  trace: readonly string[] = [],
): BuiltSource {
  return { code: { kind: 'broken', errorType, message, trace }, exportPath: [], files };
}
