// Requests that are not what they should be.

import { group, type Json, type OperationCase, type Step } from '../operation-case.js';
import { get, put, s } from '../values.js';

const wrong =
  (operation: string, input: Json): (() => Step[]) =>
  () => [[operation, input]];

export const wireCases: readonly OperationCase[] = [
  ...group('wrong shapes', [
    ['a number as table name', wrong('GetItem', { TableName: 1, Key: { pk: s('a') } })],
    ['a list as key', wrong('GetItem', { TableName: 'hash', Key: [] })],
    ['a text as key', wrong('GetItem', { TableName: 'hash', Key: 'a' })],
    ['a text as attribute value', wrong('GetItem', { TableName: 'hash', Key: { pk: 'a' } })],
    ['a number as S', wrong('GetItem', { TableName: 'hash', Key: { pk: { S: 1 } } })],
    ['a number as N', wrong('PutItem', { TableName: 'number', Item: { pk: s('a'), sk: { N: 1 } } })],
    ['a text as list', wrong('PutItem', { TableName: 'hash', Item: { pk: s('a'), v: { L: 'a' } } })],
    ['a text as set', wrong('PutItem', { TableName: 'hash', Item: { pk: s('a'), v: { SS: 'a' } } })],
    ['a list as map', wrong('PutItem', { TableName: 'hash', Item: { pk: s('a'), v: { M: [] } } })],
    ['a text as BOOL', wrong('PutItem', { TableName: 'hash', Item: { pk: s('a'), v: { BOOL: 'yes' } } })],
    [
      'bytes that are not base64',
      wrong('PutItem', { TableName: 'hash', Item: { pk: s('a'), v: { B: '*' } } }),
    ],
    ['a text as limit', wrong('Scan', { TableName: 'hash', Limit: 'a' })],
    [
      'a number as expression',
      wrong('GetItem', { TableName: 'hash', Key: { pk: s('a') }, ProjectionExpression: 1 }),
    ],
    ['a text as list of keys', wrong('BatchGetItem', { RequestItems: { hash: { Keys: 'a' } } })],
    ['an object as transaction', wrong('TransactWriteItems', { TransactItems: {} })],
    [
      'null members',
      (key) => [
        put(
          { pk: s(key) },
          { ConditionExpression: null, ExpressionAttributeValues: null, ReturnValues: null },
        ),
        get(key, { ProjectionExpression: null }),
      ],
    ],
    ['members that do not exist', (key) => [put({ pk: s(key) }, { Surprise: true }), get(key)]],
  ]),
];
