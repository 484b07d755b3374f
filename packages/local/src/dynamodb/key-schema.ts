// Keys of tables and indexes.

import { type AttributeValue, compareValues, type Item, typeOf } from './attribute-value.js';
import { invalid } from './errors.js';
import { maxPartitionKeyBytes, maxSortKeyBytes } from './limits.js';

/** Names of the key attributes. */
export interface KeySchema {
  readonly hash: string;
  readonly range: string | undefined;
}

/** Attribute types by name, from AttributeDefinitions. */
export type KeyTypes = Readonly<Record<string, 'S' | 'N' | 'B'>>;

/** The partition and sort value of an item; `undefined` when a key attribute is missing. */
export function keyOf(
  schema: KeySchema,
  item: Item,
): { readonly hash: AttributeValue; readonly range: AttributeValue | undefined } | undefined {
  const hash = item[schema.hash];
  const range = schema.range === undefined ? undefined : item[schema.range];
  if (hash === undefined || (schema.range !== undefined && range === undefined)) return undefined;
  return { hash, range };
}

/** Text that identifies a scalar value inside one type. */
export function scalarKey(value: AttributeValue): string {
  if ('S' in value) return value.S;
  if ('N' in value) return value.N;
  return 'B' in value ? value.B : '';
}

/** Checks that an item carries the table's key with the right types. @throws ValidationException */
export function checkKey(
  schema: KeySchema,
  types: KeyTypes,
  item: Item,
  options: {
    /** Whether nothing else may be there: the key of a read or a deletion. */
    readonly exact: boolean;
    /** Whether what does not fit is said in the words for keys; batches use them for items, too. */
    readonly asKey?: boolean;
  },
): void {
  const asKey = options.asKey ?? options.exact;
  const unfit = () => invalid('The provided key element does not match the schema');
  const names = schema.range === undefined ? [schema.hash] : [schema.hash, schema.range];
  if (
    options.exact &&
    (Object.keys(item).length !== names.length || names.some((name) => item[name] === undefined))
  ) {
    throw unfit();
  }
  for (const name of names) {
    const value = item[name];
    if (value === undefined) {
      if (asKey) throw unfit();
      throw invalid(`One or more parameter values were invalid: Missing the key ${name} in the item`);
    }
    if (typeOf(value) !== types[name]) {
      if (asKey) throw unfit();
      throw invalid(
        `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${types[name]} actual: ${typeOf(value)}`,
      );
    }
    const text = scalarKey(value);
    if (text === '') {
      throw invalid(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${'S' in value ? 'string' : 'binary'} value. Key: ${name}`,
      );
    }
    const limit = name === schema.hash ? maxPartitionKeyBytes : maxSortKeyBytes;
    if (keyBytes(value) > limit) {
      throw invalid(
        `One or more parameter values were invalid: ${
          name === schema.hash
            ? `Size of hashkey has exceeded the maximum size limit of${limit} bytes`
            : `Aggregated size of all range keys has exceeded the size limit of ${limit} bytes`
        }`,
      );
    }
  }
}

function keyBytes(value: AttributeValue): number {
  return Buffer.byteLength(scalarKey(value), 'B' in value ? 'base64' : 'utf8');
}

/** Orders items of one partition; items without a sort key are equal. */
export function compareRange(left: AttributeValue | undefined, right: AttributeValue | undefined): number {
  return left === undefined || right === undefined ? 0 : (compareValues(left, right) ?? 0);
}
