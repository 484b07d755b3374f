import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildFunction } from '@edgewire/edge-compiler';
import fc from 'fast-check';
import { createDriverEngine, createEdgeEngine, type EdgeEngine } from '../src/engine/edge-engine.js';
import { createNjsDriver, njsVersion } from '../src/engine/njs-driver.js';
import { moduleOf } from './compiled-programs.js';
import { randomProgram } from './random-programs.js';
import { buildProgram, runBuilt, runInNode } from './run-program.js';

const version = await njsVersion();
const skip =
  version === '0.7.9' ? false : `needs njs 0.7.9 (${version ?? 'not installed'}): apt-get install njs`;

// More runs: EDGEWIRE_PROPERTY_RUNS=1000 npm test -- random-programs
const numRuns = Number(process.env.EDGEWIRE_PROPERTY_RUNS ?? 10);

// Every choice is one number of the list. A failure is shown as it is: to shrink it would take a build for each try.
const choices = fc.array(fc.nat({ max: 999 }), { minLength: 100, maxLength: 300 });

function programOf(numbers: readonly number[], isAsync: boolean) {
  let at = 0;
  // Used up, the list ends the program with the first choice of each kind: 300 choices stay below 10 KB.
  const choose = (count: number) => (numbers[at++] ?? 0) % count;
  return { name: 'random', code: randomProgram(choose, { isAsync }), isAsync, readsStore: isAsync };
}

async function agrees(engine: EdgeEngine, numbers: readonly number[], isAsync: boolean): Promise<void> {
  const program = programOf(numbers, isAsync);
  const expected = await runInNode(program);
  const runtimes = isAsync
    ? (['cloudfront-js-2.0'] as const)
    : (['cloudfront-js-1.0', 'cloudfront-js-2.0'] as const);
  for (const runtime of runtimes) {
    const actual = await runBuilt(engine, await buildProgram(program, runtime), runtime);
    assert.deepEqual(actual, expected, `${runtime}:\n${program.code}`);
  }
}

for (const [where, create, isSkipped] of [
  ['in the packaged engine', () => createEdgeEngine(), false],
  ['in njs', () => createDriverEngine(createNjsDriver()), skip],
] as const) {
  describe(`a random program ${where}`, { skip: isSkipped }, () => {
    let engine: EdgeEngine;
    before(() => {
      engine = create();
    });
    after(() => engine.close());

    for (const isAsync of [false, true]) {
      it(`means what it means in Node: ${isAsync ? 'with' : 'without'} promises`, async () => {
        await fc.assert(
          fc.asyncProperty(choices, (numbers) => agrees(engine, numbers, isAsync)),
          { numRuns, endOnFailure: true, includeErrorInReport: true },
        );
      });
    }
  });
}

// Statements that no lowering makes right, put in front of any program.
const refusals: readonly (readonly [string, RegExp])[] = [
  ['function* g0() { yield 1; }\nlog(g0);', /^EW1605$/],
  ['log({ *items() { yield 1; } });', /^EW1605$/],
  ['log(10n);', /^EW1606$/],
  ['log(import.meta);', /^EW1606$/],
];

describe('a random program with what no runtime can have', () => {
  it('is refused with the code and the line, whatever stands around it', async () => {
    await fc.assert(
      fc.asyncProperty(choices, fc.nat({ max: refusals.length - 1 }), async (numbers, index) => {
        const [statement = '', code = /^$/] = refusals[index] ?? [];
        const program = programOf(numbers, false);
        const marked = program.code.replace(/^return seen;$/m, `${statement}\nreturn seen;`);
        const source = moduleOf({ ...program, code: marked });
        const line = source.slice(0, source.indexOf(statement)).split('\n').length;
        const result = await buildFunction([{ file: 'edge.ts', code: source }], {
          runtime: 'cloudfront-js-2.0',
        });
        assert.equal(result.kind, 'failed');
        const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
        assert.ok(errors.length > 0);
        for (const error of errors) {
          assert.match(error.code, code);
          assert.deepEqual([error.where?.file, error.where?.line], ['edge.ts', line], source);
        }
      }),
      { numRuns, endOnFailure: true, includeErrorInReport: true },
    );
  });
});
