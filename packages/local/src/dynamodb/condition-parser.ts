// Parser of conditions: ConditionExpression, FilterExpression and KeyConditionExpression.

import { type AttributeValue, compareValues, contentOf, typeOf } from './attribute-value.js';
import { ExpressionReader, pathText } from './expression-reader.js';
import type { Comparator, Condition, Operand } from './expression-tree.js';
import { maxInOperands, maxOperators } from './limits.js';

/** Functions by name: how many operands, and whether the result is a condition. */
const functions: Readonly<Record<string, { readonly operands: number; readonly isCondition: boolean }>> = {
  attribute_exists: { operands: 1, isCondition: true },
  attribute_not_exists: { operands: 1, isCondition: true },
  attribute_type: { operands: 2, isCondition: true },
  begins_with: { operands: 2, isCondition: true },
  contains: { operands: 2, isCondition: true },
  size: { operands: 1, isCondition: false },
};

const updateFunctions: ReadonlySet<string> = new Set(['if_not_exists', 'list_append']);
const comparators: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);
const typeNames = ['N', 'BS', 'L', 'B', 'NULL', 'M', 'S', 'SS', 'NS', 'BOOL'];

/** What AWS says of an operand whose type only the item knows. */
const anyType =
  '{DOUBLE,FLOAT,M,NULL,S,DECIMALSET,INT,N,L,FS,INTSET,SS,BS,DICT,BOOL,HD,NS,HDS,DOUBLESET,B,DECIMAL}';

/** Stands where a mistake was recorded; never evaluated. */
const nothing: Condition = { kind: 'function', name: 'attribute_exists', path: [''] };

/** Parses one condition; call `end` afterwards. */
export class ConditionParser extends ExpressionReader {
  private operators = 0;
  /** What was last read in brackets. */
  private bracketed: unknown;

  condition(): Condition {
    let left = this.conjunction();
    while (this.word('OR')) {
      this.countOperator();
      left = { kind: 'or', left, right: this.conjunction() };
    }
    return left;
  }

  private conjunction(): Condition {
    let left = this.negation();
    while (this.word('AND')) {
      this.countOperator();
      left = { kind: 'and', left, right: this.negation() };
    }
    return left;
  }

  private negation(): Condition {
    if (!this.word('NOT')) return this.primary();
    this.countOperator();
    return { kind: 'not', of: this.negation() };
  }

  private primary(): Condition {
    const name = this.functionName();
    // Nearly always a condition of its own; compared with something it is a mistake, which the operand reports.
    const test = name === undefined ? undefined : this.attempt(() => this.wholeTest(name));
    if (test !== undefined) return test;
    // Brackets hold an operand or a condition; without them only an operand can begin here.
    const left =
      this.peek()?.text === '(' ? this.attempt(() => this.comparedOperand()) : this.comparedOperand();
    if (left !== undefined) return this.comparison(left);
    if (!this.symbol('(')) throw this.unexpected();
    const condition = this.condition();
    this.expectSymbol(')');
    this.checkBrackets(condition);
    return condition;
  }

  private wholeTest(name: string): Condition | undefined {
    const condition = this.test(name);
    return this.isBeforeComparison() ? undefined : condition;
  }

  private comparedOperand(): Operand | undefined {
    const operand = this.operand();
    return this.isBeforeComparison() ? operand : undefined;
  }

  private isBeforeComparison(): boolean {
    const next = this.peek()?.text ?? '';
    return comparators.has(next) || /^(?:between|in)$/i.test(next);
  }

  private comparison(left: Operand): Condition {
    if (this.word('BETWEEN')) return this.between(left);
    if (this.word('IN')) {
      this.expectSymbol('(');
      const list = this.list(() => this.operand());
      this.expectSymbol(')');
      this.countOperator();
      if (list.length > maxInOperands)
        this.mistake(
          `The IN operator is provided with too many operands; number of operands: ${list.length}`,
        );
      this.checkDistinct('IN', left, list);
      return { kind: 'in', of: left, list };
    }
    // `primary` has seen that it is one.
    const operator = this.next().text as Comparator;
    const right = this.operand();
    this.countOperator();
    this.checkDistinct(operator, left, [right]);
    if (operator !== '=' && operator !== '<>')
      for (const operand of [left, right]) this.checkType(operator, operand, 'S N B');
    return { kind: 'compare', operator, left, right };
  }

  private between(of: Operand): Condition {
    const low = this.operand();
    if (!this.word('AND')) throw this.unexpected();
    const high = this.operand();
    this.countOperator();
    this.checkDistinct('BETWEEN', of, [low, high]);
    for (const operand of [of, low, high]) this.checkType('BETWEEN', operand, 'S N B');
    if (low.kind === 'value' && high.kind === 'value') this.checkBounds(low.value, high.value);
    return { kind: 'between', of, low, high };
  }

  private checkBounds(low: AttributeValue, high: AttributeValue): void {
    const text = (value: AttributeValue) => `AttributeValue: {${typeOf(value)}:${String(contentOf(value))}}`;
    const bounds = `lower bound operand: ${text(low)}, upper bound operand: ${text(high)}`;
    if (typeOf(low) !== typeOf(high))
      this.typeMistake(`The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`);
    else if ((compareValues(low, high) ?? 0) > 0)
      this.typeMistake(
        `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`,
      );
  }

  private test(name: string): Condition {
    const operands = this.call(() => this.operand());
    const known = this.knownFunction(name);
    if (known === undefined) return nothing;
    if (!known.isCondition) {
      this.mistake(`The function is not allowed to be used this way in an expression; function: ${name}`);
      return nothing;
    }
    this.countOperator();
    const [of, operand] = operands;
    if (!this.checkCount(name, operands, known.operands) || of === undefined) return nothing;
    switch (name) {
      case 'attribute_exists':
      case 'attribute_not_exists':
        return { kind: 'function', name, path: this.pathOf(name, of) };
      case 'begins_with':
      case 'contains':
      case 'attribute_type':
        return operand === undefined ? nothing : this.pairTest(name, of, operand);
      default:
        return nothing;
    }
  }

  private pairTest(
    name: 'begins_with' | 'contains' | 'attribute_type',
    of: Operand,
    operand: Operand,
  ): Condition {
    if (name === 'begins_with') for (const each of [of, operand]) this.checkType(name, each, 'S B');
    if (name === 'attribute_type') this.checkTypeName(operand);
    else this.checkDistinct(name, of, [operand]);
    return { kind: 'test', name, of, with: operand };
  }

  private checkTypeName(operand: Operand): void {
    if (operand.kind !== 'value')
      this.mistake(
        `Incorrect operand type for operator or function; operator or function: attribute_type, operand type: ${anyType}`,
      );
    this.checkType('attribute_type', operand, 'S');
    if (operand.kind !== 'value' || !('S' in operand.value) || typeNames.includes(operand.value.S)) return;
    this.typeMistake(
      `Invalid attribute type name found; type: ${operand.value.S}, valid types: {${typeNames.join(',')}}`,
    );
  }

  private operand(): Operand {
    if (this.symbol('(')) {
      const operand = this.operand();
      this.expectSymbol(')');
      this.checkBrackets(operand);
      return operand;
    }
    const value = this.value();
    if (value !== undefined) return { kind: 'value', value };
    const name = this.functionName();
    if (name === undefined) return { kind: 'path', path: this.path() };
    const operands: readonly Operand[] = this.call(() => this.operand());
    const known = this.knownFunction(name);
    if (known?.isCondition === true)
      this.mistake(`The function is not allowed to be used this way in an expression; function: ${name}`);
    if (name !== 'size' || !this.checkCount(name, operands, 1)) return { kind: 'size', path: [''] };
    return { kind: 'size', path: this.pathOf(name, operands[0]) };
  }

  private knownFunction(name: string) {
    const known = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (updateFunctions.has(name))
      this.mistake(`The function is not allowed in a condition expression; function: ${name}`);
    else if (known === undefined) this.mistake(`Invalid function name; function: ${name}`);
    return known;
  }

  private checkDistinct(operator: string, first: Operand, others: readonly Operand[]): void {
    if (first.kind !== 'path') return;
    const text = pathText(first.path);
    if (!others.some((other) => other.kind === 'path' && pathText(other.path) === text)) return;
    this.mistake(
      `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${text}`,
    );
  }

  private checkBrackets(inner: unknown): void {
    if (this.bracketed === inner) this.mistake('The expression has redundant parentheses;');
    this.bracketed = inner;
  }

  private countOperator(): void {
    this.operators++;
    if (this.operators > maxOperators)
      this.mistake(`The expression contains too many operators; operator count: ${maxOperators + 1}`);
  }
}
