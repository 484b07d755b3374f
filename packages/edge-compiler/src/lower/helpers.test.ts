import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import vm from 'node:vm';
import { globalHelpers, helperSource, methodHelpers, staticHelpers, toolHelpers } from './helper-table.js';

// Runs an expression with helpers as the compiler writes them, beside the built-ins of this engine.
function run(names: readonly string[], expression: string): unknown {
  return JSON.parse(vm.runInNewContext(`${helperSource(names)}\nJSON.stringify([${expression}])`) as string);
}

const cases: readonly (readonly [readonly string[], string, string])[] = [
  [
    ['$flat'],
    '$flat([1, [2, [3, [4]]]]), $flat([1, [2, [3]]], Infinity), $flat([[], [1]], 0)',
    '[1, [2, [3, [4]]]].flat(), [1, [2, [3]]].flat(Infinity), [[], [1]].flat(0)',
  ],
  [['$flatMap'], '$flatMap([1, 2], (x) => [x, [x]])', '[1, 2].flatMap((x) => [x, [x]])'],
  [
    ['$at'],
    "$at([1, 2], -1), $at('abc', 1), $at([1], 5), $at([1])",
    "[1, 2].at(-1), 'abc'.at(1), [1].at(5), [1].at()",
  ],
  [['$findLast'], '$findLast([1, 2, 3], (x) => x < 3)', '[1, 2, 3].findLast((x) => x < 3)'],
  [['$findLastIndex'], '$findLastIndex([1, 2], (x) => x > 2)', '[1, 2].findLastIndex((x) => x > 2)'],
  [['$toSorted'], '$toSorted([2, 1, 10]), $toSorted([1, 2], (a, b) => b - a)', '[2, 1, 10].sort(), [2, 1]'],
  [['$toReversed'], '$toReversed([1, 2])', '[2, 1]'],
  [['$toSpliced'], '$toSpliced([1, 2, 3], 1, 1, 9, 8), $toSpliced([1, 2], 1)', '[1, 9, 8, 3], [1]'],
  [['$with'], '$with([1, 2], -1, 3)', '[1, 3]'],
  [['$entries'], "$entries(['a'])", "[...['a'].entries()]"],
  [['$keys'], "$keys(['a', 'b'])", "[...['a', 'b'].keys()]"],
  [['$values'], "$values(['a'])", "['a']"],
  [
    ['$from'],
    "$from('ab'), $from({ length: 2 }, (_, i) => i), $from([1]), $from(new Uint8Array([7]))",
    "Array.from('ab'), Array.from({ length: 2 }, (_, i) => i), [1], [7]",
  ],
  [['$fromEntries'], "$fromEntries([['a', 1]])", '{ a: 1 }'],
  [['$hasOwn'], "$hasOwn({ a: 1 }, 'a'), $hasOwn({}, 'toString')", 'true, false'],
  [['$groupBy'], "$groupBy([1, 2, 3], (x) => (x % 2 ? 'odd' : 'even'))", '{ odd: [1, 3], even: [2] }'],
  [
    ['$replaceAll'],
    "$replaceAll('a.b.', '.', '$&x'), $replaceAll('aa', 'a', () => 'b'), $replaceAll('a1', /\\d/g, '')",
    "'a.b.'.replaceAll('.', '$&x'), 'bb', 'a'",
  ],
  [
    ['$matchAll'],
    "$matchAll('a1b2', /[a-z](\\d)/g).map((m) => m[1]), $matchAll('ab', /x*/g).length",
    "['1', '2'], 3",
  ],
  [
    ['$Map', '$list'],
    "$list(new $Map([['a', 1], [NaN, 2]])), new $Map().set('x', 1).get('x'), new $Map([[NaN, 3]]).get(NaN), new $Map([['a', 1]]).delete('a')",
    "[...new Map([['a', 1], [NaN, 2]])], 1, 3, true",
  ],
  [
    ['$Set', '$list'],
    "$list(new $Set([1, 1, 2])), new $Set('aab').size, $list(new $Map(new $Map([[1, 2]])))",
    '[1, 2], 2, [[1, 2]]',
  ],
  [
    ['$errorBase'],
    "String(new ($errorBase(TypeError))('x')), new ($errorBase(Error))('x') instanceof Error, JSON.stringify(new ($errorBase(Error))('x'))",
    "'TypeError: x', true, '{}'",
  ],
  [['_construct'], 'new Date(_construct(Date, [2020, 1, 2])).getDate()', '2'],
  [['_extends'], '_extends({}, { a: 1 })', '{ a: 1 }'],
];

describe('helpers', () => {
  for (const [names, ours, theirs] of cases) {
    it(`${names.join(' and ')} answers as the built-in`, () => {
      const all = ours.includes('$Map') && !names.includes('$Map') ? [...names, '$Map'] : names;
      assert.deepEqual(run(all, ours), run([], theirs));
    });
  }
  it('calls the own method of an object that is no built-in', () => {
    assert.deepEqual(
      run(['$at', '$entries'], "$at({ at: (i) => i + 1 }, 1), $entries({ entries: () => 'own' })"),
      [2, 'own'],
    );
  });
  it('exists for every name of the tables', () => {
    for (const name of [methodHelpers, staticHelpers, globalHelpers].flatMap((table) => [
      ...table.values(),
    ])) {
      assert.match(helperSource([name]), new RegExp(`function \\${name}\\(`));
    }
    for (const name of toolHelpers) assert.match(helperSource([name]), new RegExp(`function ${name}\\(`));
  });
});
