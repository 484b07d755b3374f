// Which helper stands for which built-in, and what each helper needs.

import * as helpers from './helpers.js';

/** Methods by name: `x.flat(1)` becomes `$flat(x, 1)`. */
export const methodHelpers: ReadonlyMap<string, string> = new Map(
  Object.entries({
    flat: '$flat',
    flatMap: '$flatMap',
    at: '$at',
    findLast: '$findLast',
    findLastIndex: '$findLastIndex',
    toSorted: '$toSorted',
    toReversed: '$toReversed',
    toSpliced: '$toSpliced',
    with: '$with',
    entries: '$entries',
    keys: '$keys',
    values: '$values',
    replaceAll: '$replaceAll',
    matchAll: '$matchAll',
  }),
);

/** Functions of constructors: `Object.fromEntries(x)` becomes `$fromEntries(x)`. */
export const staticHelpers: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'Object.fromEntries': '$fromEntries',
    'Object.hasOwn': '$hasOwn',
    'Object.groupBy': '$groupBy',
    'Array.from': '$from',
  }),
);

/** Constructors. */
export const globalHelpers: ReadonlyMap<string, string> = new Map(
  Object.entries({
    Map: '$Map',
    Set: '$Set',
    WeakMap: '$Map',
    WeakSet: '$Set',
  }),
);

/** Helpers that the lowering tool writes and that ours replace. */
export const toolHelpers: readonly string[] = [
  '_extends',
  '_toPropertyKey',
  '_construct',
  '_inherits',
  '_superPropGet',
];

/** Names that the user's own code must leave to the helpers. */
export const helperNames: ReadonlySet<string> = new Set([
  ...Object.keys(helpers),
  ...toolHelpers,
  '_createClass',
]);

const needs: Readonly<Record<string, readonly string[]>> = {
  $from: ['$list'],
  $fromEntries: ['$list'],
  $groupBy: ['$list'],
  $Map: ['$list', '$mapMethods'],
  $Set: ['$list', '$setMethods'],
};

const statements: Readonly<Record<string, string>> = {
  $Map: '$Map.prototype = $mapMethods();',
  $Set: '$Set.prototype = $setMethods();',
};

/** The source of the named helpers and of those they need, each once. */
export function helperSource(names: Iterable<string>): string {
  const wanted = new Set<string>();
  const add = (name: string) => {
    if (wanted.has(name)) return;
    wanted.add(name);
    for (const other of needs[name] ?? []) add(other);
  };
  for (const name of names) add(name);
  const texts = new Map<string, () => string>(
    Object.entries(helpers).map(([name, helper]) => [name, () => helper.toString()]),
  );
  return [...wanted]
    .sort()
    .map((name) => {
      const text = texts.get(name);
      if (text === undefined) throw new Error(`there is no helper "${name}"`);
      return `${text()}\n${statements[name] ?? ''}\n`;
    })
    .join('');
}
