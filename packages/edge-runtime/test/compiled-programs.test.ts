import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type BuildOptions, buildFunction } from '@edgewire/edge-compiler';
import { transform } from 'esbuild';
import { createDriverEngine, createEdgeEngine, type EdgeEngine } from '../src/engine/edge-engine.js';
import { createNjsDriver, njsVersion } from '../src/engine/njs-driver.js';
import { moduleOf, type Program, programs } from './compiled-programs.js';

const event = () => ({
  request: {
    method: 'GET',
    uri: '/a/b',
    querystring: { q: { value: '1' } },
    headers: { host: { value: 'example.org' } },
    cookies: {},
  },
});
const runOptions = { eventType: 'viewer-request', nowMs: 0 } as const;

/** What Node makes of the source itself. */
async function runInNode(program: Program): Promise<unknown> {
  const { code } = await transform(moduleOf(program), { loader: 'ts', format: 'cjs', target: 'es2022' });
  const module = { exports: {} as { handler: (event: unknown) => unknown } };
  // As strict as a module, and as the runtimes are.
  new Function('module', 'exports', `'use strict';\n${code}`)(module, module.exports);
  return bodyValue(await module.exports.handler(event()));
}

function bodyValue(response: unknown): unknown {
  return JSON.parse((response as { readonly body: string }).body);
}

async function build(program: Program, runtime: BuildOptions['runtime']): Promise<string> {
  const result = await buildFunction([{ file: 'program.ts', code: moduleOf(program) }], { runtime });
  if (result.kind === 'failed') throw new Error(JSON.stringify(result.diagnostics, null, 1));
  return result.code;
}

async function runIn(engine: EdgeEngine, code: string, runtime: BuildOptions['runtime']): Promise<unknown> {
  const edgeFunction = engine.createFunction({ code, runtime });
  const run = await edgeFunction.run(event(), runOptions);
  edgeFunction.close();
  return run.kind === 'success' ? bodyValue(run.output) : `${run.message}\n${code}`;
}

describe('a compiled program', () => {
  let engine: EdgeEngine;
  before(() => {
    engine = createEdgeEngine();
  });
  after(() => engine.close());

  for (const program of programs) {
    it(`keeps its meaning: ${program.name}`, async () => {
      const expected = await runInNode(program);
      const runtimes = program.isAsync
        ? (['cloudfront-js-2.0'] as const)
        : (['cloudfront-js-1.0', 'cloudfront-js-2.0'] as const);
      for (const runtime of runtimes) {
        assert.deepEqual(await runIn(engine, await build(program, runtime), runtime), expected, runtime);
      }
    });
  }

  it('is refused for runtime 1.0 when it is asynchronous, with the place', async () => {
    const result = await buildFunction(
      [
        {
          file: 'edge.ts',
          code: 'export async function handler(event: any) {\n  return event.request;\n}\n',
        },
      ],
      { runtime: 'cloudfront-js-1.0' },
    );
    assert.deepEqual(
      result.kind === 'failed' &&
        result.diagnostics.map(({ code, where }) => [code, where?.file, where?.line]),
      [['EW1604', 'edge.ts', 1]],
    );
  });
});

const version = await njsVersion();
const skip =
  version === '0.7.9' ? false : `needs njs 0.7.9 (${version ?? 'not installed'}): apt-get install njs`;

describe('a compiled program in njs', { skip }, () => {
  let engine: EdgeEngine;
  before(() => {
    engine = createDriverEngine(createNjsDriver());
  });
  after(() => engine.close());

  it('says what Node says of the source', async () => {
    const differences: unknown[] = [];
    for (const program of programs) {
      const expected = await runInNode(program);
      const runtimes = program.isAsync
        ? (['cloudfront-js-2.0'] as const)
        : (['cloudfront-js-1.0', 'cloudfront-js-2.0'] as const);
      for (const runtime of runtimes) {
        if (runtime === 'cloudfront-js-2.0' && program.lacksInNjs !== undefined) continue;
        const actual = await runIn(engine, await build(program, runtime), runtime);
        if (JSON.stringify(actual) !== JSON.stringify(expected))
          differences.push({ program: program.name, runtime, expected, actual });
      }
    }
    assert.deepEqual(differences, []);
  });
});
