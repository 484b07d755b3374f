// For maintainers: measures the calibration's functions with njs under valgrind and prints fitted weights.
// Run: node packages/edge-runtime/dist/src/compute/calibrate.js (needs njs and valgrind; about two minutes).

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentError } from '@edgewire/diagnostics';
import { counterNames } from './counters.js';
import { fitWeights, type MeasuredCase } from './fit-weights.js';
import { type CalibrationCase, countCase } from './measure-case.js';

const file = new URL('../../../src/compute/fixtures/calibration.json', import.meta.url);
// The package's own fixture.
const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly CalibrationCase[];
const folder = mkdtempSync(join(tmpdir(), 'edgewire-calibrate-'));
const measured: (CalibrationCase & MeasuredCase)[] = [];
for (const each of cases) {
  const instructions = await instructionsOf(each);
  measured.push({ ...each, instructions, counters: await countCase(each) });
}
rmSync(folder, { recursive: true });
const fitted = fitWeights(measured.filter(({ set }) => set === 'fit'));
const names = ['handlerCallInstructions', ...counterNames];
const lines = names.map((name, index) => `${name}: ${(fitted[index] ?? 0).toFixed(2)},`);
process.stdout.write(`${lines.join('\n')}\n`);
writeFileSync(
  file,
  `[\n${measured.map(({ counters: _counters, ...each }) => JSON.stringify(each)).join(',\n')}\n]\n`,
);

// Eleven calls less one, parsing of the event subtracted: what one call of the handler costs.
async function instructionsOf(each: CalibrationCase): Promise<number> {
  const counts: number[] = [];
  for (const [calls, isCalled] of [
    [11, true],
    [1, true],
    [11, false],
    [1, false],
  ] as const) {
    counts.push(await collect(programOf(each, calls, isCalled)));
  }
  const [many = 0, one = 0, manyParsed = 0, oneParsed = 0] = counts;
  return Math.round((many - one - (manyParsed - oneParsed)) / 10);
}

function programOf({ code, event }: CalibrationCase, calls: number, isCalled: boolean): string {
  const isAsync = /async function handler|return Promise/.test(code);
  const call = isCalled ? `${isAsync ? 'await ' : ''}handler(v);` : '';
  const loop = `for (var i = 0; i < ${calls}; i++) { var v = JSON.parse(text); ${call} }`;
  const text = `var text = ${JSON.stringify(JSON.stringify(event))};`;
  return `${code}\n${text}\n${isAsync ? `(async function () { ${loop} })();` : loop}`;
}

function collect(program: string): Promise<number> {
  const path = join(folder, 'program.js');
  writeFileSync(path, program);
  return new Promise((resolve, reject) => {
    const args = ['--tool=callgrind', '--callgrind-out-file=/dev/null', 'njs', path];
    execFile('valgrind', args, (error, _out, errors) => {
      const count = /Collected : (\d+)/.exec(errors)?.[1];
      if (count !== undefined) resolve(Number(count));
      else {
        reject(
          new EnvironmentError('EW2020', 'Cannot count instructions: valgrind gave no figure', {
            help: 'install valgrind and njs',
            cause: error,
          }),
        );
      }
    });
  });
}
