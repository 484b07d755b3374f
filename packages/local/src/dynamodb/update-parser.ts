// Parser of update expressions.

import { typeOf } from './attribute-value.js';
import { ExpressionReader } from './expression-reader.js';
import type { DocumentPath, UpdateAction, UpdateValue } from './expression-tree.js';

const conditionFunctions: ReadonlySet<string> = new Set([
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
  'size',
]);

/** Types as messages about ADD and DELETE spell them. */
export const typeWords: Readonly<Record<string, string>> = {
  S: 'STRING',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  M: 'MAP',
  L: 'LIST',
  N: 'NUMBER',
};

/** Parses one update; call `end` afterwards. */
export class UpdateParser extends ExpressionReader {
  update(): UpdateAction[] {
    const actions: UpdateAction[] = [];
    const seen = new Set<string>();
    do {
      const clause = this.next().text.toUpperCase();
      if (!['SET', 'REMOVE', 'ADD', 'DELETE'].includes(clause)) throw this.unexpected(-1);
      if (seen.has(clause))
        this.mistake(`The "${clause}" section can only be used once in an update expression;`);
      seen.add(clause);
      actions.push(...this.list(() => this.action(clause)));
    } while (this.peek() !== undefined);
    return actions;
  }

  private action(clause: string): UpdateAction {
    const path = this.path();
    if (clause === 'REMOVE') return { kind: 'remove', path };
    if (clause === 'SET') {
      this.expectSymbol('=');
      return { kind: 'set', path, value: this.updateValue() };
    }
    return this.setOrNumberAction(clause === 'ADD' ? 'add' : 'delete', path);
  }

  private setOrNumberAction(kind: 'add' | 'delete', path: DocumentPath): UpdateAction {
    const value = this.value();
    if (value === undefined) throw this.unexpected();
    const type = typeOf(value);
    const isSet = type === 'SS' || type === 'NS' || type === 'BS';
    if (!isSet && (kind === 'delete' || type !== 'N')) {
      const operator = kind.toUpperCase();
      this.typeMistake(
        `Incorrect operand type for operator or function; operator: ${operator}, operand type: ${typeWords[type]}, typeSet: ALLOWED_FOR_${operator}_OPERAND`,
      );
    }
    return { kind, path, value };
  }

  private updateValue(): UpdateValue {
    const left = this.term();
    for (const [symbol, kind] of [
      ['+', 'plus'],
      ['-', 'minus'],
    ] as const) {
      if (!this.symbol(symbol)) continue;
      const right = this.term();
      for (const operand of [left, right]) this.checkType(symbol, operand, 'N');
      return { kind, left, right };
    }
    return left;
  }

  private term(): UpdateValue {
    if (this.symbol('(')) {
      const value = this.updateValue();
      this.expectSymbol(')');
      return value;
    }
    const value = this.value();
    if (value !== undefined) return { kind: 'value', value };
    const name = this.functionName();
    if (name === undefined) return { kind: 'path', path: this.path() };
    return this.functionValue(
      name,
      this.call(() => this.term()),
    );
  }

  private functionValue(name: string, operands: readonly UpdateValue[]): UpdateValue {
    const nothing: UpdateValue = { kind: 'path', path: [''] };
    const [first = nothing, second = nothing] = operands;
    switch (name) {
      case 'if_not_exists':
        if (!this.checkCount(name, operands, 2)) return nothing;
        if (second.kind === 'list-append') this.misplaced('list_append');
        return { kind: 'if-not-exists', path: this.pathOf(name, first), otherwise: second };
      case 'list_append':
        if (!this.checkCount(name, operands, 2)) return nothing;
        for (const operand of [first, second]) {
          if (operand.kind === 'list-append') this.misplaced(name);
          this.checkType(name, operand, 'L');
        }
        return { kind: 'list-append', left: first, right: second };
      default:
        this.mistake(
          conditionFunctions.has(name)
            ? `The function is not allowed in an update expression; function: ${name}`
            : `Invalid function name; function: ${name}`,
        );
        return nothing;
    }
  }

  private misplaced(name: string): void {
    this.mistake(`The function is not allowed to be used this way in an expression; function: ${name}`);
  }
}
