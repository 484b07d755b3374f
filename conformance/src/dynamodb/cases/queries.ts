// Query and Scan.

import { group, type Json, type OperationCase, type Step } from '../operation-case.js';
import { hashTable, keys, types } from '../tables.js';
import { b, n, put, s } from '../values.js';

const letters = ['a', 'b', 'c', 'd', 'e'];
const fill = (key: string): Step[] =>
  letters.map((letter, index) => put({ pk: s(key), sk: s(letter), v: n(index) }, { TableName: 'range' }));

const ask = (TableName: string, input: Json): Step => ['Query', { TableName, ...input }];
const byKey = (key: string, more: Json = {}, table = 'range'): Step =>
  ask(table, { KeyConditionExpression: 'pk = :k', ExpressionAttributeValues: { ':k': s(key) }, ...more });

/** Fills the partition and queries it with one more condition. */
const where =
  (condition: string, values: Json = {}, more: Json = {}) =>
  (key: string): Step[] => [
    ...fill(key),
    ask('range', {
      KeyConditionExpression: condition,
      ExpressionAttributeValues: { ':k': s(key), ...values },
      ...more,
    }),
  ];
const whole =
  (more: Json) =>
  (key: string): Step[] => [...fill(key), byKey(key, more)];

const indexed = (key: string): Step[] =>
  [1, 2, 3].map((place) =>
    put(
      {
        pk: s(key),
        sk: s(`s${place}`),
        a: s(`a${place}`),
        b: s(`b${place}`),
        ...(place === 2 ? {} : { g: s(key), gs: n(10 - place), l: s(`l${4 - place}`) }),
      },
      { TableName: 'indexed' },
    ),
  );
const inIndex =
  (IndexName: string, more: Json = {}) =>
  (key: string): Step[] => [
    ...indexed(key),
    ask('indexed', {
      IndexName,
      KeyConditionExpression: IndexName.startsWith('local') ? 'pk = :k' : 'g = :k',
      ExpressionAttributeValues: { ':k': s(key) },
      ...more,
    }),
  ];

export const queryCases: readonly OperationCase[] = [
  ...group('Query', [
    ['a partition in order', whole({})],
    ['an empty partition', (key) => [byKey(key)]],
    ['backwards', whole({ ScanIndexForward: false })],
    ['equal', where('pk = :k AND sk = :v', { ':v': s('c') })],
    ['less', where('pk = :k AND sk < :v', { ':v': s('c') })],
    ['less or equal', where('pk = :k AND sk <= :v', { ':v': s('c') })],
    ['greater', where('pk = :k AND sk > :v', { ':v': s('c') })],
    [
      'greater or equal, backwards',
      where('pk = :k AND sk >= :v', { ':v': s('c') }, { ScanIndexForward: false }),
    ],
    ['between', where('pk = :k AND sk BETWEEN :a AND :b', { ':a': s('b'), ':b': s('d') })],
    ['begins_with', where('pk = :k AND begins_with(sk, :p)', { ':p': s('c') })],
    ['the conditions in the other order', where('sk > :v AND pk = :k', { ':v': s('c') })],
    ['the value first', where(':k = pk')],
    ['brackets', where('(pk = :k) AND (sk > :v)', { ':v': s('c') })],
    [
      'numbers in their order',
      (key) => [
        ...['10', '9', '-1', '1.5', '100'].map((sk) =>
          put({ pk: s(key), sk: n(sk) }, { TableName: 'number' }),
        ),
        byKey(key, {}, 'number'),
      ],
    ],
    [
      'bytes in their order',
      (key) => [
        ...['é', 'a', 'Z', '\u0001'].map((sk) => put({ pk: s(key), sk: b(sk) }, { TableName: 'binary' })),
        byKey(key, {}, 'binary'),
      ],
    ],
    [
      'text in the order of bytes',
      (key) => [
        ...['é', 'a', 'Z', '😀', '\uff5e'].map((sk) =>
          put({ pk: s(key), sk: s(sk) }, { TableName: 'range' }),
        ),
        byKey(key),
      ],
    ],
    [
      'begins_with bytes',
      (key) => [
        ...['aa', 'ab', 'b'].map((sk) => put({ pk: s(key), sk: b(sk) }, { TableName: 'binary' })),
        ask('binary', {
          KeyConditionExpression: 'pk = :k AND begins_with(sk, :p)',
          ExpressionAttributeValues: { ':k': s(key), ':p': b('a') },
        }),
      ],
    ],
    ['with a limit', whole({ Limit: 2 })],
    ['with a limit of all', whole({ Limit: 5 })],
    ['with a limit beyond all', whole({ Limit: 6 })],
    [
      'from a start key',
      (key) => [...fill(key), byKey(key, { ExclusiveStartKey: { pk: s(key), sk: s('b') } })],
    ],
    [
      'from a start key backwards',
      (key) => [
        ...fill(key),
        byKey(key, { ExclusiveStartKey: { pk: s(key), sk: s('b') }, ScanIndexForward: false }),
      ],
    ],
    [
      'from a start key that is gone',
      (key) => [...fill(key), byKey(key, { ExclusiveStartKey: { pk: s(key), sk: s('bb') } })],
    ],
    [
      'from a start key that is gone, backwards',
      (key) => [
        ...fill(key),
        byKey(key, { ExclusiveStartKey: { pk: s(key), sk: s('bb') }, ScanIndexForward: false }),
      ],
    ],
    [
      'page by page',
      (key) => [
        ...fill(key),
        byKey(key, { Limit: 2 }),
        byKey(key, { Limit: 2, ExclusiveStartKey: { pk: s(key), sk: s('b') } }),
        byKey(key, { Limit: 2, ExclusiveStartKey: { pk: s(key), sk: s('d') } }),
      ],
    ],
    [
      'with a filter',
      whole({
        FilterExpression: 'v > :v',
        ExpressionAttributeValues: { ':k': s('Query: with a filter'), ':v': n(2) },
      }),
    ],
    [
      'with a filter and a limit',
      whole({
        Limit: 3,
        FilterExpression: 'v > :v',
        ExpressionAttributeValues: { ':k': s('Query: with a filter and a limit'), ':v': n(1) },
      }),
    ],
    ['COUNT', whole({ Select: 'COUNT' })],
    ['ALL_ATTRIBUTES', whole({ Select: 'ALL_ATTRIBUTES' })],
    ['SPECIFIC_ATTRIBUTES', whole({ Select: 'SPECIFIC_ATTRIBUTES', ProjectionExpression: 'v' })],
    ['projected', whole({ ProjectionExpression: 'sk' })],
    ['with AttributesToGet', whole({ AttributesToGet: ['v'] })],
    ['consistently', whole({ ConsistentRead: true })],
    ['the capacity', whole({ ReturnConsumedCapacity: 'TOTAL' })],
    ['the capacity of an empty partition', (key) => [byKey(key, { ReturnConsumedCapacity: 'TOTAL' })]],
    [
      'the capacity of many bytes',
      (key) => [
        ...letters.map((letter) =>
          put({ pk: s(key), sk: s(letter), v: s('x'.repeat(5_000)) }, { TableName: 'range' }),
        ),
        byKey(key, { ReturnConsumedCapacity: 'TOTAL', Select: 'COUNT' }),
      ],
    ],
    [
      'a page of 1 MB that ends with the last item',
      (key) => [
        ...letters
          .slice(0, 4)
          .map((letter) =>
            put({ pk: s(key), sk: s(letter), v: s('x'.repeat(300_000)) }, { TableName: 'range' }),
          ),
        byKey(key, { ProjectionExpression: 'sk' }),
      ],
    ],
    [
      'one page of 1 MB',
      (key) => [
        ...letters.map((letter) =>
          put({ pk: s(key), sk: s(letter), v: s('x'.repeat(300_000)) }, { TableName: 'range' }),
        ),
        byKey(key, { ProjectionExpression: 'sk' }),
      ],
    ],
    [
      'with KeyConditions',
      (key) => [
        ...fill(key),
        ask('range', {
          KeyConditions: {
            pk: { ComparisonOperator: 'EQ', AttributeValueList: [s(key)] },
            sk: { ComparisonOperator: 'BETWEEN', AttributeValueList: [s('b'), s('d')] },
          },
        }),
      ],
    ],
    [
      'with KeyConditions BEGINS_WITH',
      (key) => [
        ...fill(key),
        ask('range', {
          KeyConditions: {
            pk: { ComparisonOperator: 'EQ', AttributeValueList: [s(key)] },
            sk: { ComparisonOperator: 'BEGINS_WITH', AttributeValueList: [s('b')] },
          },
        }),
      ],
    ],
    [
      'with QueryFilter',
      (key) => [
        ...fill(key),
        ask('range', {
          KeyConditions: { pk: { ComparisonOperator: 'EQ', AttributeValueList: [s(key)] } },
          QueryFilter: { v: { ComparisonOperator: 'GE', AttributeValueList: [n(3)] } },
        }),
      ],
    ],
  ]),
  ...group('Query refuses', [
    ['no condition', () => [ask('range', {})]],
    ['a condition without the partition key', where('sk = :v', { ':v': s('c') })],
    ['the partition key in a range', where('pk > :k')],
    ['the partition key with begins_with', where('begins_with(pk, :k)')],
    ['another attribute', where('pk = :k AND v = :v', { ':v': n(1) })],
    ['OR', where('pk = :k OR sk = :v', { ':v': s('c') })],
    ['NOT', where('pk = :k AND NOT sk = :v', { ':v': s('c') })],
    ['<>', where('pk = :k AND sk <> :v', { ':v': s('c') })],
    ['IN', where('pk = :k AND sk IN (:v)', { ':v': s('c') })],
    ['contains', where('pk = :k AND contains(sk, :v)', { ':v': s('c') })],
    ['attribute_exists', where('pk = :k AND attribute_exists(sk)')],
    [
      'two conditions on the sort key',
      where('pk = :k AND sk > :v AND sk < :w', { ':v': s('a'), ':w': s('c') }),
    ],
    ['a key condition of another type', where('pk = :k AND sk = :v', { ':v': n(1) })],
    [
      'a partition key of another type',
      (key) => [
        ask('range', {
          KeyConditionExpression: 'pk = :k',
          ExpressionAttributeValues: { ':k': n(key.length) },
        }),
      ],
    ],
    [
      'an empty partition key',
      () => [ask('range', { KeyConditionExpression: 'pk = :k', ExpressionAttributeValues: { ':k': s('') } })],
    ],
    [
      'between the wrong way round',
      where('pk = :k AND sk BETWEEN :a AND :b', { ':a': s('d'), ':b': s('b') }),
    ],
    ['a filter on a key', where('pk = :k', { ':v': s('c') }, { FilterExpression: 'sk = :v' })],
    ['a filter on the partition key', where('pk = :k', {}, { FilterExpression: 'pk = :k' })],
    ['a value not used', where('pk = :k', { ':v': s('c') })],
    ['a limit of 0', whole({ Limit: 0 })],
    ['an index that does not exist', whole({ IndexName: 'absent' })],
    ['a start key without its sort key', (key) => [byKey(key, { ExclusiveStartKey: { pk: s(key) } })]],
    [
      'a start key of another partition',
      (key) => [byKey(key, { ExclusiveStartKey: { pk: s('other'), sk: s('a') } })],
    ],
    [
      'a start key outside the condition',
      where(
        'pk = :k AND sk > :v',
        { ':v': s('c') },
        { ExclusiveStartKey: { pk: s('Query refuses: a start key outside the condition'), sk: s('a') } },
      ),
    ],
    [
      'KeyConditions with an expression',
      (key) => [
        byKey(key, { KeyConditions: { pk: { ComparisonOperator: 'EQ', AttributeValueList: [s(key)] } } }),
      ],
    ],
    [
      'QueryFilter with an expression',
      (key) => [byKey(key, { QueryFilter: { v: { ComparisonOperator: 'EQ', AttributeValueList: [n(1)] } } })],
    ],
    ['COUNT with a projection', whole({ Select: 'COUNT', ProjectionExpression: 'v' })],
    ['ALL_ATTRIBUTES with a projection', whole({ Select: 'ALL_ATTRIBUTES', ProjectionExpression: 'v' })],
    ['SPECIFIC_ATTRIBUTES without a projection', whole({ Select: 'SPECIFIC_ATTRIBUTES' })],
    ['ALL_PROJECTED_ATTRIBUTES without an index', whole({ Select: 'ALL_PROJECTED_ATTRIBUTES' })],
    ['a Select that does not exist', whole({ Select: 'SOME' })],
    [
      'a table without a sort key',
      (key) => [
        ask('hash', {
          KeyConditionExpression: 'pk = :k AND sk = :k',
          ExpressionAttributeValues: { ':k': s(key) },
        }),
      ],
    ],
    ['a reserved word', where('pk = :k AND value = :v', { ':v': s('c') })],
    ['a nested path', where('pk = :k AND sk.a = :v', { ':v': s('c') })],
    ['a table that does not exist', (key) => [byKey(key, {}, 'absent')]],
  ]),
  ...group('Query of an index', [
    ['ALL', inIndex('all')],
    ['backwards', inIndex('all', { ScanIndexForward: false })],
    ['INCLUDE', inIndex('some')],
    ['local', inIndex('local')],
    ['local, KEYS_ONLY', inIndex('localKeys')],
    ['local, KEYS_ONLY, all attributes', inIndex('localKeys', { Select: 'ALL_ATTRIBUTES' })],
    ['local, KEYS_ONLY, projecting another attribute', inIndex('localKeys', { ProjectionExpression: 'b' })],
    ['local, consistently', inIndex('local', { ConsistentRead: true })],
    [
      'with a condition on its sort key',
      (key) => [
        ...indexed(key),
        ask('indexed', {
          IndexName: 'all',
          KeyConditionExpression: 'g = :k AND gs > :v',
          ExpressionAttributeValues: { ':k': s(key), ':v': n(7) },
        }),
      ],
    ],
    ['with a limit', inIndex('all', { Limit: 1 })],
    [
      'from a start key',
      (key) => inIndex('all', { ExclusiveStartKey: { pk: s(key), sk: s('s3'), g: s(key), gs: n(7) } })(key),
    ],
    [
      'with a filter on a table key',
      (key) =>
        inIndex('all', {
          FilterExpression: 'sk = :v',
          ExpressionAttributeValues: { ':k': s(key), ':v': s('s1') },
        })(key),
    ],
    ['ALL_PROJECTED_ATTRIBUTES', inIndex('some', { Select: 'ALL_PROJECTED_ATTRIBUTES' })],
    ['the capacity', inIndex('all', { ReturnConsumedCapacity: 'TOTAL' })],
    ['the capacity by index', inIndex('all', { ReturnConsumedCapacity: 'INDEXES' })],
    ['the capacity by local index', inIndex('local', { ReturnConsumedCapacity: 'INDEXES' })],
    [
      'the capacity of attributes fetched',
      inIndex('localKeys', { Select: 'ALL_ATTRIBUTES', ReturnConsumedCapacity: 'INDEXES' }),
    ],
    ['refuses consistent reads', inIndex('all', { ConsistentRead: true })],
    ['refuses ALL_ATTRIBUTES of KEYS_ONLY', inIndex('keys', { Select: 'ALL_ATTRIBUTES' })],
    ['refuses an attribute that is not projected', inIndex('keys', { ProjectionExpression: 'b' })],
    [
      'refuses a filter on its key',
      (key) =>
        inIndex('all', {
          FilterExpression: 'gs = :v',
          ExpressionAttributeValues: { ':k': s(key), ':v': n(7) },
        })(key),
    ],
    [
      'refuses a start key without the index key',
      (key) => inIndex('all', { ExclusiveStartKey: { pk: s(key), sk: s('s3') } })(key),
    ],
  ]),
  ...group(
    'Query of an index with items of one key',
    [
      [
        'gives all of them',
        (key) => [
          ...indexed(key),
          ask('indexed', {
            IndexName: 'keys',
            KeyConditionExpression: 'g = :k',
            ExpressionAttributeValues: { ':k': s(key) },
          }),
        ],
      ],
    ],
    { anyOrder: true },
  ),
  ...group(
    'Scan',
    [
      ['everything', (key) => scanning(key, {})],
      [
        'with a filter',
        (key) => scanning(key, { FilterExpression: 'v >= :v', ExpressionAttributeValues: { ':v': n(2) } }),
      ],
      [
        'with a filter on the key',
        (key) => scanning(key, { FilterExpression: 'pk = :v', ExpressionAttributeValues: { ':v': s('b') } }),
      ],
      ['COUNT', (key) => scanning(key, { Select: 'COUNT' })],
      ['projected', (key) => scanning(key, { ProjectionExpression: 'v' })],
      ['the capacity', (key) => scanning(key, { ReturnConsumedCapacity: 'TOTAL' })],
      ['consistently', (key) => scanning(key, { ConsistentRead: true, ReturnConsumedCapacity: 'INDEXES' })],
      [
        'with ScanFilter',
        (key) =>
          scanning(key, { ScanFilter: { v: { ComparisonOperator: 'LT', AttributeValueList: [n(2)] } } }),
      ],
      [
        'with ScanFilter joined by OR',
        (key) =>
          scanning(key, {
            ScanFilter: {
              v: { ComparisonOperator: 'LT', AttributeValueList: [n(1)] },
              pk: { ComparisonOperator: 'IN', AttributeValueList: [s('d'), s('e')] },
            },
            ConditionalOperator: 'OR',
          }),
      ],
      [
        'with ScanFilter NULL and NOT_NULL',
        (key) =>
          scanning(key, {
            ScanFilter: { v: { ComparisonOperator: 'NOT_NULL' }, x: { ComparisonOperator: 'NULL' } },
          }),
      ],
      [
        'with ScanFilter CONTAINS',
        (key) =>
          scanning(key, {
            ScanFilter: { pk: { ComparisonOperator: 'CONTAINS', AttributeValueList: [s('a')] } },
          }),
      ],
      ['with AttributesToGet', (key) => scanning(key, { AttributesToGet: ['v'] })],
      ['one segment of one', (key) => scanning(key, { TotalSegments: 1, Segment: 0 })],
      ['a table that does not exist', () => [['Scan', { TableName: 'absent' }]]],
      ['refuses a segment alone', () => [['Scan', { TableName: 'hash', Segment: 0 }]]],
      ['refuses TotalSegments alone', () => [['Scan', { TableName: 'hash', TotalSegments: 2 }]]],
      ['refuses a segment too high', () => [['Scan', { TableName: 'hash', TotalSegments: 2, Segment: 2 }]]],
      ['refuses a negative segment', () => [['Scan', { TableName: 'hash', TotalSegments: 2, Segment: -1 }]]],
      ['refuses no segments', () => [['Scan', { TableName: 'hash', TotalSegments: 0, Segment: 0 }]]],
      [
        'refuses a million segments and one',
        () => [['Scan', { TableName: 'hash', TotalSegments: 1_000_001, Segment: 0 }]],
      ],
      ['refuses a limit of 0', () => [['Scan', { TableName: 'hash', Limit: 0 }]]],
      [
        'refuses a start key of another type',
        () => [['Scan', { TableName: 'hash', ExclusiveStartKey: { pk: n(1) } }]],
      ],
      [
        'refuses a start key with more attributes',
        () => [['Scan', { TableName: 'hash', ExclusiveStartKey: { pk: s('a'), b: s('b') } }]],
      ],
      [
        'refuses ScanFilter with an expression',
        () => [['Scan', { TableName: 'hash', ScanFilter: {}, FilterExpression: 'attribute_exists(pk)' }]],
      ],
      [
        'refuses an unknown operator',
        () => [
          [
            'Scan',
            {
              TableName: 'hash',
              ScanFilter: { v: { ComparisonOperator: 'LIKE', AttributeValueList: [s('a')] } },
            },
          ],
        ],
      ],
      [
        'refuses too few values of an operator',
        () => [
          [
            'Scan',
            {
              TableName: 'hash',
              ScanFilter: { v: { ComparisonOperator: 'BETWEEN', AttributeValueList: [n(1)] } },
            },
          ],
        ],
      ],
      [
        'refuses consistent reads of a global index',
        () => [['Scan', { TableName: 'indexed', IndexName: 'all', ConsistentRead: true }]],
      ],
    ],
    { anyOrder: true },
  ),
  ...group(
    'Scan of an index',
    [
      [
        'leaves out items without its key',
        (key) => [
          [
            'CreateTable',
            {
              ...hashTable(tableOf(key)),
              AttributeDefinitions: types({ pk: 'S', g: 'S' }),
              GlobalSecondaryIndexes: [
                { IndexName: 'byG', KeySchema: keys('g'), Projection: { ProjectionType: 'KEYS_ONLY' } },
              ],
            },
          ],
          put({ pk: s('1'), g: s('x'), v: n(1) }, { TableName: tableOf(key) }),
          put({ pk: s('2'), v: n(1) }, { TableName: tableOf(key) }),
          ['Scan', { TableName: tableOf(key), IndexName: 'byG' }],
        ],
      ],
    ],
    { anyOrder: true },
  ),
];

/** A table of its own, with five items, scanned. */
function scanning(key: string, input: Json): Step[] {
  const TableName = tableOf(key);
  return [
    ['CreateTable', hashTable(TableName)],
    ...letters.map((letter, index) => put({ pk: s(letter), v: n(index) }, { TableName })),
    ['Scan', { TableName, ...input }],
  ];
}

/** A table name made of a case's key. */
export function tableOf(key: string): string {
  return key.replace(/[^\w]+/g, '-');
}
