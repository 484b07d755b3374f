// Short forms of attribute values and calls, for tables of cases.

import type { Json, Step } from './operation-case.js';

export const s = (S: string): Json => ({ S });
export const n = (N: string | number): Json => ({ N: String(N) });
export const b = (text: string): Json => ({ B: Buffer.from(text).toString('base64') });
export const m = (M: Json): Json => ({ M });
export const l = (...L: readonly Json[]): Json => ({ L });

/** Puts an item into the table `hash`, or another one. */
export const put = (item: Json, more: Json = {}): Step => [
  'PutItem',
  { TableName: 'hash', Item: item, ...more },
];

/** Reads an item of the table `hash`. */
export const get = (key: string, more: Json = {}): Step => [
  'GetItem',
  { TableName: 'hash', Key: { pk: s(key) }, ...more },
];

/** Updates an item of the table `hash`. */
export const update = (key: string, UpdateExpression: string, values?: Json, more: Json = {}): Step => [
  'UpdateItem',
  {
    TableName: 'hash',
    Key: { pk: s(key) },
    UpdateExpression,
    ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
    ...more,
  },
];

/** Deletes an item of the table `hash`. */
export const remove = (key: string, more: Json = {}): Step => [
  'DeleteItem',
  { TableName: 'hash', Key: { pk: s(key) }, ...more },
];
