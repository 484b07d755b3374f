// The shape of one catalogued code. Each file of this folder holds one block of codes.

import type { Severity } from '../diagnostic.js';

/** One stable code: retired codes are never reused. */
export interface CatalogueEntry {
  readonly code: `EW${number}`;
  /** The usual severity; a finding may carry a lower one. */
  readonly severity: Severity;
  /** Short, sentence case, no final period. */
  readonly title: string;
  /** Section of the behaviour specification or an AWS page title that justifies the code. */
  readonly source: string;
  /** Markdown: why it matters, what AWS does, how to mend it. Shown by `edgewire explain CODE` and in docs/. */
  readonly explanation: string;
  /** A small sample that provokes the code, and its mended form. */
  readonly wrong?: string;
  readonly right?: string;
}
