// What a rule of the checker gets and gives.

import type { Diagnostic, DiagnosticFix, Severity, Where } from '@edgewire/diagnostics';
import type { Node } from 'acorn';
import type { EdgeEventType, EdgeRuntimeName } from '../features/runtime.js';
import type { ParsedSource } from '../tree/parse.js';
import type { Scopes } from '../tree/scopes.js';
import type { TreeIndex } from '../tree/walk.js';
import type { Facts } from './facts.js';

/** One finding of a rule; the checker adds file and position. */
export interface Finding {
  readonly code: `EW${number}`;
  readonly at: Node | { readonly start: number; readonly end: number };
  readonly message: string;
  /** @default the severity of the catalogue */
  readonly severity?: Severity;
  readonly help?: string;
  /** Replaces the text of `at`. */
  readonly fix?: DiagnosticFix;
  readonly notes?: readonly { readonly message: string; readonly at: Node }[];
}

/** One parsed function with all that rules ask about. */
export interface RuleContext {
  readonly code: string;
  readonly file: string | undefined;
  readonly runtime: EdgeRuntimeName;
  /** As the caller said, else as the code suggests, else `undefined`. */
  readonly eventType: EdgeEventType | undefined;
  readonly parsed: Extract<ParsedSource, { kind: 'parsed' }>;
  readonly index: TreeIndex;
  readonly scopes: Scopes;
  readonly facts: Facts;
  /** The source text of a node. */
  readonly textOf: (node: Node) => string;
  readonly report: (finding: Finding) => void;
}

/** One rule: a file of rules/, registered once in rules/index.ts. */
export interface Rule {
  /** kebab-case, as the ESLint plugin offers it. */
  readonly name: string;
  readonly summary: string;
  /** Every code that the rule may report. */
  readonly codes: readonly `EW${number}`[];
  readonly check: (context: RuleContext) => void;
}

export type { Diagnostic, Where };
