// Reads JSON that people write, and says what is wrong with it and where, in words that a terminal can show.

import { parseExpressionAt } from 'acorn';

/** A value, or why there is none. */
export type ReadJson =
  | { readonly kind: 'value'; readonly value: unknown }
  | {
      readonly kind: 'failure';
      /** Continues "Cannot read …: ". */
      readonly reason: string;
      /** 1-based, where known. */
      readonly line?: number;
      readonly column?: number;
      readonly help: string;
    };

/** Parses a text; bytes that were not UTF-8 are U+FFFD in it. Never throws. */
export function readJson(text: string): ReadJson {
  try {
    return { kind: 'value', value: JSON.parse(text) as unknown };
  } catch (error) {
    if (/[\0\ufffd]/.test(text)) {
      return {
        kind: 'failure',
        reason: 'it is no text: it holds NUL or bytes that are not UTF-8',
        help: 'name a JSON file',
      };
    }
    if (text.trim() === '') return { kind: 'failure', reason: 'it is empty', help: 'write JSON into it' };
    const { message } = error as Error;
    const offset = offsetOf(text, message);
    return {
      kind: 'failure',
      reason: `it is not JSON (${reasonOf(message)})`,
      ...(offset === undefined ? {} : positionAt(text, offset)),
      help: 'correct the JSON',
    };
  }
}

// V8 quotes a piece of the file, which may be anything, and the place, which is said apart.
function reasonOf(message: string): string {
  return message
    .replace(/, (?:\.\.\.)?"[\s\S]*is not valid JSON$/, '')
    .replace(/ in JSON at position \d+[\s\S]*$/, '');
}

// V8 does not always say where; the parser of scripts stops at the same place for what is no script either.
function offsetOf(text: string, message: string): number | undefined {
  const told = / at position (\d+)/.exec(message)?.[1];
  if (told !== undefined) return Number(told);
  if (message.startsWith('Unexpected end')) return text.length;
  try {
    parseExpressionAt(text, 0, { ecmaVersion: 'latest' });
  } catch (error) {
    return (error as { readonly pos?: number }).pos;
  }
  // A script all the same, such as a name: it is wrong from its beginning.
  return text.search(/\S/);
}

function positionAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
