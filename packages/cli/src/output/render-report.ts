// Findings for people: sorted, each with its frame, and a count at the end.

import { readFileSync } from 'node:fs';
import { type Diagnostic, renderDiagnostic, sortDiagnostics } from '@edgewire/diagnostics';

/** Renders findings with code frames and a closing count; empty text without findings. */
export function renderDiagnosticsReport(
  diagnostics: readonly Diagnostic[],
  options: { readonly color: boolean; readonly sources?: ReadonlyMap<string, string> },
): string {
  if (diagnostics.length === 0) return '';
  const readSource = (file: string) => options.sources?.get(file) ?? readIfPossible(file);
  const texts = sortDiagnostics(diagnostics).map((diagnostic) =>
    renderDiagnostic(diagnostic, { color: options.color, readSource }),
  );
  return `${texts.join('\n\n')}\n\n${countBySeverity(diagnostics)}\n`;
}

/** `2 errors, 1 warning`. */
export function countBySeverity(diagnostics: readonly Diagnostic[]): string {
  const counts = (['error', 'warning', 'note'] as const).flatMap((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`];
  });
  return counts.join(', ');
}

function readIfPossible(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // A frame is a convenience: without the file the finding stands alone.
    return undefined;
  }
}
