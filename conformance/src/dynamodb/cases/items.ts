// PutItem, GetItem and DeleteItem without conditions.

import { group, type OperationCase } from '../operation-case.js';
import { b, get, l, m, n, put, remove, s } from '../values.js';

const long = (bytes: number) => 'x'.repeat(bytes);

export const itemCases: readonly OperationCase[] = [
  ...group('PutItem', [
    ['answers nothing', (key) => [put({ pk: s(key) })]],
    [
      'replaces the whole item',
      (key) => [put({ pk: s(key), a: s('1') }), put({ pk: s(key), b: s('2') }), get(key)],
    ],
    [
      'gives back the old item',
      (key) => [put({ pk: s(key), a: s('1') }), put({ pk: s(key) }, { ReturnValues: 'ALL_OLD' })],
    ],
    ['gives back nothing where nothing was', (key) => [put({ pk: s(key) }, { ReturnValues: 'ALL_OLD' })]],
    ['refuses ReturnValues ALL_NEW', (key) => [put({ pk: s(key) }, { ReturnValues: 'ALL_NEW' })]],
    ['refuses ReturnValues UPDATED_OLD', (key) => [put({ pk: s(key) }, { ReturnValues: 'UPDATED_OLD' })]],
    ['refuses ReturnValues that do not exist', (key) => [put({ pk: s(key) }, { ReturnValues: 'SOME' })]],
    ['refuses an item without its key', () => [put({ a: s('1') })]],
    ['refuses an item without its sort key', (key) => [put({ pk: s(key) }, { TableName: 'range' })]],
    ['refuses a key of another type', () => [put({ pk: n(1) })]],
    [
      'refuses a sort key of another type',
      (key) => [put({ pk: s(key), sk: s('1') }, { TableName: 'number' })],
    ],
    ['refuses an empty partition key', () => [put({ pk: s('') })]],
    ['refuses an empty sort key', (key) => [put({ pk: s(key), sk: s('') }, { TableName: 'range' })]],
    [
      'refuses an empty binary sort key',
      (key) => [put({ pk: s(key), sk: { B: '' } }, { TableName: 'binary' })],
    ],
    ['refuses a key that is a list', () => [put({ pk: l(s('a')) })]],
    ['takes a partition key of 2048 bytes', (key) => [put({ pk: s(key + long(2048 - key.length)) })]],
    ['refuses a partition key of 2049 bytes', (key) => [put({ pk: s(key + long(2049 - key.length)) })]],
    [
      'takes a sort key of 1024 bytes',
      (key) => [put({ pk: s(key), sk: s(long(1024)) }, { TableName: 'range' })],
    ],
    [
      'refuses a sort key of 1025 bytes',
      (key) => [put({ pk: s(key), sk: s(long(1025)) }, { TableName: 'range' })],
    ],
    ['takes an item of 400 KB', (key) => [put({ pk: s(key), v: s(long(409_600 - 3 - key.length)) })]],
    [
      'refuses an item one byte over 400 KB',
      (key) => [put({ pk: s(key), v: s(long(409_601 - 3 - key.length)) })],
    ],
    [
      'counts numbers, maps and lists in the size',
      (key) => [
        put({
          pk: s(key),
          m: m({ a: n('12345'), l: l(s('x'), { BOOL: true }) }),
          v: s(long(409_600 - 3 - key.length - 30)),
        }),
      ],
    ],
    ['takes an index key of another table', (key) => [put({ pk: s(key), g: n(1) })]],
    [
      'refuses an index key of another type',
      (key) => [put({ pk: s(key), sk: s('a'), g: n(1) }, { TableName: 'indexed' })],
    ],
    [
      'refuses an empty index key',
      (key) => [put({ pk: s(key), sk: s('a'), g: s('') }, { TableName: 'indexed' })],
    ],
    [
      'refuses a local index key of another type',
      (key) => [put({ pk: s(key), sk: s('a'), l: n(1) }, { TableName: 'indexed' })],
    ],
    ['refuses a table that does not exist', (key) => [put({ pk: s(key) }, { TableName: 'absent' })]],
    ['refuses a table name of two characters', (key) => [put({ pk: s(key) }, { TableName: 'ab' })]],
    ['refuses a table name with a slash', (key) => [put({ pk: s(key) }, { TableName: 'abc/def' })]],
    ['refuses a missing table name', (key) => [['PutItem', { Item: { pk: s(key) } }]]],
    ['tells the capacity', (key) => [put({ pk: s(key) }, { ReturnConsumedCapacity: 'TOTAL' })]],
    [
      'tells the capacity of a larger item',
      (key) => [put({ pk: s(key), v: s(long(3_000)) }, { ReturnConsumedCapacity: 'TOTAL' })],
    ],
    [
      'tells the capacity of a replaced item',
      (key) => [
        put({ pk: s(key), v: s(long(3_000)) }),
        put({ pk: s(key) }, { ReturnConsumedCapacity: 'TOTAL' }),
      ],
    ],
    [
      'tells the capacity of indexes',
      (key) => [
        put(
          { pk: s(key), sk: s('a'), g: s(key), gs: n(1), l: s('1') },
          { TableName: 'indexed', ReturnConsumedCapacity: 'INDEXES' },
        ),
      ],
    ],
    [
      'tells the capacity of the table alone',
      (key) => [put({ pk: s(key) }, { ReturnConsumedCapacity: 'INDEXES' })],
    ],
    [
      'refuses a kind of capacity that does not exist',
      (key) => [put({ pk: s(key) }, { ReturnConsumedCapacity: 'ALL' })],
    ],
    [
      'tells the item collection',
      (key) => [
        put({ pk: s(key), sk: s('a') }, { TableName: 'indexed', ReturnItemCollectionMetrics: 'SIZE' }),
      ],
    ],
    [
      'tells no item collection without local indexes',
      (key) => [put({ pk: s(key) }, { ReturnItemCollectionMetrics: 'SIZE' })],
    ],
  ]),
  ...group('GetItem', [
    ['gives the item', (key) => [put({ pk: s(key), a: s('1'), m: m({ b: b('x') }) }), get(key)]],
    ['gives nothing where nothing is', (key) => [get(key)]],
    ['reads consistently', (key) => [put({ pk: s(key) }), get(key, { ConsistentRead: true })]],
    [
      'projects attributes',
      (key) => [put({ pk: s(key), a: s('1'), b: s('2') }), get(key, { ProjectionExpression: 'a' })],
    ],
    [
      'projects through names',
      (key) => [
        put({ pk: s(key), size: s('1') }),
        get(key, { ProjectionExpression: '#s, pk', ExpressionAttributeNames: { '#s': 'size' } }),
      ],
    ],
    [
      'projects into maps',
      (key) => [
        put({ pk: s(key), m: m({ a: s('1'), b: s('2') }) }),
        get(key, { ProjectionExpression: 'm.a' }),
      ],
    ],
    [
      'projects into lists',
      (key) => [
        put({ pk: s(key), l: l(s('0'), s('1'), s('2')) }),
        get(key, { ProjectionExpression: 'l[2], l[0]' }),
      ],
    ],
    [
      'projects maps in lists',
      (key) => [
        put({ pk: s(key), l: l(m({ a: s('0'), b: s('1') })) }),
        get(key, { ProjectionExpression: 'l[0].a, l[0].b' }),
      ],
    ],
    [
      'projects what is not there',
      (key) => [put({ pk: s(key) }), get(key, { ProjectionExpression: 'x.y[3]' })],
    ],
    [
      'projects a name with a dot',
      (key) => [
        put({ pk: s(key), 'a.b': s('1') }),
        get(key, { ProjectionExpression: '#n', ExpressionAttributeNames: { '#n': 'a.b' } }),
      ],
    ],
    ['refuses paths that overlap', (key) => [get(key, { ProjectionExpression: 'm, m.a' })]],
    ['refuses the same path twice', (key) => [get(key, { ProjectionExpression: 'a, a' })]],
    ['refuses paths into both a map and a list', (key) => [get(key, { ProjectionExpression: 'm.a, m[0]' })]],
    ['refuses a reserved word', (key) => [get(key, { ProjectionExpression: 'size, pk' })]],
    ['refuses an empty projection', (key) => [get(key, { ProjectionExpression: '' })]],
    ['refuses a syntax error', (key) => [get(key, { ProjectionExpression: 'a,,b' })]],
    ['refuses a trailing comma', (key) => [get(key, { ProjectionExpression: 'a,' })]],
    ['refuses a name that is not defined', (key) => [get(key, { ProjectionExpression: '#a' })]],
    [
      'refuses a name that is not used',
      (key) => [get(key, { ProjectionExpression: 'a', ExpressionAttributeNames: { '#b': 'b' } })],
    ],
    ['refuses names without an expression', (key) => [get(key, { ExpressionAttributeNames: { '#b': 'b' } })]],
    [
      'refuses an empty map of names',
      (key) => [get(key, { ProjectionExpression: 'a', ExpressionAttributeNames: {} })],
    ],
    [
      'refuses a name without #',
      (key) => [get(key, { ProjectionExpression: 'a', ExpressionAttributeNames: { b: 'b' } })],
    ],
    ['refuses a key with more attributes', (key) => [get(key, { Key: { pk: s(key), x: s('1') } })]],
    ['refuses a key with fewer attributes', (key) => [get(key, { TableName: 'range' })]],
    ['refuses a key with other attributes', () => [get('', { Key: { x: s('1') } })]],
    ['refuses a key of another type', () => [get('', { Key: { pk: n(1) } })]],
    ['refuses an empty key', () => [get('', { Key: {} })]],
    ['refuses an empty text as key', () => [get('')]],
    ['refuses a missing key', () => [['GetItem', { TableName: 'hash' }]]],
    ['refuses a table that does not exist', (key) => [get(key, { TableName: 'absent' })]],
    [
      'takes AttributesToGet',
      (key) => [put({ pk: s(key), a: s('1'), b: s('2') }), get(key, { AttributesToGet: ['a', 'pk'] })],
    ],
    [
      'refuses AttributesToGet with an expression',
      (key) => [get(key, { AttributesToGet: ['a'], ProjectionExpression: 'b' })],
    ],
    ['refuses AttributesToGet that says a name twice', (key) => [get(key, { AttributesToGet: ['a', 'a'] })]],
    ['tells the capacity', (key) => [put({ pk: s(key) }), get(key, { ReturnConsumedCapacity: 'TOTAL' })]],
    [
      'tells the capacity of a consistent read',
      (key) => [put({ pk: s(key) }), get(key, { ReturnConsumedCapacity: 'TOTAL', ConsistentRead: true })],
    ],
    [
      'tells the capacity of a larger item',
      (key) => [put({ pk: s(key), v: s(long(9_000)) }), get(key, { ReturnConsumedCapacity: 'TOTAL' })],
    ],
    ['tells the capacity of nothing', (key) => [get(key, { ReturnConsumedCapacity: 'TOTAL' })]],
    ['tells the capacity by index', (key) => [get(key, { ReturnConsumedCapacity: 'INDEXES' })]],
    [
      'finds numbers in any spelling',
      (key) => [
        put({ pk: s(key), sk: n('1.50') }, { TableName: 'number' }),
        get(key, { TableName: 'number', Key: { pk: s(key), sk: n('15e-1') } }),
      ],
    ],
  ]),
  ...group('DeleteItem', [
    ['deletes', (key) => [put({ pk: s(key) }), remove(key), get(key)]],
    ['deletes what is not there', (key) => [remove(key)]],
    [
      'gives back the old item',
      (key) => [put({ pk: s(key), a: s('1') }), remove(key, { ReturnValues: 'ALL_OLD' })],
    ],
    ['gives back nothing where nothing was', (key) => [remove(key, { ReturnValues: 'ALL_OLD' })]],
    ['refuses ReturnValues ALL_NEW', (key) => [remove(key, { ReturnValues: 'ALL_NEW' })]],
    ['refuses a missing key', () => [['DeleteItem', { TableName: 'hash' }]]],
    ['refuses a key with more attributes', (key) => [remove(key, { Key: { pk: s(key), x: s('1') } })]],
    ['refuses a key of another type', () => [remove('', { Key: { pk: n(1) } })]],
    [
      'tells the capacity',
      (key) => [put({ pk: s(key), v: s(long(2_500)) }), remove(key, { ReturnConsumedCapacity: 'TOTAL' })],
    ],
    ['tells the capacity of nothing', (key) => [remove(key, { ReturnConsumedCapacity: 'TOTAL' })]],
    [
      'tells the item collection',
      (key) => [
        remove(key, {
          TableName: 'indexed',
          Key: { pk: s(key), sk: s('a') },
          ReturnItemCollectionMetrics: 'SIZE',
        }),
      ],
    ],
  ]),
];
