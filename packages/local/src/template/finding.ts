// Makes a Diagnostic that knows its place in the template: file, line, column and property path.

import type { Diagnostic, Severity } from '@edgewire/diagnostics';
import type { TemplateDocument } from './stack-input.js';

/** A finding before its place is looked up. `path` is a property path such as `Resources.Api.Properties.Name`. */
export interface Finding {
  readonly code: `EW${number}`;
  /** @default 'error' */
  readonly severity?: Severity;
  readonly path: string;
  readonly message: string;
  readonly help?: string | undefined;
  readonly notes?: readonly { readonly message: string; readonly path: string }[];
}

/** Receives findings; evaluation goes on after each one. */
export type Report = (finding: Finding) => void;

/** Places findings in a document. The same finding at the same path is kept once. */
export interface FindingList {
  readonly report: Report;
  readonly diagnostics: readonly Diagnostic[];
}

/** @returns An empty list whose `report` adds to its `diagnostics`. */
export function createFindingList(document: Pick<TemplateDocument, 'locate'>): FindingList {
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  return {
    diagnostics,
    report(finding) {
      const key = `${finding.code}\n${finding.path}\n${finding.message}`;
      if (seen.has(key)) return;
      seen.add(key);
      diagnostics.push(placeFinding(finding, document));
    },
  };
}

/** Turns a finding into a Diagnostic. */
export function placeFinding(finding: Finding, document: Pick<TemplateDocument, 'locate'>): Diagnostic {
  const { code, severity = 'error', message, path, help, notes } = finding;
  return {
    code,
    severity,
    message,
    where: document.locate(path),
    ...(help === undefined ? {} : { help }),
    ...(notes === undefined
      ? {}
      : { notes: notes.map((note) => ({ message: note.message, where: document.locate(note.path) })) }),
  };
}
