// The key condition of a query: one value of the partition key, and at most one condition on the sort key.

import { type AttributeValue, typeOf } from './attribute-value.js';
import { invalid } from './errors.js';
import { matches } from './evaluate.js';
import type { Comparator, Condition, Operand } from './expression-tree.js';
import { type KeySchema, type KeyTypes, scalarKey } from './key-schema.js';

/** What a query asks of keys. */
export interface KeyCondition {
  readonly hash: AttributeValue;
  /** No accepted sort key is below this; `undefined` where any may be. */
  readonly low: { readonly value: AttributeValue; readonly isAccepted: boolean } | undefined;
  accepts(range: AttributeValue | undefined): boolean;
}

/** One condition on one key attribute, the attribute on the left. */
interface Part {
  readonly name: string;
  readonly condition: Condition;
  readonly isEquality: boolean;
  readonly values: readonly AttributeValue[];
}

const mirrored: Readonly<Record<Comparator, Comparator>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** @throws ValidationException with AWS's words for everything else than that. */
export function parseKeyCondition(condition: Condition, schema: KeySchema, types: KeyTypes): KeyCondition {
  const parts = conjuncts(condition).map(keyPart);
  const names = parts.map(({ name }) => name);
  if (new Set(names).size !== names.length)
    throw invalid('KeyConditionExpressions must only contain one condition per key');
  if (parts.length > 2) throw invalid('Conditions can be of length 1 or 2 only');
  const hash = parts.find(({ name }) => name === schema.hash);
  if (hash === undefined) throw invalid(`Query condition missed key schema element: ${schema.hash}`);
  const other = parts.find((part) => part !== hash);
  if (other !== undefined && other.name !== schema.range) {
    throw invalid(
      schema.range === undefined
        ? 'Query key condition not supported'
        : `Query condition missed key schema element: ${schema.range}`,
    );
  }
  for (const part of parts) checkValues(part, types);
  const [hashValue] = hash.values;
  if (!hash.isEquality || hashValue === undefined) throw invalid('Query key condition not supported');
  return {
    hash: hashValue,
    low: other === undefined ? undefined : lowestOf(other),
    accepts: (value) =>
      other === undefined || (value !== undefined && matches(other.condition, { [other.name]: value })),
  };
}

function conjuncts(condition: Condition): readonly Condition[] {
  return condition.kind === 'and'
    ? [...conjuncts(condition.left), ...conjuncts(condition.right)]
    : [condition];
}

function keyPart(condition: Condition): Part {
  switch (condition.kind) {
    case 'compare': {
      if (condition.operator === '<>') throw operatorRefused('<>');
      const { left, right, operator } = condition;
      if (left.kind === 'value' && right.kind === 'path')
        return keyPart({ kind: 'compare', operator: mirrored[operator], left: right, right: left });
      return partOf(condition, left, [right], operator === '=');
    }
    case 'between':
      return partOf(condition, condition.of, [condition.low, condition.high], false);
    case 'test':
      if (condition.name !== 'begins_with') throw operatorRefused(condition.name);
      return partOf(condition, condition.of, [condition.with], false);
    case 'function':
      throw operatorRefused(condition.name);
    case 'and':
    case 'or':
    case 'not':
    case 'in':
      throw operatorRefused(condition.kind.toUpperCase());
  }
}

function partOf(condition: Condition, of: Operand, operands: readonly Operand[], isEquality: boolean): Part {
  if (of.kind === 'size') throw operatorRefused('size');
  if (of.kind !== 'path') throw invalid('Query key condition not supported');
  const name = String(of.path[0]);
  if (of.path.length > 1) {
    throw invalid(
      `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: ${name}`,
    );
  }
  const values = operands.map((operand) => {
    if (operand.kind === 'size') throw operatorRefused('size');
    if (operand.kind === 'path')
      throw invalid(
        'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition',
      );
    return operand.value;
  });
  return { name, condition, isEquality, values };
}

function lowestOf({ condition, values: [value] }: Part): KeyCondition['low'] {
  if (value === undefined) return undefined;
  if (condition.kind !== 'compare') return { value, isAccepted: true };
  const isReversed = condition.left.kind === 'value';
  const operator = isReversed ? mirrored[condition.operator] : condition.operator;
  return operator === '<' || operator === '<=' ? undefined : { value, isAccepted: operator !== '>' };
}

function checkValues({ name, values }: Part, types: KeyTypes): void {
  for (const value of values) {
    if (typeOf(value) !== types[name])
      throw invalid(
        'One or more parameter values were invalid: Condition parameter type does not match schema type',
      );
    if (scalarKey(value) === '')
      throw invalid(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${'S' in value ? 'string' : 'binary'} value. Key: ${name}`,
      );
  }
}

function operatorRefused(operator: string): Error {
  return invalid(`Invalid operator used in KeyConditionExpression: ${operator}`);
}
