// Conditions, projections and updates over items. Items are never changed in place.

import {
  type AttributeValue,
  compareValues,
  contentOf,
  equalValues,
  type Item,
  typeOf,
} from './attribute-value.js';
import { addNumbers, subtractNumbers } from './decimal.js';
import { invalid } from './errors.js';
import type { Condition, DocumentPath, Operand, UpdateAction, UpdateValue } from './expression-tree.js';

/** The value at a path; `undefined` when a step is missing. */
export function valueAt(item: Item, path: DocumentPath): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const step of path) {
    if (value === undefined) return undefined;
    value = childOf(value, step);
  }
  return value;
}

function childOf(value: AttributeValue, step: string | number): AttributeValue | undefined {
  if (typeof step === 'number') return 'L' in value ? value.L[step] : undefined;
  return 'M' in value && Object.hasOwn(value.M, step) ? value.M[step] : undefined;
}

export function matches(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case 'and':
      return matches(condition.left, item) && matches(condition.right, item);
    case 'or':
      return matches(condition.left, item) || matches(condition.right, item);
    case 'not':
      return !matches(condition.of, item);
    case 'compare':
      return compares(condition, operandValue(condition.left, item), operandValue(condition.right, item));
    case 'between': {
      const value = operandValue(condition.of, item);
      const low = operandValue(condition.low, item);
      const high = operandValue(condition.high, item);
      if (value === undefined || low === undefined || high === undefined) return false;
      return (compareValues(value, low) ?? -1) >= 0 && (compareValues(value, high) ?? 1) <= 0;
    }
    case 'in': {
      const value = operandValue(condition.of, item);
      return condition.list.some((candidate) => equalValues(value, operandValue(candidate, item)));
    }
    case 'function':
      return (valueAt(item, condition.path) !== undefined) === (condition.name === 'attribute_exists');
    case 'test':
      return passesTest(condition.name, operandValue(condition.of, item), operandValue(condition.with, item));
  }
}

function compares(
  condition: Extract<Condition, { kind: 'compare' }>,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (condition.operator === '=') return equalValues(left, right);
  // A missing attribute is not equal to anything.
  if (condition.operator === '<>') return !equalValues(left, right);
  if (left === undefined || right === undefined) return false;
  const order = compareValues(left, right);
  if (order === undefined) return false;
  switch (condition.operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function passesTest(
  name: 'begins_with' | 'contains' | 'attribute_type',
  value: AttributeValue | undefined,
  operand: AttributeValue | undefined,
): boolean {
  if (value === undefined || operand === undefined) return false;
  if (name === 'attribute_type') return 'S' in operand && typeOf(value) === operand.S;
  if (name === 'begins_with') {
    if ('S' in value && 'S' in operand) return value.S.startsWith(operand.S);
    if ('B' in value && 'B' in operand) {
      const prefix = Buffer.from(operand.B, 'base64');
      return Buffer.from(value.B, 'base64').subarray(0, prefix.length).equals(prefix);
    }
    return false;
  }
  if ('S' in value && 'S' in operand) return value.S.includes(operand.S);
  if ('B' in value && 'B' in operand)
    return Buffer.from(value.B, 'base64').includes(Buffer.from(operand.B, 'base64'));
  if ('L' in value) return value.L.some((item) => equalValues(item, operand));
  if ('SS' in value && 'S' in operand) return value.SS.includes(operand.S);
  if ('NS' in value && 'N' in operand) return value.NS.includes(operand.N);
  return 'BS' in value && 'B' in operand && value.BS.includes(operand.B);
}

function operandValue(operand: Operand, item: Item): AttributeValue | undefined {
  switch (operand.kind) {
    case 'value':
      return operand.value;
    case 'path':
      return valueAt(item, operand.path);
    case 'size': {
      const value = valueAt(item, operand.path);
      const size = value === undefined ? undefined : sizeOf(value);
      return size === undefined ? undefined : { N: String(size) };
    }
  }
}

function sizeOf(value: AttributeValue): number | undefined {
  if ('S' in value) return Buffer.byteLength(value.S);
  if ('B' in value) return Buffer.from(value.B, 'base64').length;
  if ('M' in value) return Object.keys(value.M).length;
  const content = contentOf(value);
  return Array.isArray(content) ? content.length : undefined;
}

/** Only the named parts of an item, in their place; of lists the wanted elements, without gaps. */
export function project(item: Item, paths: readonly DocumentPath[]): Item {
  const projected = part({ M: item }, paths);
  return projected !== undefined && 'M' in projected ? projected.M : {};
}

function part(value: AttributeValue, paths: readonly DocumentPath[]): AttributeValue | undefined {
  if (paths.some((path) => path.length === 0)) return value;
  const below = (step: string | number) =>
    paths.filter(([first]) => first === step).map((path) => path.slice(1));
  if ('L' in value) {
    const list = value.L.flatMap((element, index) => {
      const wanted = below(index);
      return wanted.length === 0 ? [] : (part(element, wanted) ?? []);
    });
    return list.length === 0 ? undefined : { L: list };
  }
  if (!('M' in value)) return undefined;
  const entries = Object.entries(value.M).flatMap(([name, child]) => {
    const wanted = below(name);
    const shown = wanted.length === 0 ? undefined : part(child, wanted);
    return shown === undefined ? [] : [[name, shown] as const];
  });
  return entries.length === 0 ? undefined : { M: Object.fromEntries(entries) };
}

/** Applies an update. @throws ValidationException for a path or type that does not fit. */
export function applyUpdate(item: Item, actions: readonly UpdateAction[]): Item {
  let result = item;
  // Every right side sees the item as it was before the update.
  const sets = actions.map((action) => (action.kind === 'set' ? updateValue(action.value, item) : undefined));
  for (const [index, action] of inListOrder(actions)) {
    switch (action.kind) {
      case 'set':
        result = writeAt(result, action.path, sets[index]);
        break;
      case 'add':
        result = writeAt(result, action.path, added(valueAt(item, action.path), action.value));
        break;
      case 'delete':
        result = writeAt(result, action.path, withoutElements(valueAt(item, action.path), action.value));
        break;
      case 'remove':
        break;
    }
  }
  // Later list positions first, so that earlier removals do not move them.
  const removals = actions
    .filter((action) => action.kind === 'remove')
    .map(({ path }) => path)
    .sort((left, right) => Number(right.at(-1)) - Number(left.at(-1)) || 0);
  for (const path of removals) result = removeAt(result, path);
  return result;
}

// Of several places beyond the end of a list the lower one is appended first.
function inListOrder(actions: readonly UpdateAction[]): (readonly [number, UpdateAction])[] {
  const position = ({ path }: UpdateAction) => {
    const last = path.at(-1);
    return typeof last === 'number' ? last : -1;
  };
  return [...actions.entries()].sort(([, left], [, right]) => position(left) - position(right));
}

function updateValue(value: UpdateValue, item: Item): AttributeValue {
  switch (value.kind) {
    case 'if-not-exists': {
      // The other value must be there, whether it is wanted or not.
      const otherwise = updateValue(value.otherwise, item);
      return valueAt(item, value.path) ?? otherwise;
    }
    case 'list-append': {
      const left = updateValue(value.left, item);
      const right = updateValue(value.right, item);
      if (!('L' in left) || !('L' in right))
        throw invalid('An operand in the update expression has an incorrect data type');
      return { L: [...left.L, ...right.L] };
    }
    case 'plus':
    case 'minus': {
      const left = updateValue(value.left, item);
      const right = updateValue(value.right, item);
      if (!('N' in left) || !('N' in right))
        throw invalid('An operand in the update expression has an incorrect data type');
      return { N: value.kind === 'plus' ? addNumbers(left.N, right.N) : subtractNumbers(left.N, right.N) };
    }
    default: {
      const operand = operandValue(value, item);
      if (operand === undefined)
        throw invalid('The provided expression refers to an attribute that does not exist in the item');
      return operand;
    }
  }
}

function added(current: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if ('N' in value) {
    if (current === undefined) return value;
    if ('N' in current) return { N: addNumbers(current.N, value.N) };
  } else if ('SS' in value || 'NS' in value || 'BS' in value) {
    if (current === undefined) return value;
    if (typeOf(current) === typeOf(value)) {
      const union = new Set([...(contentOf(current) as string[]), ...(contentOf(value) as string[])]);
      return { [typeOf(value)]: [...union] } as unknown as AttributeValue;
    }
  }
  throw invalid('An operand in the update expression has an incorrect data type');
}

function withoutElements(
  current: AttributeValue | undefined,
  value: AttributeValue,
): AttributeValue | undefined {
  if (!('SS' in value || 'NS' in value || 'BS' in value))
    throw invalid(
      'Invalid UpdateExpression: Incorrect operand type for operator or function; operator: DELETE, operand type: ' +
        typeOf(value),
    );
  if (current === undefined) return undefined;
  if (typeOf(current) !== typeOf(value))
    throw invalid('An operand in the update expression has an incorrect data type');
  const gone = new Set(contentOf(value) as string[]);
  const left = (contentOf(current) as string[]).filter((element) => !gone.has(element));
  // Empty sets do not exist.
  return left.length === 0 ? undefined : ({ [typeOf(value)]: left } as unknown as AttributeValue);
}

const invalidPath = () =>
  invalid('The document path provided in the update expression is invalid for update');

function writeAt(item: Item, path: DocumentPath, value: AttributeValue | undefined): Item {
  if (value === undefined) return removeAt(item, path);
  const [step, ...rest] = path;
  const name = String(step);
  if (rest.length === 0) return { ...item, [name]: value };
  const child = item[name];
  if (child === undefined) throw invalidPath();
  return { ...item, [name]: writeInto(child, rest, value) };
}

function writeInto(target: AttributeValue, path: DocumentPath, value: AttributeValue): AttributeValue {
  const [step, ...rest] = path;
  if (typeof step === 'number') {
    if (!('L' in target)) throw invalidPath();
    const list = [...target.L];
    // A position beyond the end appends.
    const at = Math.min(step, list.length);
    const child = list[at];
    if (rest.length === 0) list[at] = value;
    else if (child === undefined) throw invalidPath();
    else list[at] = writeInto(child, rest, value);
    return { L: list };
  }
  if (!('M' in target)) throw invalidPath();
  return { M: writeAt(target.M, path, value) };
}

function removeAt(item: Item, path: DocumentPath): Item {
  const [step, ...rest] = path;
  const name = String(step);
  const child = item[name];
  if (child === undefined) {
    if (rest.length > 0) throw invalidPath();
    return item;
  }
  if (rest.length > 0) return { ...item, [name]: removeFrom(child, rest) };
  const { [name]: _removed, ...kept } = item;
  return kept;
}

function removeFrom(target: AttributeValue, path: DocumentPath): AttributeValue {
  const [step, ...rest] = path;
  if (typeof step === 'number') {
    if (!('L' in target)) throw invalidPath();
    if (rest.length === 0) return { L: target.L.filter((_item, index) => index !== step) };
    return { L: target.L.map((item, index) => (index === step ? removeFrom(item, rest) : item)) };
  }
  if (!('M' in target)) throw invalidPath();
  return { M: removeAt(target.M, path) };
}
