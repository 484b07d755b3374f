// Parsers of condition, projection and update expressions. Names and values are substituted while parsing, so the
// result stands by itself.

import type { AttributeValue } from './attribute-value.js';
import { parseItem } from './attribute-value.js';
import { invalid } from './errors.js';
import { syntaxError, type Token, tokenize } from './expression-lexer.js';
import { reservedWords } from './reserved-words.js';

/** A document path: attribute, then map keys and list indexes. */
export type DocumentPath = readonly (string | number)[];

export type Operand =
  | { readonly kind: 'path'; readonly path: DocumentPath }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'size'; readonly path: DocumentPath };

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition }
  | {
      readonly kind: 'compare';
      readonly operator: '=' | '<>' | '<' | '<=' | '>' | '>=';
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'between'; readonly of: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly of: Operand; readonly list: readonly Operand[] }
  | {
      readonly kind: 'function';
      readonly name: 'attribute_exists' | 'attribute_not_exists';
      readonly path: DocumentPath;
    }
  | {
      readonly kind: 'test';
      readonly name: 'begins_with' | 'contains' | 'attribute_type';
      readonly of: Operand;
      readonly with: Operand;
    };

export type UpdateValue =
  | Operand
  | { readonly kind: 'if-not-exists'; readonly path: DocumentPath; readonly otherwise: UpdateValue }
  | { readonly kind: 'list-append'; readonly left: UpdateValue; readonly right: UpdateValue }
  | { readonly kind: 'plus' | 'minus'; readonly left: UpdateValue; readonly right: UpdateValue };

export type UpdateAction =
  | { readonly kind: 'set'; readonly path: DocumentPath; readonly value: UpdateValue }
  | { readonly kind: 'remove'; readonly path: DocumentPath }
  | { readonly kind: 'add' | 'delete'; readonly path: DocumentPath; readonly value: AttributeValue };

/** Substitutions of one request; remembers which were used, because AWS refuses the rest. */
export interface Substitutions {
  name(placeholder: string, label: string): string;
  value(placeholder: string, label: string): AttributeValue;
  /** @throws ValidationException when something was given and not used. */
  checkUsed(): void;
}

/** Opens `ExpressionAttributeNames` and `ExpressionAttributeValues`. */
export function openSubstitutions(names: unknown, values: unknown): Substitutions {
  const nameMap = (names ?? {}) as Record<string, unknown>;
  const valueMap = values === undefined || values === null ? {} : parseItem(values);
  if (names !== undefined && names !== null && Object.keys(nameMap).length === 0) {
    throw invalid('ExpressionAttributeNames must not be empty');
  }
  if (values !== undefined && values !== null && Object.keys(valueMap).length === 0) {
    throw invalid('ExpressionAttributeValues must not be empty');
  }
  const usedNames = new Set<string>();
  const usedValues = new Set<string>();
  return {
    name(placeholder, label) {
      const name = nameMap[placeholder];
      if (typeof name !== 'string') {
        throw invalid(
          `Invalid ${label}: An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`,
        );
      }
      usedNames.add(placeholder);
      return name;
    },
    value(placeholder, label) {
      const value = valueMap[placeholder];
      if (value === undefined) {
        throw invalid(
          `Invalid ${label}: An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
        );
      }
      usedValues.add(placeholder);
      return value;
    },
    checkUsed() {
      const unusedNames = Object.keys(nameMap).filter((name) => !usedNames.has(name));
      if (unusedNames.length > 0)
        throw invalid(
          `Value provided in ExpressionAttributeNames unused in expressions: keys: {${unusedNames.join(', ')}}`,
        );
      const unusedValues = Object.keys(valueMap).filter((name) => !usedValues.has(name));
      if (unusedValues.length > 0)
        throw invalid(
          `Value provided in ExpressionAttributeValues unused in expressions: keys: {${unusedValues.join(', ')}}`,
        );
    },
  };
}

export function parseCondition(expression: string, substitutions: Substitutions, label: string): Condition {
  const parser = new Parser(expression, substitutions, label);
  const condition = parser.condition();
  parser.end();
  return condition;
}

export function parseProjection(expression: string, substitutions: Substitutions): DocumentPath[] {
  const parser = new Parser(expression, substitutions, 'ProjectionExpression');
  const paths = parser.list(() => parser.path());
  parser.end();
  checkOverlap(paths, 'ProjectionExpression');
  return paths;
}

export function parseUpdate(expression: string, substitutions: Substitutions): UpdateAction[] {
  const parser = new Parser(expression, substitutions, 'UpdateExpression');
  const actions = parser.update();
  parser.end();
  checkOverlap(
    actions.map(({ path }) => path),
    'UpdateExpression',
  );
  return actions;
}

function checkOverlap(paths: readonly DocumentPath[], label: string): void {
  for (const [index, path] of paths.entries()) {
    for (const other of paths.slice(index + 1)) {
      const length = Math.min(path.length, other.length);
      if (path.slice(0, length).every((step, at) => step === other[at])) {
        throw invalid(
          `Invalid ${label}: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [${path.join(', ')}], path two: [${other.join(', ')}]`,
        );
      }
    }
  }
}

class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;
  private readonly expression: string;
  private readonly substitutions: Substitutions;
  private readonly label: string;

  constructor(expression: string, substitutions: Substitutions, label: string) {
    this.expression = expression;
    this.substitutions = substitutions;
    this.label = label;
    this.tokens = tokenize(expression, label);
  }

  end(): void {
    if (this.at < this.tokens.length) throw this.unexpected();
  }

  condition(): Condition {
    let left = this.conjunction();
    while (this.word('OR')) left = { kind: 'or', left, right: this.conjunction() };
    return left;
  }

  list<T>(one: () => T): T[] {
    const items = [one()];
    while (this.symbol(',')) items.push(one());
    return items;
  }

  path(): DocumentPath {
    const path: (string | number)[] = [this.attributeName()];
    for (;;) {
      if (this.symbol('.')) path.push(this.attributeName());
      else if (this.symbol('[')) {
        const token = this.next();
        if (token.kind !== 'number') throw this.unexpected(-1);
        path.push(Number(token.text));
        this.expectSymbol(']');
      } else return path;
    }
  }

  update(): UpdateAction[] {
    const actions: UpdateAction[] = [];
    const seen = new Set<string>();
    while (this.at < this.tokens.length) {
      const clause = this.next().text.toUpperCase();
      if (!['SET', 'REMOVE', 'ADD', 'DELETE'].includes(clause)) throw this.unexpected(-1);
      if (seen.has(clause))
        throw invalid(
          `Invalid UpdateExpression: The "${clause}" section can only be used once in an update expression;`,
        );
      seen.add(clause);
      actions.push(...this.list(() => this.action(clause)));
    }
    return actions;
  }

  private action(clause: string): UpdateAction {
    const path = this.path();
    if (clause === 'REMOVE') return { kind: 'remove', path };
    if (clause === 'SET') {
      this.expectSymbol('=');
      return { kind: 'set', path, value: this.updateValue() };
    }
    const token = this.next();
    if (token.kind !== 'value') throw this.unexpected(-1);
    return {
      kind: clause === 'ADD' ? 'add' : 'delete',
      path,
      value: this.substitutions.value(token.text, this.label),
    };
  }

  private updateValue(): UpdateValue {
    const left = this.updateTerm();
    if (this.symbol('+')) return { kind: 'plus', left, right: this.updateTerm() };
    if (this.symbol('-')) return { kind: 'minus', left, right: this.updateTerm() };
    return left;
  }

  private updateTerm(): UpdateValue {
    if (this.symbol('(')) {
      const value = this.updateValue();
      this.expectSymbol(')');
      return value;
    }
    const name = this.functionName();
    if (name === 'if_not_exists') {
      this.openCall();
      const path = this.path();
      this.expectSymbol(',');
      const otherwise = this.updateTerm();
      this.expectSymbol(')');
      return { kind: 'if-not-exists', path, otherwise };
    }
    if (name === 'list_append') {
      this.openCall();
      const left = this.updateTerm();
      this.expectSymbol(',');
      const right = this.updateTerm();
      this.expectSymbol(')');
      return { kind: 'list-append', left, right };
    }
    if (name !== undefined) throw this.unknownFunction(name);
    return this.operand();
  }

  private conjunction(): Condition {
    let left = this.negation();
    while (this.word('AND')) left = { kind: 'and', left, right: this.negation() };
    return left;
  }

  private negation(): Condition {
    return this.word('NOT') ? { kind: 'not', of: this.negation() } : this.primary();
  }

  private primary(): Condition {
    if (this.symbol('(')) {
      const condition = this.condition();
      this.expectSymbol(')');
      return condition;
    }
    const name = this.functionName();
    if (name !== undefined && name !== 'size') return this.call(name);
    const left = this.operand();
    if (this.word('BETWEEN')) {
      const low = this.operand();
      if (!this.word('AND')) throw this.unexpected();
      return { kind: 'between', of: left, low, high: this.operand() };
    }
    if (this.word('IN')) {
      this.expectSymbol('(');
      const list = this.list(() => this.operand());
      this.expectSymbol(')');
      return { kind: 'in', of: left, list };
    }
    const operator = this.next();
    switch (operator.text) {
      case '=':
      case '<>':
      case '<':
      case '<=':
      case '>':
      case '>=':
        return { kind: 'compare', operator: operator.text, left, right: this.operand() };
      default:
        throw this.unexpected(-1);
    }
  }

  private call(name: string): Condition {
    switch (name) {
      case 'attribute_exists':
      case 'attribute_not_exists': {
        this.openCall();
        const path = this.path();
        this.expectSymbol(')');
        return { kind: 'function', name, path };
      }
      case 'begins_with':
      case 'contains':
      case 'attribute_type': {
        this.openCall();
        const of = this.operand();
        this.expectSymbol(',');
        const operand = this.operand();
        this.expectSymbol(')');
        return { kind: 'test', name, of, with: operand };
      }
      default:
        throw this.unknownFunction(name);
    }
  }

  private operand(): Operand {
    const token = this.tokens[this.at];
    if (token?.kind === 'value') {
      this.at++;
      return { kind: 'value', value: this.substitutions.value(token.text, this.label) };
    }
    const name = this.functionName();
    if (name === 'size') {
      this.openCall();
      const path = this.path();
      this.expectSymbol(')');
      return { kind: 'size', path };
    }
    if (name !== undefined) throw this.unknownFunction(name);
    return { kind: 'path', path: this.path() };
  }

  // A name directly before an opening bracket.
  private functionName(): string | undefined {
    const token = this.tokens[this.at];
    const next = this.tokens[this.at + 1];
    return token?.kind === 'name' && next?.text === '(' ? token.text : undefined;
  }

  private openCall(): void {
    this.at++;
    this.expectSymbol('(');
  }

  private attributeName(): string {
    const token = this.next();
    if (token.kind === 'placeholder') return this.substitutions.name(token.text, this.label);
    if (token.kind !== 'name') throw this.unexpected(-1);
    if (reservedWords.has(token.text.toUpperCase())) {
      throw invalid(
        `Invalid ${this.label}: Attribute name is a reserved keyword; reserved keyword: ${token.text}`,
      );
    }
    return token.text;
  }

  private word(word: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== 'name' || token.text.toUpperCase() !== word) return false;
    this.at++;
    return true;
  }

  private symbol(symbol: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== 'symbol' || token.text !== symbol) return false;
    this.at++;
    return true;
  }

  private expectSymbol(symbol: string): void {
    if (!this.symbol(symbol)) throw this.unexpected();
  }

  private next(): Token {
    const token = this.tokens[this.at++];
    if (token === undefined) throw this.unexpected(0);
    return token;
  }

  private unexpected(offset = 0) {
    const token = this.tokens[this.at + offset];
    return syntaxError(
      this.label,
      token?.text ?? '<EOF>',
      this.expression,
      token?.at ?? this.expression.length,
    );
  }

  private unknownFunction(name: string) {
    return invalid(`Invalid ${this.label}: Invalid function name; function: ${name}`);
  }
}
