// Reads JSON text into a tree with positions. JSON.parse tells neither where a value is nor, in all cases, where
// the text is broken.

import { maxNestingLevels } from '../limits.js';
import type { ParsedSource, SourceEntry, SourceNode, SourceProblem } from './source-node.js';

/**
 * Parses JSON (RFC 8259). A repeated key is a problem, and the last one counts, as for `JSON.parse`.
 *
 * @returns The tree without problems of kind `syntax`, or the first syntax problem without a tree.
 * @throws Never.
 */
export function parseJson(text: string): ParsedSource {
  const reader = new JsonReader(text);
  const root = reader.document();
  return { root, problems: reader.problems };
}

// number: -? (0 | [1-9][0-9]*) fraction? exponent?
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// string: any character but quote, backslash and control characters, or an escape
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON names the control characters it refuses
const stringPattern = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const wordPattern = /true|false|null/y;
const words: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

class JsonReader {
  readonly problems: SourceProblem[] = [];
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
    if (text.charCodeAt(0) === 0xfeff) this.at = 1;
  }

  document(): SourceNode | undefined {
    const root = this.value(0);
    if (root === undefined) return undefined;
    this.space();
    if (this.at < this.text.length) return this.fail('expected the end of the text');
    return root;
  }

  private value(level: number): SourceNode | undefined {
    if (level > maxNestingLevels) {
      return this.fail(`more than ${maxNestingLevels} levels of nesting`, 'too-large');
    }
    this.space();
    const character = this.text[this.at];
    if (character === '{') return this.map(level);
    if (character === '[') return this.list(level);
    const start = this.at;
    if (character === '"') {
      const value = this.string();
      return value === undefined ? undefined : { kind: 'scalar', value, start, end: this.at };
    }
    const word = this.match(wordPattern);
    if (word !== undefined) return { kind: 'scalar', value: words[word] ?? null, start, end: this.at };
    const number = this.match(numberPattern);
    if (number !== undefined) return { kind: 'scalar', value: Number(number), start, end: this.at };
    return this.fail('expected a value');
  }

  private map(level: number): SourceNode | undefined {
    const start = this.at++;
    const entries = new Map<string, SourceEntry>();
    this.space();
    if (this.take('}')) return { kind: 'map', entries: [], start, end: this.at };
    for (;;) {
      this.space();
      const keyStart = this.at;
      if (this.text[this.at] !== '"') return this.fail('expected a key in double quotes');
      const key = this.string();
      if (key === undefined) return undefined;
      const keyEnd = this.at;
      this.space();
      if (!this.take(':')) return this.fail('expected ":" after the key');
      const value = this.value(level + 1);
      if (value === undefined) return undefined;
      if (entries.has(key)) {
        this.problems.push({
          kind: 'duplicate-key',
          message: `Key "${key}" is defined twice; the last definition counts`,
          start: keyStart,
          end: keyEnd,
        });
      }
      entries.set(key, { key, keyStart, keyEnd, value });
      this.space();
      if (this.take('}')) return { kind: 'map', entries: [...entries.values()], start, end: this.at };
      if (!this.take(',')) return this.fail('expected "," or "}"');
    }
  }

  private list(level: number): SourceNode | undefined {
    const start = this.at++;
    const items: SourceNode[] = [];
    this.space();
    if (this.take(']')) return { kind: 'list', items, start, end: this.at };
    for (;;) {
      const item = this.value(level + 1);
      if (item === undefined) return undefined;
      items.push(item);
      this.space();
      if (this.take(']')) return { kind: 'list', items, start, end: this.at };
      if (!this.take(',')) return this.fail('expected "," or "]"');
    }
  }

  private string(): string | undefined {
    const raw = this.match(stringPattern);
    if (raw === undefined)
      return this.fail('text in double quotes is not closed or has a character that needs an escape');
    if (!raw.includes('\\')) return raw.slice(1, -1);
    // The pattern admits only well-formed JSON strings, for which JSON.parse gives a string.
    return JSON.parse(raw) as string;
  }

  private space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at++;
    }
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private fail(wanted: string, kind: 'syntax' | 'too-large' = 'syntax'): undefined {
    const found = this.at >= this.text.length ? 'the end of the text' : `"${this.text[this.at]}"`;
    const message = kind === 'syntax' ? `${wanted}, found ${found}` : wanted;
    this.problems.push({ kind, message, start: this.at, end: this.at + 1 });
    return undefined;
  }
}
