// Reads JSON the way the gateway's permissive parser does: unquoted keys, single quotes, trailing commas.

/**
 * @returns The value, or `undefined` when even the lenient reading fails.
 * @source spec/websocket-api.md 2.2 (observed once)
 */
export function parseLenientJson(text: string): { readonly value: unknown } | undefined {
  const reader = new Reader(text);
  try {
    const value = reader.value(0);
    return reader.isAtEnd() ? { value } : undefined;
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}

class NotJson extends Error {}

// Deeper messages are read as "not JSON", so that a hostile one cannot exhaust the stack.
const maxDepth = 200;

class Reader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  value(depth: number): unknown {
    if (depth > maxDepth) throw new NotJson();
    this.skipSpace();
    const next = this.text[this.at];
    if (next === '{') return this.map(depth);
    if (next === '[') return this.list(depth);
    if (next === '"' || next === "'") return this.quoted(next);
    const word = this.match(/[^\s,:[\]{}"']+/y);
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'null') return null;
    if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(word)) return Number(word);
    throw new NotJson();
  }

  isAtEnd(): boolean {
    this.skipSpace();
    return this.at === this.text.length;
  }

  private map(depth: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    this.members('}', () => {
      const next = this.text[this.at];
      const key = next === '"' || next === "'" ? this.quoted(next) : this.match(/[A-Za-z_$][\w$-]*/y);
      this.expect(':');
      Object.defineProperty(map, key, {
        value: this.value(depth + 1),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    });
    return map;
  }

  private list(depth: number): unknown[] {
    const items: unknown[] = [];
    this.members(']', () => void items.push(this.value(depth + 1)));
    return items;
  }

  private members(end: string, member: () => void): void {
    this.at++;
    for (;;) {
      this.skipSpace();
      if (this.text[this.at] === end) break;
      member();
      this.skipSpace();
      if (this.text[this.at] === ',') this.at++;
      else if (this.text[this.at] !== end) throw new NotJson();
    }
    this.at++;
  }

  private quoted(quote: string): string {
    const start = ++this.at;
    while (this.text[this.at] !== quote) {
      if (this.at >= this.text.length) throw new NotJson();
      this.at += this.text[this.at] === '\\' ? 2 : 1;
    }
    const inner = this.text.slice(start, this.at++);
    try {
      // Only the quotes differ from JSON: an escaped single quote loses its backslash, a bare double one gains one.
      const json = quote === '"' ? inner : inner.replace(/\\'/g, "'").replace(/(^|[^\\])"/g, '$1\\"');
      return JSON.parse(`"${json}"`) as string;
    } catch {
      throw new NotJson();
    }
  }

  private expect(character: string): void {
    this.skipSpace();
    if (this.text[this.at++] !== character) throw new NotJson();
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) throw new NotJson();
    this.at += found.length;
    return found;
  }

  private skipSpace(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }
}
