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
  options: { readonly exact: boolean },
): void {
  const names = schema.range === undefined ? [schema.hash] : [schema.hash, schema.range];
  if (
    options.exact &&
    (Object.keys(item).length !== names.length || names.some((name) => item[name] === undefined))
  ) {
    throw invalid('The provided key element does not match the schema');
  }
  for (const name of names) {
    const value = item[name];
    if (value === undefined) {
      throw invalid(`One or more parameter values were invalid: Missing the key ${name} in the item`);
    }
    if (typeOf(value) !== types[name]) {
      throw invalid(
        options.exact
          ? 'The provided key element does not match the schema'
          : `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${types[name]} actual: ${typeOf(value)}`,
      );
    }
    const text = scalarKey(value);
    if (text === '') {
      throw invalid(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${'S' in value ? 'string' : 'binary'} value. Key: ${name}`,
      );
    }
    const limit = name === schema.hash ? maxPartitionKeyBytes : maxSortKeyBytes;
    if (Buffer.byteLength(text) > limit) {
      throw invalid(
        `One or more parameter values were invalid: Size of ${name === schema.hash ? 'hashkey' : 'rangekey'} has exceeded the maximum size limit of${limit} bytes`,
      );
    }
  }
}

/** Orders items of one partition; items without a sort key are equal. */
export function compareRange(left: AttributeValue | undefined, right: AttributeValue | undefined): number {
  return left === undefined || right === undefined ? 0 : (compareValues(left, right) ?? 0);
}
