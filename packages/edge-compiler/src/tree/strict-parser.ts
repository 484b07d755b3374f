// acorn as CloudFront's engine reads a function: always strict, and `<!--` and `-->` are operators, not comments.

import { type Options, Parser } from 'acorn';

/** acorn's parser with members that its types leave out, to extend. */
export type OpenParser<Members> = new (options: Options, input: string, start?: number) => Parser & Members;

// The parts of acorn's parser that its types leave out.
interface ParserInternals {
  strict: boolean;
  inModule: boolean;
  readToken_lt_gt(code: number): void;
  readToken_plus_min(code: number): void;
}

/** Parses what `Parser` does, without a directive in strict mode. @source spec/cloudfront.md 1.1, 1.2 */
export const StrictParser: typeof Parser = Parser.extend(
  (Base) =>
    class extends (Base as unknown as OpenParser<ParserInternals>) {
      constructor(options: Options, input: string, start?: number) {
        super(options, input, start);
        this.strict = true;
      }
      override readToken_lt_gt(code: number): void {
        this.#asInModule(() => super.readToken_lt_gt(code));
      }
      override readToken_plus_min(code: number): void {
        this.#asInModule(() => super.readToken_plus_min(code));
      }
      // Modules have no HTML-like comments, and the engine has none in scripts either.
      #asInModule(read: () => void): void {
        this.inModule = true;
        read();
        this.inModule = false;
      }
    } as unknown as typeof Parser,
);
