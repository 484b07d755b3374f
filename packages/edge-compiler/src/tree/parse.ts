// Parses a function as CloudFront's engine would: always strict, script and import statements alike. What acorn refuses
// but the engine takes (PCRE) is noted instead of refused.

import type { Options, Parser, Program } from 'acorn';
import { type OpenParser, StrictParser } from './strict-parser.js';

/** A piece of the source that needs a second look after parsing. */
export interface SourceSpan {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The tree of a source, or where and why it ends. */
export type ParsedSource =
  | {
      readonly kind: 'parsed';
      readonly program: Program;
      /** Regular expressions that ECMAScript forbids; PCRE may take them. `text` is the reason. */
      readonly foreignPatterns: readonly SourceSpan[];
    }
  | { readonly kind: 'failed'; readonly offset: number; readonly reason: string };

// The parts of acorn's parser that its types leave out.
interface PatternState {
  readonly start: number;
  readonly source: string;
}
interface ParserInternals {
  validateRegExpFlags(state: PatternState): void;
  validateRegExpPattern(state: PatternState): void;
}

/**
 * Parses one source; never throws.
 *
 * @param extras - What else the parser shall note, such as tokens.
 */
export function parseSource(
  code: string,
  extras: Pick<Options, 'locations' | 'ranges' | 'onComment' | 'onToken'> = {},
): ParsedSource {
  const foreignPatterns: SourceSpan[] = [];
  const TolerantParser = StrictParser.extend(
    (Base) =>
      class extends (Base as unknown as OpenParser<ParserInternals>) {
        // Flags are judged by the syntax table, with CloudFront's list instead of ECMAScript's.
        override validateRegExpFlags(): void {}
        override validateRegExpPattern(state: PatternState): void {
          try {
            super.validateRegExpPattern(state);
          } catch (error) {
            if (!(error instanceof SyntaxError)) throw error;
            foreignPatterns.push({
              start: state.start - 1,
              end: state.start - 1 + state.source.length + 2,
              text: reasonOf(error),
            });
          }
        }
      } as unknown as typeof Parser,
  );
  try {
    const program = TolerantParser.parse(code, {
      ...extras,
      ecmaVersion: 'latest',
      sourceType: 'script',
      allowImportExportEverywhere: true,
      allowAwaitOutsideFunction: true,
      allowHashBang: true,
    });
    return { kind: 'parsed', program, foreignPatterns };
  } catch (error) {
    if (error instanceof RangeError)
      return { kind: 'failed', offset: 0, reason: 'Nested too deeply to be read' };
    if (!(error instanceof SyntaxError)) throw error;
    // acorn adds the offset to its SyntaxErrors.
    const { pos = 0 } = error as SyntaxError & { readonly pos?: number };
    const isAtEnd = pos >= code.trimEnd().length && error.message.startsWith('Unexpected token');
    return { kind: 'failed', offset: pos, reason: isAtEnd ? 'Unexpected end of the file' : reasonOf(error) };
  }
}

function reasonOf(error: SyntaxError): string {
  return error.message.replace(/ \(\d+:\d+\)$/, '');
}
