// What Edgewire says about a user's code, template or case file: a value, collected and shown together.

/** How bad a finding is: an *error* fails or misexecutes on AWS, a *warning* works but is not promised, a *note* informs. */
export type Severity = 'error' | 'warning' | 'note';

/**
 * A place in a source file or in a template.
 *
 * `line` and `column` are 1-based; columns count UTF-16 units. `path` is a property path with its logical id,
 * such as `Resources.StockApi.Properties.Name`.
 */
export interface Where {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly path?: string;
}

/** A change that removes a finding. */
export interface DiagnosticFix {
  readonly description: string;
  /** Takes the place of the text between the start and the end of the finding. */
  readonly replacement: string;
  /** Whether a tool may apply it unasked: it cannot mean anything else than the author meant. @default false */
  readonly isSafe?: boolean;
}

/**
 * One finding.
 *
 * `message` is sentence case without a final period; `help` is one imperative sentence; `fix` replaces the
 * source between `where`'s start and end when a tool may apply it.
 */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly where?: Where;
  readonly help?: string;
  readonly fix?: DiagnosticFix;
  readonly notes?: readonly { readonly message: string; readonly where?: Where }[];
}

/** Orders findings by file, position and code, so that a report reads like the source. Never throws. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      compareText(a.where?.file ?? '', b.where?.file ?? '') ||
      (a.where?.line ?? 0) - (b.where?.line ?? 0) ||
      (a.where?.column ?? 0) - (b.where?.column ?? 0) ||
      compareText(a.where?.path ?? '', b.where?.path ?? '') ||
      compareText(a.code, b.code),
  );
}

/** Whether any finding is an error, which is what makes a command exit with 1. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
