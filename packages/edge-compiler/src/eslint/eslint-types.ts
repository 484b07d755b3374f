// The parts of ESLint's interface that the plugin uses. ESLint is an optional peer: the types of this package must hold
// without it. A test gives the plugin to ESLint's own types.

import type { Comment, Program } from 'acorn';

/** A place; columns count from 0. */
export interface EslintPosition {
  readonly line: number;
  readonly column: number;
}

/** Replaces the text between two offsets. */
export interface EslintFix {
  readonly range: [number, number];
  readonly text: string;
}

export interface EslintFixer {
  replaceTextRange(range: [number, number], text: string): EslintFix;
}

/** One report of a rule. */
export interface EslintReport {
  readonly loc: { readonly start: EslintPosition; readonly end: EslintPosition };
  readonly messageId: string;
  readonly data: Readonly<Record<string, string>>;
  readonly fix?: (fixer: EslintFixer) => EslintFix;
  readonly suggest?: {
    readonly messageId: string;
    readonly data: Readonly<Record<string, string>>;
    readonly fix: (fixer: EslintFixer) => EslintFix;
  }[];
}

export interface EslintSourceCode {
  readonly text: string;
  getIndexFromLoc(place: EslintPosition): number;
  markVariableAsUsed(name: string): boolean;
}

export interface EslintRuleContext {
  readonly filename: string;
  readonly options: readonly unknown[];
  readonly settings: Readonly<Record<string, unknown>>;
  /** An `EslintSourceCode` for JavaScript; ESLint's type covers every language. */
  readonly sourceCode: object;
  report(report: EslintReport): void;
}

export interface EslintRule {
  readonly meta: {
    readonly type: 'problem' | 'suggestion';
    readonly docs: { readonly description: string; readonly recommended: boolean };
    readonly messages: Record<string, string>;
    readonly schema: object[];
    readonly fixable: 'code';
    readonly hasSuggestions: true;
  };
  create(context: EslintRuleContext): { Program?: () => void };
}

/** A token as ESLint's other rules expect it. */
export interface EslintToken {
  readonly type: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly range: [number, number];
  readonly loc: { readonly start: EslintPosition; readonly end: EslintPosition };
  readonly regex?: { readonly pattern: string; readonly flags: string };
}

/** A syntax tree with what ESLint asks of a parser. */
export type EslintProgram = Program & { comments: Comment[]; tokens: EslintToken[] };

export interface EslintParser {
  readonly meta: { readonly name: string; readonly version: string };
  parseForESLint(code: string): { readonly ast: EslintProgram };
}

/** One element of a flat configuration. */
export interface EslintConfig {
  readonly name: string;
  readonly plugins: Record<string, EslintPlugin>;
  readonly languageOptions: {
    readonly ecmaVersion: 'latest';
    readonly sourceType: 'module';
    readonly parser: EslintParser;
    readonly globals: Record<string, 'readonly'>;
  };
  readonly settings: Record<string, unknown>;
  readonly rules: Record<string, 'error' | 'warn'>;
}

export interface EslintPlugin {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string };
  readonly rules: Record<string, EslintRule>;
  readonly configs: {
    /** For runtime 2.0. */
    recommended: EslintConfig;
    'recommended-1.0': EslintConfig;
  };
}
