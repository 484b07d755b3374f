// Runs one program three ways: as source in Node, and built for a runtime in an engine.

import { type BuildOptions, buildFunction } from '@edgewire/edge-compiler';
import { transform } from 'esbuild';
import type { EdgeEngine } from '../src/engine/edge-engine.js';
import { createKeyValueStore } from '../src/kvs/key-value-store.js';
import { moduleOf, type Program } from './compiled-programs.js';

const event = () => ({
  request: {
    method: 'GET',
    uri: '/a/b',
    querystring: { q: { value: '1' } },
    headers: { host: { value: 'example.org' } },
    cookies: {},
  },
});

/** What the key value store of the programs holds. */
const stored: Readonly<Record<string, string>> = {
  count: '7',
  home: '/start',
  list: '[1,2,3]',
  object: '{"a":1,"k":"v"}',
};

// The store as a module of Node's; what programs read of it.
const cloudfront = {
  kvs: () => ({
    get: async (key: string, options?: { readonly format?: string }) => {
      const value = stored[key];
      if (value === undefined) throw new Error('KeyNotFound');
      return options?.format === 'json' ? (JSON.parse(value) as unknown) : value;
    },
    exists: async (key: string) => Object.hasOwn(stored, key),
    meta: async () => ({ keyCount: Object.keys(stored).length }),
  }),
};

/** What Node makes of the source itself. */
export async function runInNode(program: Program): Promise<unknown> {
  const { code } = await transform(moduleOf(program), { loader: 'ts', format: 'cjs', target: 'es2022' });
  const module = { exports: {} as { handler: (event: unknown) => unknown } };
  // As strict as a module, and as the runtimes are.
  new Function('module', 'exports', 'require', `'use strict';\n${code}`)(
    module,
    module.exports,
    () => cloudfront,
  );
  return bodyValue(await module.exports.handler(event()));
}

/** The built function. @throws Error with the findings if there is none. */
export async function buildProgram(program: Program, runtime: BuildOptions['runtime']): Promise<string> {
  const result = await buildFunction([{ file: 'program.ts', code: moduleOf(program) }], { runtime });
  if (result.kind === 'failed') {
    throw new Error(`${JSON.stringify(result.diagnostics, null, 1)}\n${moduleOf(program)}`);
  }
  return result.code;
}

/** What an engine makes of a built function; of a failure, its message and the code. */
export async function runBuilt(
  engine: EdgeEngine,
  code: string,
  runtime: BuildOptions['runtime'],
): Promise<unknown> {
  const edgeFunction = engine.createFunction({
    code,
    runtime,
    keyValueStore: createKeyValueStore({ data: stored }),
  });
  const run = await edgeFunction.run(event(), { eventType: 'viewer-request', nowMs: 0 });
  edgeFunction.close();
  return run.kind === 'success' ? bodyValue(run.output) : `${run.message}\n${code}`;
}

function bodyValue(response: unknown): unknown {
  return JSON.parse((response as { readonly body: string }).body);
}
