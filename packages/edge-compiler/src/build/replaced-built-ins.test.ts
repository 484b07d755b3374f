import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import vm from 'node:vm';
import { type Builtin, builtins } from '../features/builtins.js';
import { edgeRuntimes } from '../features/runtime.js';
import { buildFunction } from './build-function.js';

// Every row of the table of built-ins that says that the build brings a replacement, used where the checker knows the type
// of the value best: on the event itself.

const argumentsOf: Readonly<Record<string, string>> = {
  matchAll: '/b/g',
  replaceAll: "'b', 'c'",
  flatMap: '(x: any) => [x, x]',
  findLast: '(x: any) => x.value',
  findLastIndex: '(x: any) => x.value',
  at: '-1',
  with: '0, 7',
  from: 'list',
  fromEntries: '[["a", 1]]',
  hasOwn: 'e.request, "uri"',
  groupBy: 'list, () => "all"',
  toSpliced: '0, 1',
  toSorted: '() => 0',
};

const constructed: Readonly<Record<string, string>> = {
  Map: 'new Map([[list, 1]]).get(list)',
  Set: '[...new Set([1, 1])]',
  WeakMap: 'new WeakMap([[list, 1]]).get(list)',
  WeakSet: 'new WeakSet([list]).has(list)',
};

function useOf({ owner, name }: Builtin): string {
  const given = argumentsOf[name] ?? '';
  if (owner === 'global') return constructed[name] ?? name;
  if (owner === 'String.prototype') return `e.request.uri.${name}(${given})`;
  return owner === 'Array.prototype' ? `list.${name}(${given})` : `${owner}.${name}(${given})`;
}

const event = () => ({
  request: { uri: ' /abb ', headers: { a: { multiValue: [{ value: '1' }, { value: '2' }] } } },
});

describe('a built-in that the build replaces', () => {
  for (const row of builtins.filter(({ polyfill }) => polyfill === true)) {
    it(`answers as in Node: ${row.owner} ${row.name}`, async () => {
      const body = [
        'const list: any = e.request.headers.a.multiValue;',
        `const made: any = ${useOf(row)};`,
        "return { statusCode: 200, body: JSON.stringify(typeof made === 'object' && !Array.isArray(made) && 'next' in made ? [...made] : made) };",
      ].join('\n');
      const code = `export function handler(e: any) {\n${body}\n}`;
      // Node has it from 21 on.
      const plain = body.replace(/: any/g, '').replace(/Object\.groupBy\(.*?\);$/m, '{ all: list };');
      const expected = new Function('e', plain)(event());
      for (const runtime of edgeRuntimes) {
        const built = await buildFunction([{ file: 'edge.ts', code }], { runtime });
        assert.equal(built.kind, 'built', `${runtime}: ${JSON.stringify(built.diagnostics)}`);
        const actual: unknown = vm.runInNewContext(
          `${built.kind === 'built' ? built.code : ''}\nhandler(e)`,
          { e: event() },
        );
        assert.deepEqual({ ...(actual as object) }, expected, runtime);
      }
    });
  }
});
