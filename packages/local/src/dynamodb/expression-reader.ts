// Reads tokens, document paths and operands: what every kind of expression has. Mistakes of grammar end the reading at
// once; those of meaning are kept until the whole is read, because AWS reports grammar first.

import type { AttributeValue } from './attribute-value.js';
import { typeOf } from './attribute-value.js';
import { type DynamoDbError, invalid } from './errors.js';
import { syntaxError, type Token, tokenize } from './expression-lexer.js';
import type { DocumentPath, Operand } from './expression-tree.js';
import { maxListIndex } from './limits.js';
import { reservedWords } from './reserved-words.js';
import type { Substitutions } from './substitutions.js';

/** The base of the parsers. */
export class ExpressionReader {
  protected readonly label: string;
  private readonly tokens: readonly Token[];
  private at = 0;
  private readonly expression: string;
  private readonly substitutions: Substitutions;
  /** The first mistake of meaning, and the first operand of a wrong type. */
  private fault: string | undefined;
  private typeFault: string | undefined;

  /** @param label - `ConditionExpression` and so on, for messages. */
  constructor(expression: string, substitutions: Substitutions, label: string) {
    this.expression = expression;
    this.substitutions = substitutions;
    this.label = label;
    this.tokens = tokenize(expression, label);
  }

  /**
   * Call last, and `checkTypes` after it.
   *
   * @throws ValidationException for what is left over, else for the first mistake of meaning.
   */
  end(): void {
    if (this.at < this.tokens.length) throw this.unexpected();
    if (this.fault !== undefined) throw invalid(`Invalid ${this.label}: ${this.fault}`);
  }

  /** @throws ValidationException for the first operand of a wrong type: AWS reports overlapping paths before it. */
  checkTypes(): void {
    if (this.typeFault !== undefined) throw invalid(`Invalid ${this.label}: ${this.typeFault}`);
  }

  path(): DocumentPath {
    const path: (string | number)[] = [this.attributeName()];
    for (;;) {
      if (this.symbol('.')) path.push(this.attributeName());
      else if (this.symbol('[')) path.push(this.listIndex());
      else return path;
    }
  }

  protected list<T>(one: () => T): T[] {
    const items = [one()];
    while (this.symbol(',')) items.push(one());
    return items;
  }

  protected value(): AttributeValue | undefined {
    const token = this.peek();
    if (token?.kind !== 'value') return undefined;
    this.at++;
    const value = this.substitutions.value(token.text);
    if (value !== undefined) return value;
    this.mistake(
      `An expression attribute value used in expression is not defined; attribute value: ${token.text}`,
    );
    // Never used: the mistake is thrown at the end.
    return { NULL: true };
  }

  /** A name directly before an opening bracket. */
  protected functionName(): string | undefined {
    const next = this.tokens[this.at + 1];
    return this.peek()?.kind === 'name' && next?.text === '(' ? this.peek()?.text : undefined;
  }

  /** The operands of a call; the name is read here, too. */
  protected call<T>(one: () => T): T[] {
    this.at++;
    this.expectSymbol('(');
    const operands = this.list(one);
    this.expectSymbol(')');
    return operands;
  }

  /** Records a mistake of meaning; the first one counts. */
  protected mistake(message: string): void {
    this.fault ??= message;
  }

  protected typeMistake(message: string): void {
    this.typeFault ??= message;
  }

  protected checkCount(name: string, operands: readonly unknown[], wanted: number): boolean {
    if (operands.length === wanted) return true;
    this.mistake(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
    return false;
  }

  /** The path of an operand that must be one. */
  protected pathOf(name: string, operand: { readonly kind: string } | undefined): DocumentPath {
    if (operand?.kind === 'path') return (operand as Extract<Operand, { kind: 'path' }>).path;
    this.mistake(`Operator or function requires a document path; operator or function: ${name}`);
    return [''];
  }

  /** Refuses a literal of a type that an operator does not take. */
  protected checkType(name: string, operand: { readonly kind: string } | undefined, types: string): void {
    const type =
      operand?.kind === 'value'
        ? typeOf((operand as Extract<Operand, { kind: 'value' }>).value)
        : operand?.kind === 'size'
          ? 'N'
          : undefined;
    if (type === undefined || types.split(' ').includes(type)) return;
    this.typeMistake(
      `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`,
    );
  }

  protected peek(): Token | undefined {
    return this.tokens[this.at];
  }

  protected next(): Token {
    const token = this.tokens[this.at];
    if (token === undefined) throw this.unexpected();
    this.at++;
    return token;
  }

  protected word(word: string): boolean {
    const token = this.peek();
    if (token?.kind !== 'name' || token.text.toUpperCase() !== word) return false;
    this.at++;
    return true;
  }

  protected symbol(symbol: string): boolean {
    const token = this.peek();
    if (token?.kind !== 'symbol' || token.text !== symbol) return false;
    this.at++;
    return true;
  }

  protected expectSymbol(symbol: string): void {
    if (!this.symbol(symbol)) throw this.unexpected();
  }

  /** Reads something, or nothing at all where it does not fit. */
  protected attempt<T>(read: () => T | undefined): T | undefined {
    const { at, fault, typeFault } = this;
    try {
      const found = read();
      if (found !== undefined) return found;
    } catch {
      // Not this; whoever asked tries something else, and reports what that says.
    }
    this.at = at;
    this.fault = fault;
    this.typeFault = typeFault;
    return undefined;
  }

  protected unexpected(offset = 0): DynamoDbError {
    return syntaxError(this.label, {
      expression: this.expression,
      tokens: this.tokens,
      index: this.at + offset,
    });
  }

  private listIndex(): number {
    const token = this.next();
    if (token.kind !== 'number') throw this.unexpected(-1);
    this.expectSymbol(']');
    const index = Number(token.text);
    if (index > maxListIndex)
      this.mistake(`List index is not within the allowable range; index: [${token.text}]`);
    return index;
  }

  private attributeName(): string {
    const token = this.next();
    if (token.kind === 'placeholder') {
      const name = this.substitutions.name(token.text);
      if (name !== undefined) return name;
      this.mistake(
        `An expression attribute name used in the document path is not defined; attribute name: ${token.text}`,
      );
      return token.text;
    }
    if (token.kind !== 'name') throw this.unexpected(-1);
    if (reservedWords.has(token.text.toUpperCase()))
      this.mistake(`Attribute name is a reserved keyword; reserved keyword: ${token.text}`);
    return token.text;
  }
}

/** A path as AWS writes it in messages: `[m, a, [0]]`. */
export function pathText(path: DocumentPath): string {
  return `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`;
}
