// A finding as scripts read it.

import type { Diagnostic } from '@edgewire/diagnostics';

/** Line, column and file beside code and severity. @source design section 6 */
export function flatDiagnostic({ where, ...rest }: Diagnostic): object {
  return { ...rest, ...(where ?? {}) };
}
