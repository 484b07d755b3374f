// Errors that stop a command. Findings in the user's input are Diagnostics instead; AWS's own errors live with
// the service that answers them.

import type { Diagnostic } from './diagnostic.js';

/**
 * Edgewire cannot go on. `code` is stable and documented; `exitCode` is what the command line ends with
 * (design section 6: 1 input failed, 2 wrong usage, 3 the environment lacks something).
 */
export class EdgewireError extends Error {
  override readonly name: string = 'EdgewireError';
  readonly exitCode: 1 | 2 | 3 = 1;
  readonly code: string;
  readonly help: string | undefined;

  constructor(code: string, message: string, options: { help?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.help = options.help;
  }
}

/** The command was called wrongly: unknown option, missing argument. Exit code 2. */
export class UsageError extends EdgewireError {
  override readonly name: string = 'UsageError';
  override readonly exitCode = 2 as const;
}

/** The machine lacks something: a program, a port, a permission. Exit code 3. */
export class EnvironmentError extends EdgewireError {
  override readonly name: string = 'EnvironmentError';
  override readonly exitCode = 3 as const;
}

/** The user's input has findings; they travel together. Exit code 1. */
export class DiagnosticsError extends EdgewireError {
  override readonly name: string = 'DiagnosticsError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    const first = diagnostics[0];
    super(first?.code ?? 'EW3000', first?.message ?? 'The input has findings');
    this.diagnostics = diagnostics;
  }
}
