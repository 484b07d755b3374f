// Condition expressions: what they mean and what is refused.

import { group, type Json, type OperationCase, type Step } from '../operation-case.js';
import { b, l, m, n, put, remove, s, update } from '../values.js';

const item = (key: string): Json => ({
  pk: s(key),
  txt: s('hello'),
  num: n(5),
  big: n('12345678901234567890'),
  bin: b('bytes'),
  yes: { BOOL: true },
  nil: { NULL: true },
  m: m({ a: s('x'), deep: m({ b: n(1) }) }),
  l: l(s('one'), n(2), m({ c: s('3') })),
  ss: { SS: ['a', 'b'] },
  ns: { NS: ['1', '2'] },
  bs: { BS: ['YQ=='] },
});

/** Puts the item above and deletes it under a condition. */
const when =
  (ConditionExpression: string, values?: Json, names?: Record<string, string>) =>
  (key: string): Step[] => [
    put(item(key)),
    remove(key, {
      ConditionExpression,
      ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
      ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
    }),
  ];

export const conditionCases: readonly OperationCase[] = [
  ...group('condition', [
    ['equal', when('num = :v', { ':v': n(5) })],
    ['equal in another spelling', when('num = :v', { ':v': n('5.0') })],
    ['not equal', when('num <> :v', { ':v': n(5) })],
    ['not equal to a missing attribute', when('absent <> :v', { ':v': n(5) })],
    ['equal to a missing attribute', when('absent = :v', { ':v': n(5) })],
    ['less', when('num < :v', { ':v': n(6) })],
    ['less or equal', when('num <= :v', { ':v': n(5) })],
    ['greater', when('num > :v', { ':v': n(5) })],
    ['greater or equal', when('num >= :v', { ':v': n(5) })],
    ['less than another type', when('num < :v', { ':v': s('9') })],
    ['equal to another type', when('num = :v', { ':v': s('5') })],
    ['compares large numbers exactly', when('big = :v', { ':v': n('12345678901234567891') })],
    ['text greater', when('txt > :v', { ':v': s('hello') })],
    ['bytes greater or equal', when('bin >= :v', { ':v': b('bytes') })],
    ['equal maps', when('m = :v', { ':v': m({ deep: m({ b: n('1.0') }), a: s('x') }) })],
    ['equal lists', when('l = :v', { ':v': l(s('one'), n(2), m({ c: s('3') })) })],
    ['equal sets in another order', when('ss = :v', { ':v': { SS: ['b', 'a'] } })],
    ['refuses less with a BOOL', when('yes < :v', { ':v': { BOOL: true } })],
    ['refuses less with a list', when('l < :v', { ':v': l() })],
    ['refuses less with a set', when('ss > :v', { ':v': { SS: ['a'] } })],
    ['compares two attributes', when('m.deep.b < num')],
    ['between', when('num BETWEEN :a AND :b', { ':a': n(1), ':b': n(5) })],
    ['between outside', when('num BETWEEN :a AND :b', { ':a': n(6), ':b': n(9) })],
    ['refuses between the wrong way round', when('num BETWEEN :a AND :b', { ':a': n(9), ':b': n(1) })],
    ['refuses between of two types', when('num BETWEEN :a AND :b', { ':a': n(1), ':b': s('9') })],
    [
      'refuses between of BOOLs',
      when('yes BETWEEN :a AND :b', { ':a': { BOOL: true }, ':b': { BOOL: true } }),
    ],
    ['in', when('num IN (:a, :b)', { ':a': n(1), ':b': n(5) })],
    ['not in', when('num IN (:a, :b)', { ':a': n(1), ':b': n(2) })],
    ['in attributes', when('num IN (m.deep.b, num)')],
    ['and binds more than or', when('num = :n OR num = :x AND num = :x', { ':n': n(5), ':x': n(0) })],
    ['not binds more than and', when('NOT num = :x AND num = :n', { ':n': n(5), ':x': n(0) })],
    ['brackets', when('(num = :n OR num = :x) AND num = :x', { ':n': n(5), ':x': n(0) })],
    ['lower case words', when('num between :a and :b or not num in (:a)', { ':a': n(1), ':b': n(9) })],
    ['attribute_exists', when('attribute_exists(m.deep.b)')],
    ['attribute_exists of a missing list place', when('attribute_exists(l[7])')],
    ['attribute_not_exists', when('attribute_not_exists(absent)')],
    ['attribute_not_exists of what is there', when('attribute_not_exists(pk)')],
    ['attribute_type', when('attribute_type(ss, :t)', { ':t': s('SS') })],
    ['attribute_type of another type', when('attribute_type(ss, :t)', { ':t': s('S') })],
    ['refuses attribute_type with an unknown type', when('attribute_type(ss, :t)', { ':t': s('TEXT') })],
    ['refuses attribute_type with a number', when('attribute_type(ss, :t)', { ':t': n(1) })],
    ['refuses attribute_type with an attribute', when('attribute_type(ss, txt)')],
    ['begins_with', when('begins_with(txt, :p)', { ':p': s('he') })],
    ['begins_with bytes', when('begins_with(bin, :p)', { ':p': b('by') })],
    ['begins_with another type', when('begins_with(num, :p)', { ':p': s('5') })],
    ['refuses begins_with a number', when('begins_with(txt, :p)', { ':p': n(1) })],
    ['begins_with an attribute', when('begins_with(txt, txt)')],
    ['contains in text', when('contains(txt, :p)', { ':p': s('ell') })],
    ['contains in a list', when('contains(l, :p)', { ':p': n(2) })],
    ['contains a map in a list', when('contains(l, :p)', { ':p': m({ c: s('3') }) })],
    ['contains in a set', when('contains(ss, :p)', { ':p': s('b') })],
    ['contains in a set of numbers', when('contains(ns, :p)', { ':p': n('1.0') })],
    ['contains in a set of bytes', when('contains(bs, :p)', { ':p': b('a') })],
    ['contains in bytes', when('contains(bin, :p)', { ':p': b('yte') })],
    ['contains another type', when('contains(txt, :p)', { ':p': n(1) })],
    ['refuses contains with the same attribute twice', when('contains(txt, txt)')],
    ['size of text', when('size(txt) = :n', { ':n': n(5) })],
    ['size of bytes', when('size(bin) = :n', { ':n': n(5) })],
    ['size of a list', when('size(l) > :n', { ':n': n(2) })],
    ['size of a map', when('size(m) = :n', { ':n': n(2) })],
    ['size of a set', when('size(ns) = :n', { ':n': n(2) })],
    ['size of a number', when('size(num) = :n', { ':n': n(1) })],
    ['size of a BOOL', when('size(yes) = :n', { ':n': n(1) })],
    ['size of what is missing', when('size(absent) = :n', { ':n': n(0) })],
    ['size between', when('size(l) BETWEEN :a AND :b', { ':a': n(1), ':b': n(9) })],
    ['size as the second operand', when(':n = size(l)', { ':n': n(3) })],
    ['path into a list', when('l[2].c = :v', { ':v': s('3') })],
    ['path through names', when('#m.#d.b = :v', { ':v': n(1) }, { '#m': 'm', '#d': 'deep' })],
    ['refuses a value alone', when(':v', { ':v': { BOOL: true } })],
    ['refuses an attribute alone', when('yes')],
    ['refuses a constant comparison', when(':v = :v', { ':v': n(1) })],
    ['refuses an empty condition', when('')],
    ['refuses a syntax error', when('num == :v', { ':v': n(5) })],
    ['refuses a condition that stops early', when('num =')],
    ['refuses an open bracket', when('(num = :v', { ':v': n(5) })],
    ['refuses a stray character', when('num = :v ;', { ':v': n(5) })],
    ['refuses too many brackets', when('((num = :v))', { ':v': n(5) })],
    ['refuses double brackets around an operand', when('((num)) = :v', { ':v': n(5) })],
    ['refuses an unknown function', when('exists(num)')],
    ['refuses a function in capitals', when('ATTRIBUTE_EXISTS(num)')],
    ['refuses attribute_exists of a value', when('attribute_exists(:v)', { ':v': n(5) })],
    ['refuses attribute_exists of two', when('attribute_exists(num, txt)')],
    ['refuses begins_with of one', when('begins_with(txt)')],
    ['refuses a comparison of functions', when('attribute_exists(num) = :v', { ':v': { BOOL: true } })],
    ['refuses size alone', when('size(num)')],
    ['refuses a value that is not defined', when('num = :x', { ':v': n(5) })],
    ['refuses values that are not used', when('num = :v', { ':v': n(5), ':w': n(6), ':x': n(7) })],
    ['refuses no values at all', when('num = :v')],
    ['refuses a name that is not defined', when('#n = :v', { ':v': n(5) })],
    ['refuses names that are not used', when('num = :v', { ':v': n(5) }, { '#x': 'x' })],
    ['refuses a value name without a colon', when('num = :v', { v: n(5) })],
    ['refuses a reserved word', when('value = :v', { ':v': n(5) })],
    ['refuses an empty map of values', when('num = :v', {})],
    [
      'refuses values without an expression',
      (key) => [remove(key, { ExpressionAttributeValues: { ':v': n(1) } })],
    ],
    ['refuses an expression of 4097 bytes', when(`num = :v${' '.repeat(4_089)}`, { ':v': n(5) })],
    [
      'refuses more than 300 operators',
      when(Array.from({ length: 302 }, () => 'num = :v').join(' OR '), { ':v': n(5) }),
    ],
    [
      'refuses more than 100 operands of IN',
      when(`num IN (${Array.from({ length: 101 }, () => ':v').join(',')})`, { ':v': n(5) }),
    ],
    ['refuses a value that is no value', when('num = :v', { ':v': {} })],
    ['refuses an index beyond numbers', when('l[99999999999] = :v', { ':v': n(5) })],
  ]),
  ...group('condition of a write', [
    [
      'keeps a put from replacing',
      (key) => [
        put({ pk: s(key), a: s('1') }),
        put({ pk: s(key) }, { ConditionExpression: 'attribute_not_exists(pk)' }),
      ],
    ],
    [
      'lets a put create',
      (key) => [put({ pk: s(key) }, { ConditionExpression: 'attribute_not_exists(pk)' })],
    ],
    [
      'gives back the item that failed',
      (key) => [
        put({ pk: s(key), a: s('1') }),
        put(
          { pk: s(key) },
          { ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
        ),
      ],
    ],
    [
      'gives back nothing of an item that is not there',
      (key) => [
        remove(key, {
          ConditionExpression: 'attribute_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ],
    ],
    [
      'gives back nothing unless asked',
      (key) => [
        put({ pk: s(key) }),
        remove(key, {
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'NONE',
        }),
      ],
    ],
    [
      'gives back the item of an update',
      (key) => [
        put({ pk: s(key), a: n(1) }),
        update(
          key,
          'SET a = :b',
          { ':b': n(2), ':c': n(3) },
          { ConditionExpression: 'a = :c', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
        ),
      ],
    ],
    [
      'refuses ReturnValuesOnConditionCheckFailure that does not exist',
      (key) => [remove(key, { ReturnValuesOnConditionCheckFailure: 'ALL_NEW' })],
    ],
    [
      'takes Expected',
      (key) => [
        put({ pk: s(key), a: n(1) }),
        remove(key, { Expected: { a: { Value: n(1) } }, ReturnValues: 'ALL_OLD' }),
      ],
    ],
    [
      'takes Expected that fails',
      (key) => [put({ pk: s(key), a: n(1) }), remove(key, { Expected: { a: { Value: n(2) } } })],
    ],
    [
      'takes Expected Exists false',
      (key) => [
        put({ pk: s(key) }, { Expected: { pk: { Exists: false } } }),
        put({ pk: s(key) }, { Expected: { pk: { Exists: false } } }),
      ],
    ],
    [
      'takes Expected with an operator',
      (key) => [
        put({ pk: s(key), a: n(5) }),
        remove(key, {
          Expected: { a: { ComparisonOperator: 'BETWEEN', AttributeValueList: [n(1), n(9)] } },
          ReturnValues: 'ALL_OLD',
        }),
      ],
    ],
    [
      'takes Expected joined by OR',
      (key) => [
        put({ pk: s(key), a: n(5) }),
        remove(key, {
          Expected: { a: { Value: n(1) }, b: { Exists: false } },
          ConditionalOperator: 'OR',
          ReturnValues: 'ALL_OLD',
        }),
      ],
    ],
    [
      'refuses Expected with an expression',
      (key) => [
        remove(key, { Expected: { a: { Value: n(1) } }, ConditionExpression: 'attribute_exists(pk)' }),
      ],
    ],
    [
      'refuses Expected Exists true without a value',
      (key) => [remove(key, { Expected: { a: { Exists: true } } })],
    ],
    [
      'refuses Expected Exists false with a value',
      (key) => [remove(key, { Expected: { a: { Exists: false, Value: n(1) } } })],
    ],
    ['refuses ConditionalOperator alone', (key) => [remove(key, { ConditionalOperator: 'OR' })]],
  ]),
];
