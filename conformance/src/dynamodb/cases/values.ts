// What an attribute may hold, and what is refused.

import { group, type OperationCase } from '../operation-case.js';
import { b, get, l, m, n, put, s } from '../values.js';

const stored = (value: unknown) => (key: string) => [put({ pk: s(key), v: value }), get(key)];
const refused = (value: unknown) => (key: string) => [put({ pk: s(key), v: value })];
const nested = (depth: number): unknown => (depth === 0 ? s('leaf') : m({ in: nested(depth - 1) }));

export const valueCases: readonly OperationCase[] = [
  ...group('values', [
    ['keeps text', stored(s('text'))],
    ['keeps an empty text', stored(s(''))],
    ['keeps text outside the basic plane', stored(s('naïve 日本 😀 \u0000'))],
    ['keeps bytes', stored(b('bytes'))],
    ['keeps no bytes', stored({ B: '' })],
    ['keeps true', stored({ BOOL: true })],
    ['keeps false', stored({ BOOL: false })],
    ['keeps null', stored({ NULL: true })],
    ['keeps a map', stored(m({ a: s('1'), b: n(2) }))],
    ['keeps an empty map', stored(m({}))],
    ['keeps a list', stored(l(s('1'), n(2), m({ c: l() })))],
    ['keeps an empty list', stored(l())],
    ['keeps a set of texts', stored({ SS: ['b', 'a'] })],
    ['keeps a set of numbers', stored({ NS: ['3', '1.50', '-2'] })],
    ['keeps a set of bytes', stored({ BS: ['YQ==', 'Yg=='] })],
    ['keeps a set with an empty text', stored({ SS: ['', 'a'] })],
    ['keeps names with dots, spaces and dashes', (key) => [put({ pk: s(key), 'a.b c-d': s('1') }), get(key)]],
    [
      'keeps an attribute called __proto__',
      (key) => [put(JSON.parse(`{"pk":{"S":"${key}"},"__proto__":{"S":"1"}}`)), get(key)],
    ],
    ['keeps 32 levels', stored(nested(31))],
    ['refuses 33 levels', refused(nested(32))],
    ['refuses an empty set of texts', refused({ SS: [] })],
    ['refuses an empty set of numbers', refused({ NS: [] })],
    ['refuses an empty set of bytes', refused({ BS: [] })],
    ['refuses a set that says a text twice', refused({ SS: ['a', 'b', 'a'] })],
    ['refuses a set that says a number twice', refused({ NS: ['1', '1'] })],
    ['refuses a set that says a number twice in two spellings', refused({ NS: ['1', '1.0'] })],
    ['refuses a set that says bytes twice', refused({ BS: ['YQ==', 'YQ=='] })],
    ['refuses a value without a type', refused({})],
    ['refuses a value with two types', refused({ S: 'a', N: '1' })],
    ['refuses NULL false', refused({ NULL: false })],
    ['refuses an unknown type', refused({ X: 'a' })],
    ['refuses a value without a type inside a map', refused(m({ a: {} }))],
    ['refuses an empty set inside a list', refused(l({ SS: [] }))],
    ['refuses an item that is missing', () => [['PutItem', { TableName: 'hash' }]]],
  ]),
  ...group('numbers', [
    ['drops zeros that say nothing', stored(n('0012.3400'))],
    ['writes exponents out', stored(n('1.5e3'))],
    ['writes small numbers out', stored(n('1E-7'))],
    ['keeps 38 digits', stored(n('12345678901234567890123456789012345678'))],
    ['keeps 38 digits with a point', stored(n('1234567890.1234567890123456789012345678'))],
    ['keeps the largest number', stored(n('9.9999999999999999999999999999999999999E+125'))],
    ['keeps the smallest number', stored(n('1E-130'))],
    ['keeps the most negative number', stored(n('-9.9999999999999999999999999999999999999E+125'))],
    ['makes minus zero zero', stored(n('-0'))],
    ['makes zero with an exponent zero', stored(n('0e10'))],
    ['takes a plus sign', stored(n('+5'))],
    ['takes a bare fraction', stored(n('.5'))],
    ['normalises the numbers of a set', stored({ NS: ['1.0', '2e1', '03'] })],
    ['refuses 39 digits', refused(n('123456789012345678901234567890123456789'))],
    ['refuses a number too large', refused(n('1E126'))],
    ['refuses a number too small', refused(n('1E-131'))],
    ['refuses text', refused(n('abc'))],
    ['refuses nothing', refused(n(''))],
    ['refuses a hexadecimal number', refused(n('0x10'))],
    ['refuses NaN', refused(n('NaN'))],
    ['refuses Infinity', refused(n('Infinity'))],
    ['refuses text in a set of numbers', refused({ NS: ['1', 'x'] })],
  ]),
];
