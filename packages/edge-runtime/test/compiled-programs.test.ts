import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildFunction } from '@edgewire/edge-compiler';
import { createDriverEngine, createEdgeEngine, type EdgeEngine } from '../src/engine/edge-engine.js';
import { createNjsDriver, njsVersion } from '../src/engine/njs-driver.js';
import { programs } from './compiled-programs.js';
import { buildProgram, runBuilt, runInNode } from './run-program.js';

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
        assert.deepEqual(
          await runBuilt(engine, await buildProgram(program, runtime), runtime),
          expected,
          runtime,
        );
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
        const actual = await runBuilt(engine, await buildProgram(program, runtime), runtime);
        if (JSON.stringify(actual) !== JSON.stringify(expected))
          differences.push({ program: program.name, runtime, expected, actual });
      }
    }
    assert.deepEqual(differences, []);
  });
});
