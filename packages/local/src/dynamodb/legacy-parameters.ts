// The parameters from before expressions (Expected, AttributeUpdates, KeyConditions, filters, AttributesToGet) -> the same
// trees that expressions are parsed to.

import { type AttributeValue, parseValue, typeOf } from './attribute-value.js';
import { invalid, unfit } from './errors.js';
import type { Comparator, Condition, DocumentPath, Operand, UpdateAction } from './expression-tree.js';
import { typeWords } from './update-parser.js';

type Input = Readonly<Record<string, unknown>>;

const comparators: Readonly<Record<string, Comparator>> = {
  EQ: '=',
  NE: '<>',
  LE: '<=',
  LT: '<',
  GE: '>=',
  GT: '>',
};

/** How many values each operator takes; `undefined` for any number but none. */
const valueCounts: Readonly<Record<string, number | undefined>> = {
  EQ: 1,
  NE: 1,
  LE: 1,
  LT: 1,
  GE: 1,
  GT: 1,
  CONTAINS: 1,
  NOT_CONTAINS: 1,
  BEGINS_WITH: 1,
  BETWEEN: 2,
  NULL: 0,
  NOT_NULL: 0,
  IN: undefined,
};

/** The operators, as AWS lists them. */
export const comparisonOperators: readonly string[] = [
  'IN',
  'NULL',
  'BETWEEN',
  'LT',
  'NOT_CONTAINS',
  'EQ',
  'GT',
  'NOT_NULL',
  'NE',
  'LE',
  'BEGINS_WITH',
  'GE',
  'CONTAINS',
];

/** Refuses a request that uses both kinds. @throws ValidationException */
export function refuseMixture(
  input: Input,
  members: { readonly legacy: readonly string[]; readonly expressions: readonly string[] },
): void {
  const given = (names: readonly string[]) => names.filter((name) => input[name] !== undefined);
  const legacy = given(members.legacy);
  const expressions = given(members.expressions);
  if (legacy.length === 0 || expressions.length === 0) return;
  throw invalid(
    `Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {${legacy.join(', ')}} Expression parameters: {${expressions.join(', ')}}`,
  );
}

/** `Expected` with its `ConditionalOperator`; `undefined` without. @throws ValidationException */
export function parseExpected(input: Input): Condition | undefined {
  return parseConditions(input.Expected, input.ConditionalOperator, (attribute, condition) => {
    if (condition.ComparisonOperator !== undefined) {
      if (condition.Exists !== undefined)
        throw unfit(`Exists and ComparisonOperator cannot be used together for Attribute: ${attribute}`);
      const values = condition.AttributeValueList ?? (condition.Value === undefined ? [] : [condition.Value]);
      return compared(attribute, String(condition.ComparisonOperator), values);
    }
    if (condition.AttributeValueList !== undefined)
      throw unfit(
        `AttributeValueList can only be used with a ComparisonOperator for Attribute: ${attribute}`,
      );
    if (condition.Exists === false) {
      if (condition.Value !== undefined)
        throw unfit(`Value cannot be used when Exists is false for Attribute: ${attribute}`);
      return { kind: 'function', name: 'attribute_not_exists', path: [attribute] };
    }
    if (condition.Value === undefined)
      throw unfit(
        `Value must be provided when Exists is ${String(condition.Exists ?? null)} for Attribute: ${attribute}`,
      );
    return compared(attribute, 'EQ', [condition.Value]);
  });
}

/** `QueryFilter`, `ScanFilter` or `KeyConditions`. @throws ValidationException */
export function parseFilter(conditions: unknown, operator: unknown): Condition | undefined {
  return parseConditions(conditions, operator, (attribute, condition) =>
    compared(attribute, String(condition.ComparisonOperator), condition.AttributeValueList ?? []),
  );
}

/** `AttributesToGet`. @throws ValidationException */
export function parseAttributesToGet(names: unknown): readonly DocumentPath[] | undefined {
  if (names === undefined) return undefined;
  const list = names as readonly string[];
  const twice = list.find((name, index) => list.indexOf(name) !== index);
  if (twice !== undefined) throw unfit(`Duplicate value in attribute name: ${twice}`);
  return list.map((name) => [name]);
}

/** `AttributeUpdates`. @throws ValidationException */
export function parseAttributeUpdates(updates: unknown): readonly UpdateAction[] {
  return Object.entries((updates ?? {}) as Readonly<Record<string, Input>>).map(([attribute, update]) => {
    const action = update.Action ?? 'PUT';
    const path = [attribute];
    if (update.Value === undefined) {
      if (action === 'DELETE') return { kind: 'remove', path };
      throw unfit('Only DELETE action is allowed when no attribute value is specified');
    }
    const value = parseValue(update.Value);
    const type = typeOf(value);
    const isSet = type === 'SS' || type === 'NS' || type === 'BS';
    if (action === 'PUT') return { kind: 'set', path, value: { kind: 'value', value } };
    if (action === 'ADD' && (isSet || type === 'N')) return { kind: 'add', path, value };
    if (action === 'ADD' && type === 'L') return { kind: 'set', path, value: appended(path, value) };
    if (action === 'DELETE' && isSet) return { kind: 'delete', path, value };
    throw unfit(`${String(action)} action is not supported for the type ${typeWords[type] ?? type}`);
  });
}

function appended(path: DocumentPath, value: AttributeValue) {
  const before = { kind: 'if-not-exists', path, otherwise: { kind: 'value', value: { L: [] } } } as const;
  return { kind: 'list-append', left: before, right: { kind: 'value', value } } as const;
}

function parseConditions(
  conditions: unknown,
  operator: unknown,
  parse: (attribute: string, condition: Input) => Condition,
): Condition | undefined {
  const entries = Object.entries((conditions ?? {}) as Readonly<Record<string, Input>>);
  if (operator !== undefined && conditions === undefined)
    throw invalid('ConditionalOperator cannot be used without Filter or Expected');
  if (operator !== undefined && entries.length < 2)
    throw invalid('ConditionalOperator can only be used when Filter or Expected has two or more elements');
  const kind = operator === 'OR' ? 'or' : 'and';
  return entries
    .map(([attribute, condition]) => parse(attribute, condition))
    .reduce<Condition | undefined>(
      (left, right) => (left === undefined ? right : { kind, left, right }),
      undefined,
    );
}

function compared(attribute: string, operator: string, list: unknown): Condition {
  const given = list as readonly unknown[];
  const wanted = valueCounts[operator];
  if (operator === 'IN' ? given.length === 0 : given.length !== wanted)
    throw unfit(`Invalid number of argument(s) for the ${operator} ComparisonOperator`);
  const of: Operand = { kind: 'path', path: [attribute] };
  const values = given.map((source): Operand => ({ kind: 'value', value: parseValue(source) }));
  const [first = of, second = of] = values;
  const comparator = comparators[operator];
  if (comparator !== undefined) return { kind: 'compare', operator: comparator, left: of, right: first };
  switch (operator) {
    case 'NULL':
      return { kind: 'function', name: 'attribute_not_exists', path: [attribute] };
    case 'NOT_NULL':
      return { kind: 'function', name: 'attribute_exists', path: [attribute] };
    case 'IN':
      return { kind: 'in', of, list: values };
    case 'BETWEEN':
      return { kind: 'between', of, low: first, high: second };
    case 'BEGINS_WITH':
      return { kind: 'test', name: 'begins_with', of, with: first };
    case 'CONTAINS':
      return { kind: 'test', name: 'contains', of, with: first };
    default:
      // NOT_CONTAINS holds only where the attribute is.
      return {
        kind: 'and',
        left: { kind: 'function', name: 'attribute_exists', path: [attribute] },
        right: { kind: 'not', of: { kind: 'test', name: 'contains', of, with: first } },
      };
  }
}
