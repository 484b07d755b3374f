// Reads what a command is given: the code of a function, built first where it is not yet a plain function.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, DiagnosticsError, UsageError } from '@edgewire/diagnostics';
import {
  buildFunction,
  checkFunction,
  type EdgeRuntimeName,
  edgeRuntimes,
  isPlainFunction,
} from '@edgewire/edge-compiler';
import type { OptionSpec } from './options.js';

/** The option that every command about one function has. */
export const runtimeOption: OptionSpec = {
  name: 'runtime',
  type: 'string',
  choices: edgeRuntimes,
  default: 'cloudfront-js-2.0',
  description: 'runtime of the function (default cloudfront-js-2.0)',
};

/** Constants of the build. */
export const defineOption: OptionSpec = {
  name: 'define',
  type: 'list',
  placeholder: 'NAME=TEXT',
  description: 'constant for the build, such as process.env.STAGE=dev',
};

/** The bytes of a file, as the user named it. @throws DiagnosticsError EW9010 when it cannot be read. */
export function readInput(file: string, cwd: string): Buffer {
  try {
    return readFileSync(resolve(cwd, file));
  } catch (error) {
    throw new DiagnosticsError([unreadable(file, error)]);
  }
}

function unreadable(file: string, error: unknown): Diagnostic {
  const code = (error as NodeJS.ErrnoException).code;
  const reason =
    code === 'ENOENT'
      ? 'it does not exist'
      : code === 'EISDIR'
        ? 'it is a folder'
        : error instanceof Error
          ? error.message
          : String(error);
  return {
    code: 'EW9010',
    severity: 'error',
    message: `Cannot read "${file}": ${reason}`,
    where: { file },
    help: 'name a file that exists, as seen from the current folder',
  };
}

/**
 * Reads a function to run. TypeScript and modules are built first; a plain function runs as it is, byte for byte.
 *
 * @throws DiagnosticsError when it cannot be read or built.
 */
export async function loadFunctionCode(
  file: string,
  options: {
    readonly cwd: string;
    readonly runtime: EdgeRuntimeName;
    readonly define: Readonly<Record<string, string>>;
  },
): Promise<string> {
  const bytes = readInput(file, options.cwd);
  const text = bytes.toString('utf8');
  if (isPlainFunction(text, file)) {
    // No rules: only whether the file can be a function at all.
    const { diagnostics } = checkFunction({ code: bytes, runtime: options.runtime, file, rules: [] });
    const noFunction = diagnostics.filter(({ code }) => code === 'EW1001' || code === 'EW1002');
    if (noFunction.length > 0) throw new DiagnosticsError(noFunction);
    return text;
  }
  const result = await buildFunction([file], {
    runtime: options.runtime,
    define: options.define,
    workingDirectory: options.cwd,
  });
  if (result.kind === 'failed') throw new DiagnosticsError(result.diagnostics);
  return result.code;
}

/** The one file of a command. @throws UsageError EW9005 */
export function onlyFile(positionals: readonly string[], command: string): string {
  const [file] = positionals;
  if (file !== undefined) return file;
  throw new UsageError('EW9005', `Cannot ${command}: no file was given`, {
    help: `write edgewire ${command} FILE`,
  });
}

/** The runtime that was chosen; the option's table lists no other. */
export function runtimeOf(text: string | undefined): EdgeRuntimeName {
  return text === 'cloudfront-js-1.0' ? text : 'cloudfront-js-2.0';
}
