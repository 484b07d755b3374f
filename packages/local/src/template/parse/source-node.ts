// A template as written: values with their place in the text. JSON and YAML both end here; plain data and
// positions come from it.

import { indexPositions, type Where } from '@edgewire/diagnostics';

/** A value with its place. `tag` is a YAML tag such as `!Ref`; offsets count UTF-16 units from 0. */
export type SourceNode = SourceScalar | SourceList | SourceMap;

/** A text, number, boolean or null. */
export interface SourceScalar extends Span {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
}
/** An ordered list. */
export interface SourceList extends Span {
  readonly kind: 'list';
  readonly items: readonly SourceNode[];
}
/** A map; keys in the order of the text, each once. */
export interface SourceMap extends Span {
  readonly kind: 'map';
  readonly entries: readonly SourceEntry[];
}
/** One key with its value. */
export interface SourceEntry {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: SourceNode;
}
interface Span {
  readonly start: number;
  readonly end: number;
  readonly tag?: string;
}

/** What parsing a text came to: a tree, problems, or both. */
export interface ParsedSource {
  readonly root: SourceNode | undefined;
  readonly problems: readonly SourceProblem[];
}

/** Something wrong in the text itself. */
export interface SourceProblem {
  readonly kind: 'syntax' | 'duplicate-key' | 'too-large';
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** Finds lines and columns of offsets. */
export interface LineIndex {
  where(start: number, end: number): Pick<Where, 'line' | 'column' | 'endLine' | 'endColumn'>;
}

/** @returns An index whose lines and columns are 1-based; columns count UTF-16 units. */
export function createLineIndex(text: string): LineIndex {
  const position = indexPositions(text, /\n/g);
  return {
    where(start, end) {
      const from = position(start);
      const to = position(Math.max(start, end));
      return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
    },
  };
}
