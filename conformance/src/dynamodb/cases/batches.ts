// BatchGetItem, BatchWriteItem and transactions.

import { group, type Json, type OperationCase, type Step } from '../operation-case.js';
import { get, m, n, put, s } from '../values.js';

const writes = (RequestItems: Json, more: Json = {}): Step => ['BatchWriteItem', { RequestItems, ...more }];
const reads = (RequestItems: Json, more: Json = {}): Step => ['BatchGetItem', { RequestItems, ...more }];
const transact = (TransactItems: readonly Json[], more: Json = {}): Step => [
  'TransactWriteItems',
  { TransactItems, ...more },
];
const transactGet = (TransactItems: readonly Json[], more: Json = {}): Step => [
  'TransactGetItems',
  { TransactItems, ...more },
];
const putRequest = (pk: string) => ({ PutRequest: { Item: { pk: s(pk) } } });
const key = (pk: string) => ({ TableName: 'hash', Key: { pk: s(pk) } });
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_none, index) => make(index));

export const batchCases: readonly OperationCase[] = [
  ...group('BatchWriteItem', [
    [
      'puts and deletes',
      (k) => [
        put({ pk: s(`${k}1`) }),
        writes({ hash: [putRequest(`${k}2`), { DeleteRequest: { Key: { pk: s(`${k}1`) } } }] }),
        get(`${k}1`),
        get(`${k}2`),
      ],
    ],
    [
      'writes to two tables',
      (k) => [writes({ hash: [putRequest(k)], range: [{ PutRequest: { Item: { pk: s(k), sk: s('a') } } }] })],
    ],
    ['takes 25', (k) => [writes({ hash: many(25, (i) => putRequest(`${k}${i}`)) })]],
    ['refuses 26', (k) => [writes({ hash: many(26, (i) => putRequest(`${k}${i}`)) })]],
    ['refuses none', () => [writes({})]],
    ['refuses an empty list', () => [writes({ hash: [] })]],
    ['refuses an entry without a request', () => [writes({ hash: [{}] })]],
    [
      'refuses an entry with two requests',
      (k) => [writes({ hash: [{ ...putRequest(k), DeleteRequest: { Key: { pk: s(k) } } }] })],
    ],
    [
      'refuses the same key twice',
      (k) => [writes({ hash: [putRequest(k), { DeleteRequest: { Key: { pk: s(k) } } }] })],
    ],
    ['refuses a table that does not exist', (k) => [writes({ absent: [putRequest(k)] })]],
    ['refuses an item without its key', () => [writes({ hash: [{ PutRequest: { Item: { a: s('1') } } }] })]],
    [
      'refuses a key with more attributes',
      (k) => [writes({ hash: [{ DeleteRequest: { Key: { pk: s(k), a: s('1') } } }] })],
    ],
    [
      'refuses an item over 400 KB',
      (k) => [writes({ hash: [{ PutRequest: { Item: { pk: s(k), v: s('x'.repeat(409_600)) } } }] })],
    ],
    [
      'tells the capacity',
      (k) => [
        writes({ hash: [putRequest(`${k}1`), putRequest(`${k}2`)] }, { ReturnConsumedCapacity: 'TOTAL' }),
      ],
    ],
    [
      'tells the item collections',
      (k) => [
        writes(
          { indexed: [{ PutRequest: { Item: { pk: s(k), sk: s('a') } } }] },
          { ReturnItemCollectionMetrics: 'SIZE' },
        ),
      ],
    ],
  ]),
  ...group('BatchGetItem', [
    ['reads', (k) => [put({ pk: s(k), a: s('1') }), reads({ hash: { Keys: [{ pk: s(k) }] } })]],
    ['reads nothing', (k) => [reads({ hash: { Keys: [{ pk: s(k) }] } })]],
    [
      'reads two tables',
      (k) => [
        put({ pk: s(k) }),
        put({ pk: s(k), sk: s('a') }, { TableName: 'range' }),
        reads({
          hash: { Keys: [{ pk: s(k) }] },
          range: { Keys: [{ pk: s(k), sk: s('a') }], ConsistentRead: true },
        }),
      ],
    ],
    [
      'projects',
      (k) => [
        put({ pk: s(k), a: m({ b: n(1), c: n(2) }) }),
        reads({
          hash: {
            Keys: [{ pk: s(k) }],
            ProjectionExpression: '#a.b',
            ExpressionAttributeNames: { '#a': 'a' },
          },
        }),
      ],
    ],
    [
      'projects nothing of an item that is there',
      (k) => [put({ pk: s(k) }), reads({ hash: { Keys: [{ pk: s(k) }], ProjectionExpression: 'zz' } })],
    ],
    [
      'takes AttributesToGet',
      (k) => [
        put({ pk: s(k), a: s('1') }),
        reads({ hash: { Keys: [{ pk: s(k) }], AttributesToGet: ['a'] } }),
      ],
    ],
    ['takes 100', (k) => [reads({ hash: { Keys: many(100, (i) => ({ pk: s(`${k}${i}`) })) } })]],
    ['refuses 101', (k) => [reads({ hash: { Keys: many(101, (i) => ({ pk: s(`${k}${i}`) })) } })]],
    [
      'refuses 101 in two tables',
      (k) => [
        reads({
          hash: { Keys: many(51, (i) => ({ pk: s(`${k}${i}`) })) },
          range: { Keys: many(50, (i) => ({ pk: s(k), sk: s(`${i}`) })) },
        }),
      ],
    ],
    ['refuses none', () => [reads({})]],
    ['refuses an empty list', () => [reads({ hash: { Keys: [] } })]],
    ['refuses a missing list', () => [reads({ hash: {} })]],
    ['refuses the same key twice', (k) => [reads({ hash: { Keys: [{ pk: s(k) }, { pk: s(k) }] } })]],
    ['refuses a table that does not exist', (k) => [reads({ absent: { Keys: [{ pk: s(k) }] } })]],
    ['refuses a key of another table', (k) => [reads({ hash: { Keys: [{ pk: s(k), sk: s('a') }] } })]],
    [
      'tells the capacity',
      (k) => [
        put({ pk: s(k) }),
        reads({ hash: { Keys: [{ pk: s(k) }, { pk: s(`${k}2`) }] } }, { ReturnConsumedCapacity: 'TOTAL' }),
      ],
    ],
  ]),
  ...group('TransactWriteItems', [
    [
      'puts, updates, deletes and checks',
      (k) => [
        put({ pk: s(`${k}1`), a: n(1) }),
        put({ pk: s(`${k}2`) }),
        put({ pk: s(`${k}3`), ok: n(1) }),
        transact([
          { Put: { TableName: 'hash', Item: { pk: s(`${k}0`) } } },
          {
            Update: {
              ...key(`${k}1`),
              UpdateExpression: 'ADD a :v',
              ExpressionAttributeValues: { ':v': n(1) },
            },
          },
          { Delete: key(`${k}2`) },
          { ConditionCheck: { ...key(`${k}3`), ConditionExpression: 'attribute_exists(ok)' } },
        ]),
        get(`${k}0`),
        get(`${k}1`),
        get(`${k}2`),
      ],
    ],
    [
      'cancels with one failed condition',
      (k) => [
        put({ pk: s(`${k}1`) }),
        transact([
          { Put: { TableName: 'hash', Item: { pk: s(`${k}0`) } } },
          {
            Put: {
              TableName: 'hash',
              Item: { pk: s(`${k}1`) },
              ConditionExpression: 'attribute_not_exists(pk)',
            },
          },
        ]),
        get(`${k}0`),
      ],
    ],
    [
      'gives back the item of a failed condition',
      (k) => [
        put({ pk: s(k), a: n(1) }),
        transact([
          {
            Delete: {
              ...key(k),
              ConditionExpression: 'a = :v',
              ExpressionAttributeValues: { ':v': n(2) },
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            },
          },
        ]),
      ],
    ],
    [
      'tells each reason',
      (k) => [
        put({ pk: s(`${k}1`) }),
        transact([
          {
            ConditionCheck: {
              ...key(`${k}0`),
              ConditionExpression: 'attribute_exists(pk)',
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            },
          },
          { Put: { TableName: 'hash', Item: { pk: s(`${k}2`) } } },
          { Delete: { ...key(`${k}1`), ConditionExpression: 'attribute_not_exists(pk)' } },
        ]),
      ],
    ],
    [
      'cancels for an update that cannot be',
      (k) => [
        put({ pk: s(k), a: s('text') }),
        transact([
          {
            Update: {
              ...key(k),
              UpdateExpression: 'SET a = a + :v',
              ExpressionAttributeValues: { ':v': n(1) },
            },
          },
        ]),
      ],
    ],
    [
      'cancels for an item that grows over 400 KB',
      (k) => [
        put({ pk: s(k), a: s('x'.repeat(300_000)) }),
        transact([
          {
            Update: {
              ...key(k),
              UpdateExpression: 'SET b = :v',
              ExpressionAttributeValues: { ':v': s('x'.repeat(200_000)) },
            },
          },
        ]),
      ],
    ],
    [
      'refuses one item twice',
      (k) => [transact([{ Put: { TableName: 'hash', Item: { pk: s(k) } } }, { Delete: key(k) }])],
    ],
    ['refuses none', () => [transact([])]],
    [
      'takes 100',
      (k) => [transact(many(100, (i) => ({ Put: { TableName: 'hash', Item: { pk: s(`${k}${i}`) } } })))],
    ],
    [
      'refuses 101',
      (k) => [transact(many(101, (i) => ({ Put: { TableName: 'hash', Item: { pk: s(`${k}${i}`) } } })))],
    ],
    ['refuses an entry without an action', () => [transact([{}])]],
    [
      'refuses an entry with two actions',
      (k) => [transact([{ Put: { TableName: 'hash', Item: { pk: s(`${k}0`) } }, Delete: key(`${k}1`) }])],
    ],
    [
      'refuses a table that does not exist',
      (k) => [transact([{ Put: { TableName: 'absent', Item: { pk: s(k) } } }])],
    ],
    [
      'refuses an item without its key',
      () => [transact([{ Put: { TableName: 'hash', Item: { a: s('1') } } }])],
    ],
    [
      'refuses a key of another type',
      () => [transact([{ Delete: { TableName: 'hash', Key: { pk: n(1) } } }])],
    ],
    ['refuses a check without a condition', (k) => [transact([{ ConditionCheck: key(k) }])]],
    ['refuses an update without an expression', (k) => [transact([{ Update: key(k) }])]],
    [
      'refuses an update of the key',
      (k) => [
        transact([
          {
            Update: {
              ...key(k),
              UpdateExpression: 'SET pk = :v',
              ExpressionAttributeValues: { ':v': s('x') },
            },
          },
        ]),
      ],
    ],
    ['refuses a syntax error', (k) => [transact([{ Delete: { ...key(k), ConditionExpression: 'a ==' } }])]],
    [
      'refuses over 4 MB',
      (k) => [
        transact(
          many(11, (i) => ({
            Put: { TableName: 'hash', Item: { pk: s(`${k}${i}`), v: s('x'.repeat(400_000)) } },
          })),
        ),
      ],
    ],
    [
      'does the same again only once',
      (k) => [
        transact(
          [
            {
              Update: { ...key(k), UpdateExpression: 'ADD a :v', ExpressionAttributeValues: { ':v': n(1) } },
            },
          ],
          { ClientRequestToken: `${k.slice(-20)}-t` },
        ),
        transact(
          [
            {
              Update: { ...key(k), UpdateExpression: 'ADD a :v', ExpressionAttributeValues: { ':v': n(1) } },
            },
          ],
          { ClientRequestToken: `${k.slice(-20)}-t` },
        ),
        get(k),
      ],
    ],
    [
      'refuses another request under the same token',
      (k) => [
        transact([{ Put: { TableName: 'hash', Item: { pk: s(k) } } }], {
          ClientRequestToken: `${k.slice(-20)}-u`,
        }),
        transact([{ Put: { TableName: 'hash', Item: { pk: s(`${k}2`) } } }], {
          ClientRequestToken: `${k.slice(-20)}-u`,
        }),
      ],
    ],
    [
      'refuses a token of 37 characters',
      (k) => [
        transact([{ Put: { TableName: 'hash', Item: { pk: s(k) } } }], {
          ClientRequestToken: 'x'.repeat(37),
        }),
      ],
    ],
    [
      'tells the capacity',
      (k) => [
        transact([{ Put: { TableName: 'hash', Item: { pk: s(k) } } }], { ReturnConsumedCapacity: 'TOTAL' }),
      ],
    ],
    [
      'tells the capacity of a check',
      (k) => [
        put({ pk: s(`${k}2`) }),
        transact(
          [
            { Put: { TableName: 'hash', Item: { pk: s(k) } } },
            { ConditionCheck: { ...key(`${k}2`), ConditionExpression: 'attribute_exists(pk)' } },
          ],
          { ReturnConsumedCapacity: 'TOTAL' },
        ),
      ],
    ],
    [
      'tells the item collections',
      (k) => [
        transact([{ Put: { TableName: 'indexed', Item: { pk: s(k), sk: s('a') } } }], {
          ReturnItemCollectionMetrics: 'SIZE',
        }),
      ],
    ],
  ]),
  ...group('TransactGetItems', [
    [
      'reads in order',
      (k) => [put({ pk: s(`${k}1`), a: n(1) }), transactGet([{ Get: key(`${k}0`) }, { Get: key(`${k}1`) }])],
    ],
    [
      'projects',
      (k) => [
        put({ pk: s(k), a: n(1), b: n(2) }),
        transactGet([
          { Get: { ...key(k), ProjectionExpression: '#b', ExpressionAttributeNames: { '#b': 'b' } } },
        ]),
      ],
    ],
    ['refuses none', () => [transactGet([])]],
    ['refuses 101', (k) => [transactGet(many(101, (i) => ({ Get: key(`${k}${i}`) })))]],
    ['refuses the same item twice', (k) => [transactGet([{ Get: key(k) }, { Get: key(k) }])]],
    ['refuses an entry without Get', () => [transactGet([{}])]],
    [
      'refuses a table that does not exist',
      (k) => [transactGet([{ Get: { TableName: 'absent', Key: { pk: s(k) } } }])],
    ],
    [
      'refuses a key of another type',
      () => [transactGet([{ Get: { TableName: 'hash', Key: { pk: n(1) } } }])],
    ],
    [
      'tells the capacity',
      (k) => [put({ pk: s(k) }), transactGet([{ Get: key(k) }], { ReturnConsumedCapacity: 'TOTAL' })],
    ],
  ]),
];
