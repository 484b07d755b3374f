// Attribute values in DynamoDB's JSON form: checked once at the rim, compared and measured afterwards.

import { compareNumbers, normalizeNumber } from './decimal.js';
import { DynamoDbError, invalid, unreadable } from './errors.js';
import { maxNestingLevels } from './limits.js';

/** One value: exactly one member names its type. Binary is base64 text. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly M: Item }
  | { readonly L: readonly AttributeValue[] }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] };

/** An item, or the content of a map. */
export type Item = Readonly<Record<string, AttributeValue>>;

export type TypeName = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'M' | 'L' | 'SS' | 'NS' | 'BS';

export function typeOf(value: AttributeValue): TypeName {
  for (const name in value) return name as TypeName;
  return 'NULL';
}

/** The payload under the type name. */
export function contentOf(value: AttributeValue): unknown {
  for (const name in value) return (value as Record<string, unknown>)[name];
  return undefined;
}

/** Checks and normalises a value from outside. @throws ValidationException with AWS's words. */
export function parseValue(source: unknown, level = 0): AttributeValue {
  if (level >= maxNestingLevels)
    throw invalid(
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
    );
  if (typeof source !== 'object' || source === null) throw unreadable(source, 'AttributeValue');
  const entries = Object.entries(source).filter(([, value]) => value !== undefined && value !== null);
  const [entry] = entries;
  if (entry === undefined) {
    throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  }
  if (entries.length > 1) {
    throw invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  const [type, content] = entry;
  switch (type) {
    case 'S':
      return { S: textOf(content) };
    case 'B':
      return { B: bytesOf(content) };
    case 'N':
      return { N: normalizeNumber(textOf(content)) };
    case 'BOOL':
      return { BOOL: flagOf(content) };
    case 'NULL':
      if (!flagOf(content)) {
        throw invalid(
          'One or more parameter values were invalid: Null attribute value types must have the value of true',
        );
      }
      return { NULL: true };
    case 'M':
      return { M: parseItem(content, level + 1) };
    case 'L':
      return { L: listOf(content).map((item) => parseValue(item, level + 1)) };
    case 'SS':
      return { SS: checkSet('SS', listOf(content).map(textOf)) };
    case 'BS':
      return { BS: checkSet('BS', listOf(content).map(bytesOf)) };
    case 'NS':
      return {
        NS: checkSet(
          'NS',
          listOf(content).map((item) => normalizeNumber(textOf(item))),
        ),
      };
    default:
      throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  }
}

/** Checks a map of values. */
export function parseItem(source: unknown, level = 0): Item {
  if (typeof source !== 'object' || source === null) throw unreadable(source, 'Map');
  if (Array.isArray(source)) throw unreadable(source, 'Map');
  const item: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(source)) {
    Object.defineProperty(item, name, {
      value: parseValue(value, level),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return item;
}

function checkSet(type: 'SS' | 'NS' | 'BS', items: readonly string[]): readonly string[] {
  if (items.length === 0) {
    throw invalid(
      `One or more parameter values were invalid: ${
        {
          SS: 'An string set  may not be empty',
          NS: 'An number set  may not be empty',
          BS: 'Binary sets should not be empty',
        }[type]
      }`,
    );
  }
  if (new Set(items).size !== items.length) {
    const list = `[${items.join(', ')}]`;
    throw invalid(
      {
        SS: `One or more parameter values were invalid: Input collection ${list} contains duplicates.`,
        NS: 'Input collection contains duplicates',
        BS: `One or more parameter values were invalid: Input collection ${list}of type BS contains duplicates.`,
      }[type],
    );
  }
  return items;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw unreadable(value, 'String');
}

function flagOf(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw unreadable(value, 'Boolean');
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unreadable(value, 'List');
}

// Base64 in its one canonical form, so that equal bytes are equal text.
function bytesOf(value: unknown): string {
  const text = textOf(value);
  const isBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
  if (isBase64) return text;
  throw new DynamoDbError(
    'SerializationException',
    'Base64 encoded length is expected a multiple of 4 bytes',
  );
}

/** Whether two values are equal; sets ignore order. */
export function equalValues(left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  const type = typeOf(left);
  if (type !== typeOf(right)) return false;
  const a = contentOf(left);
  const b = contentOf(right);
  switch (type) {
    case 'N':
      return compareNumbers(a as string, b as string) === 0;
    case 'SS':
    case 'NS':
    case 'BS': {
      const set = new Set(b as string[]);
      return (a as string[]).length === set.size && (a as string[]).every((item) => set.has(item));
    }
    case 'L': {
      const [first, second] = [a as AttributeValue[], b as AttributeValue[]];
      return first.length === second.length && first.every((item, index) => equalValues(item, second[index]));
    }
    case 'M': {
      const [first, second] = [a as Item, b as Item];
      const names = Object.keys(first);
      return (
        names.length === Object.keys(second).length &&
        names.every((name) => equalValues(first[name], second[name]))
      );
    }
    default:
      return a === b;
  }
}

/** Orders two values of one scalar type; `undefined` for values without an order. Text by UTF-8 bytes. */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  if ('S' in left && 'S' in right) return compareText(left.S, right.S);
  if ('N' in left && 'N' in right) return compareNumbers(left.N, right.N);
  if ('B' in left && 'B' in right)
    return Buffer.compare(Buffer.from(left.B, 'base64'), Buffer.from(right.B, 'base64'));
  return undefined;
}

// UTF-16 order differs from UTF-8 order only where surrogates meet the last private characters.
function compareText(left: string, right: string): number {
  if (left === right) return 0;
  if (/[\ud800-\uffff]/.test(left + right)) return Buffer.compare(Buffer.from(left), Buffer.from(right));
  return left < right ? -1 : 1;
}

/** Size as DynamoDB counts it: UTF-8 names and values, numbers by digits. */
export function itemBytes(item: Item): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) bytes += Buffer.byteLength(name) + valueBytes(value);
  return bytes;
}

function valueBytes(value: AttributeValue): number {
  if ('S' in value) return Buffer.byteLength(value.S);
  if ('N' in value) return numberBytes(value.N);
  if ('B' in value) return Math.floor((value.B.replace(/=+$/, '').length * 3) / 4);
  if ('M' in value) return 3 + itemBytes(value.M) + Object.keys(value.M).length;
  if ('L' in value) return 3 + value.L.reduce((sum, item) => sum + valueBytes(item) + 1, 0);
  if ('SS' in value) return value.SS.reduce((sum, item) => sum + Buffer.byteLength(item), 0);
  if ('NS' in value) return value.NS.reduce((sum, item) => sum + numberBytes(item), 0);
  if ('BS' in value) return value.BS.reduce((sum, item) => sum + Math.floor((item.length * 3) / 4), 0);
  return 1;
}

function numberBytes(text: string): number {
  return Math.ceil(text.replace(/[-.]/g, '').length / 2) + 1;
}
