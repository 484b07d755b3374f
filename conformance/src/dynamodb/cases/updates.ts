// UpdateItem.

import { group, type Json, type OperationCase, type Step } from '../operation-case.js';
import { b, get, l, m, n, put, s, update } from '../values.js';

const item = (key: string): Json => ({
  pk: s(key),
  txt: s('old'),
  num: n(5),
  m: m({ a: s('x'), deep: m({ b: n(1) }) }),
  l: l(s('0'), s('1'), s('2')),
  ss: { SS: ['a', 'b'] },
  ns: { NS: ['1', '2'] },
  bs: { BS: ['YQ=='] },
});

const after =
  (expression: string, values?: Json, more: Json = {}) =>
  (key: string): Step[] => [
    put(item(key)),
    update(key, expression, values, { ReturnValues: 'ALL_NEW', ...more }),
  ];
const returning = (ReturnValues: string, expression: string, values?: Json) =>
  after(expression, values, { ReturnValues });

export const updateCases: readonly OperationCase[] = [
  ...group('UpdateItem SET', [
    ['sets', after('SET txt = :v', { ':v': s('new') })],
    ['creates an item', (key) => [update(key, 'SET a = :v', { ':v': s('1') }), get(key)]],
    [
      'creates an item without an expression',
      (key) => [['UpdateItem', { TableName: 'hash', Key: { pk: s(key) } }], get(key)],
    ],
    ['sets in a map', after('SET m.deep.c = :v', { ':v': s('new') })],
    ['sets in a list', after('SET l[1] = :v', { ':v': s('new') })],
    [
      'sets beyond the end of a list',
      after('SET l[9] = :v, l[7] = :w', { ':v': s('nine'), ':w': s('seven') }),
    ],
    ['sets many', after('SET txt = :v, num = :w, fresh = :v', { ':v': s('new'), ':w': n(1) })],
    ['copies an attribute', after('SET fresh = m.deep')],
    ['swaps two attributes', after('SET txt = num, num = txt')],
    ['adds numbers', after('SET num = num + :v', { ':v': n('0.5') })],
    ['subtracts numbers', after('SET num = :v - num', { ':v': n(1) })],
    ['adds two attributes', after('SET num = num + m.deep.b')],
    ['if_not_exists of what is missing', after('SET fresh = if_not_exists(fresh, :v)', { ':v': n(0) })],
    ['if_not_exists of what is there', after('SET num = if_not_exists(num, :v)', { ':v': n(0) })],
    [
      'counts from nothing',
      after('SET fresh = if_not_exists(fresh, :zero) + :one', { ':zero': n(0), ':one': n(1) }),
    ],
    ['list_append', after('SET l = list_append(l, :v)', { ':v': l(s('3')) })],
    ['list_append in front', after('SET l = list_append(:v, l)', { ':v': l(s('3')) })],
    [
      'list_append to nothing',
      after('SET fresh = list_append(if_not_exists(fresh, :e), :v)', { ':e': l(), ':v': l(s('1')) }),
    ],
    ['refuses list_append of text', after('SET txt = list_append(txt, :v)', { ':v': l() })],
    ['refuses list_append with a text value', after('SET l = list_append(l, :v)', { ':v': s('x') })],
    ['refuses adding to text', after('SET txt = txt + :v', { ':v': n(1) })],
    ['refuses adding a text value', after('SET num = num + :v', { ':v': s('1') })],
    ['refuses adding to what is missing', after('SET fresh = fresh + :v', { ':v': n(1) })],
    ['refuses copying what is missing', after('SET fresh = absent')],
    ['refuses a path into text', after('SET txt.a = :v', { ':v': n(1) })],
    ['refuses a path into what is missing', after('SET absent.a = :v', { ':v': n(1) })],
    ['refuses a list place of a map', after('SET m[0] = :v', { ':v': n(1) })],
    ['refuses a name in a list', after('SET l.a = :v', { ':v': n(1) })],
    ['refuses the key', after('SET pk = :v', { ':v': s('x') })],
    ['refuses three operands', after('SET num = num + :v + :v', { ':v': n(1) })],
    ['refuses an unknown function', after('SET num = size(l)')],
    ['refuses if_not_exists of one', after('SET num = if_not_exists(num)')],
    ['refuses if_not_exists of a value', after('SET num = if_not_exists(:v, :v)', { ':v': n(1) })],
    ['refuses the same path twice', after('SET num = :v, num = :v', { ':v': n(1) })],
    ['refuses overlapping paths', after('SET m = :v, m.a = :v', { ':v': n(1) })],
    [
      'refuses a sum of 39 digits',
      after('SET num = :v + :w', { ':v': n('99999999999999999999999999999999999999'), ':w': n('0.1') }),
    ],
    ['refuses a reserved word', after('SET value = :v', { ':v': n(1) })],
    [
      'refuses an index key of another type',
      (key) => [
        update(key, 'SET g = :v', { ':v': n(1) }, { TableName: 'indexed', Key: { pk: s(key), sk: s('a') } }),
      ],
    ],
    [
      'refuses an empty index key',
      (key) => [
        update(key, 'SET g = :v', { ':v': s('') }, { TableName: 'indexed', Key: { pk: s(key), sk: s('a') } }),
      ],
    ],
    ['refuses an item that grows over 400 KB', after('SET txt = :v', { ':v': s('x'.repeat(409_600)) })],
  ]),
  ...group('UpdateItem REMOVE, ADD, DELETE', [
    ['removes', after('REMOVE txt, num')],
    ['removes from a map', after('REMOVE m.deep.b')],
    ['removes from a list', after('REMOVE l[0], l[2]')],
    ['removes what is missing', after('REMOVE absent')],
    ['refuses to remove from what is missing', after('REMOVE absent.a')],
    ['removes beyond the end of a list', after('REMOVE l[9]')],
    ['refuses to remove the key', after('REMOVE pk')],
    ['adds to a number', after('ADD num :v', { ':v': n(3) })],
    ['adds to nothing', after('ADD fresh :v', { ':v': n(3) })],
    ['adds a negative number', after('ADD num :v', { ':v': n('-7.5') })],
    ['adds to a number in a map', after('ADD m.deep.b :v', { ':v': n(3) })],
    ['adds to a set', after('ADD ss :v', { ':v': { SS: ['b', 'c'] } })],
    ['adds to a set of numbers', after('ADD ns :v', { ':v': { NS: ['2.0', '3'] } })],
    ['adds to a set of bytes', after('ADD bs :v', { ':v': { BS: ['Yg=='] } })],
    ['adds a set to nothing', after('ADD fresh :v', { ':v': { SS: ['a'] } })],
    ['refuses to add text', after('ADD txt :v', { ':v': s('x') })],
    ['refuses to add a list', after('ADD l :v', { ':v': l(s('x')) })],
    ['refuses to add a number to text', after('ADD txt :v', { ':v': n(1) })],
    ['refuses to add a set of another type', after('ADD ss :v', { ':v': { NS: ['1'] } })],
    ['refuses to add an attribute', after('ADD num num')],
    ['refuses to add to the key', after('ADD pk :v', { ':v': n(1) })],
    ['deletes from a set', after('DELETE ss :v', { ':v': { SS: ['a', 'z'] } })],
    ['deletes the whole set', after('DELETE ss :v', { ':v': { SS: ['a', 'b'] } })],
    ['deletes from nothing', after('DELETE absent :v', { ':v': { SS: ['a'] } })],
    ['deletes numbers from a set', after('DELETE ns :v', { ':v': { NS: ['1.0'] } })],
    ['refuses to delete text', after('DELETE ss :v', { ':v': s('a') })],
    ['refuses to delete from text', after('DELETE txt :v', { ':v': { SS: ['a'] } })],
    [
      'all clauses together',
      after('SET txt = :t REMOVE l[0] ADD num :n DELETE ss :s', {
        ':t': s('new'),
        ':n': n(1),
        ':s': { SS: ['a'] },
      }),
    ],
    ['lower case clauses', after('set txt = :t remove num', { ':t': s('new') })],
    ['refuses a clause twice', after('SET txt = :t SET num = :t', { ':t': s('x') })],
    ['refuses an unknown clause', after('PUT txt = :t', { ':t': s('x') })],
    ['refuses an empty expression', after('')],
    ['refuses a clause without content', after('SET')],
    ['refuses a missing comma', after('REMOVE txt num')],
  ]),
  ...group('UpdateItem answers', [
    ['nothing unless asked', (key) => [put(item(key)), update(key, 'SET txt = :v', { ':v': s('new') })]],
    ['ALL_OLD', returning('ALL_OLD', 'SET txt = :v', { ':v': s('new') })],
    ['ALL_NEW', returning('ALL_NEW', 'REMOVE l, m, ss, ns, bs')],
    ['UPDATED_OLD', returning('UPDATED_OLD', 'SET txt = :v, fresh = :v', { ':v': s('new') })],
    ['UPDATED_NEW', returning('UPDATED_NEW', 'SET txt = :v, fresh = :v', { ':v': s('new') })],
    ['UPDATED_NEW of a path', returning('UPDATED_NEW', 'SET m.deep.b = :v', { ':v': n(9) })],
    ['UPDATED_OLD of a path', returning('UPDATED_OLD', 'SET m.deep.b = :v', { ':v': n(9) })],
    ['UPDATED_NEW of a list place', returning('UPDATED_NEW', 'SET l[1] = :v', { ':v': s('new') })],
    ['UPDATED_OLD of a list place', returning('UPDATED_OLD', 'REMOVE l[1]')],
    ['UPDATED_NEW of a removal', returning('UPDATED_NEW', 'REMOVE txt')],
    ['UPDATED_OLD of a removal', returning('UPDATED_OLD', 'REMOVE txt')],
    [
      'UPDATED_NEW of ADD',
      returning('UPDATED_NEW', 'ADD num :v, ss :s', { ':v': n(1), ':s': { SS: ['c'] } }),
    ],
    [
      'ALL_OLD of a new item',
      (key) => [update(key, 'SET a = :v', { ':v': n(1) }, { ReturnValues: 'ALL_OLD' })],
    ],
    [
      'UPDATED_OLD of a new item',
      (key) => [update(key, 'SET a = :v', { ':v': n(1) }, { ReturnValues: 'UPDATED_OLD' })],
    ],
    [
      'ALL_NEW of a new item',
      (key) => [update(key, 'SET a = :v', { ':v': n(1) }, { ReturnValues: 'ALL_NEW' })],
    ],
    [
      'the capacity',
      (key) => [
        put(item(key)),
        update(key, 'SET txt = :v', { ':v': s('x'.repeat(2_000)) }, { ReturnConsumedCapacity: 'TOTAL' }),
      ],
    ],
    [
      'the capacity of indexes',
      (key) => [
        update(
          key,
          'SET g = :g, gs = :n',
          { ':g': s(key), ':n': n(1) },
          { TableName: 'indexed', Key: { pk: s(key), sk: s('a') }, ReturnConsumedCapacity: 'INDEXES' },
        ),
      ],
    ],
    [
      'the capacity of an index key that changes',
      (key) => [
        put({ pk: s(key), sk: s('a'), l: s('1') }, { TableName: 'indexed' }),
        update(
          key,
          'SET l = :v',
          { ':v': s('2') },
          { TableName: 'indexed', Key: { pk: s(key), sk: s('a') }, ReturnConsumedCapacity: 'INDEXES' },
        ),
      ],
    ],
    [
      'the item collection',
      (key) => [
        update(
          key,
          'SET a = :v',
          { ':v': n(1) },
          { TableName: 'indexed', Key: { pk: s(key), sk: s('a') }, ReturnItemCollectionMetrics: 'SIZE' },
        ),
      ],
    ],
  ]),
  ...group('UpdateItem legacy', [
    [
      'AttributeUpdates PUT',
      (key) => [
        put(item(key)),
        [
          'UpdateItem',
          {
            TableName: 'hash',
            Key: { pk: s(key) },
            AttributeUpdates: { txt: { Action: 'PUT', Value: s('new') } },
            ReturnValues: 'ALL_NEW',
          },
        ],
      ],
    ],
    [
      'AttributeUpdates without an action',
      (key) => [
        [
          'UpdateItem',
          {
            TableName: 'hash',
            Key: { pk: s(key) },
            AttributeUpdates: { txt: { Value: b('new') } },
            ReturnValues: 'ALL_NEW',
          },
        ],
      ],
    ],
    [
      'AttributeUpdates ADD',
      (key) => [
        put(item(key)),
        [
          'UpdateItem',
          {
            TableName: 'hash',
            Key: { pk: s(key) },
            AttributeUpdates: {
              num: { Action: 'ADD', Value: n(2) },
              ss: { Action: 'ADD', Value: { SS: ['c'] } },
            },
            ReturnValues: 'UPDATED_NEW',
          },
        ],
      ],
    ],
    [
      'AttributeUpdates ADD to a list',
      (key) => [
        put(item(key)),
        [
          'UpdateItem',
          {
            TableName: 'hash',
            Key: { pk: s(key) },
            AttributeUpdates: { l: { Action: 'ADD', Value: l(s('3')) } },
            ReturnValues: 'UPDATED_NEW',
          },
        ],
      ],
    ],
    [
      'AttributeUpdates DELETE',
      (key) => [
        put(item(key)),
        [
          'UpdateItem',
          {
            TableName: 'hash',
            Key: { pk: s(key) },
            AttributeUpdates: { txt: { Action: 'DELETE' }, ss: { Action: 'DELETE', Value: { SS: ['a'] } } },
            ReturnValues: 'ALL_NEW',
          },
        ],
      ],
    ],
    [
      'AttributeUpdates with Expected',
      (key) => [
        put(item(key)),
        [
          'UpdateItem',
          {
            TableName: 'hash',
            Key: { pk: s(key) },
            AttributeUpdates: { txt: { Value: s('new') } },
            Expected: { num: { Value: n(4) } },
          },
        ],
      ],
    ],
    [
      'refuses AttributeUpdates with an expression',
      (key) => [
        [
          'UpdateItem',
          {
            TableName: 'hash',
            Key: { pk: s(key) },
            AttributeUpdates: { a: { Value: s('1') } },
            UpdateExpression: 'REMOVE a',
          },
        ],
      ],
    ],
    [
      'refuses AttributeUpdates of the key',
      (key) => [
        [
          'UpdateItem',
          { TableName: 'hash', Key: { pk: s(key) }, AttributeUpdates: { pk: { Value: s('1') } } },
        ],
      ],
    ],
    [
      'refuses AttributeUpdates PUT without a value',
      (key) => [
        [
          'UpdateItem',
          { TableName: 'hash', Key: { pk: s(key) }, AttributeUpdates: { a: { Action: 'PUT' } } },
        ],
      ],
    ],
    [
      'refuses AttributeUpdates ADD of text',
      (key) => [
        [
          'UpdateItem',
          {
            TableName: 'hash',
            Key: { pk: s(key) },
            AttributeUpdates: { a: { Action: 'ADD', Value: s('x') } },
          },
        ],
      ],
    ],
  ]),
];
