import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createDriverEngine, createEdgeEngine, type EdgeEngine } from '../engine/edge-engine.js';
import { createNjsDriver, njsVersion } from '../engine/njs-driver.js';
import { runProgram } from './oracle-program.js';
import { checkSyntax } from './syntax-gate.js';

const fixture = (name: string) =>
  readFileSync(new URL(`../../../src/fidelity/fixtures/${name}`, import.meta.url), 'utf8');
const programs = fixture('programs.txt').trimEnd().split('\n');
// The file maps programs to reasons.
const known = JSON.parse(fixture('known-differences.json')) as Readonly<Record<string, string>>;
const syntax = JSON.parse(fixture('syntax.json')) as readonly string[];
/** Programs that only one of gate and njs 0.7.9 takes. */
const knownSyntax: readonly string[] = [
  "'a\\\nb'", // spec 1.2: a line continuation is a syntax error; 0.7.9 takes it
  'yield', // a name in 0.7.9
  '/a++/', // spec 8.3: PCRE, which only the contained engine cannot run
  '/(?>a)/',
  '/(?i)a/',
];

const version = await njsVersion();
const skip =
  version === '0.7.9' ? false : `needs njs 0.7.9 (${version ?? 'not installed'}): apt-get install njs`;

describe('the packaged engine beside njs', { skip }, () => {
  let packaged: EdgeEngine;
  let njs: EdgeEngine;
  before(() => {
    packaged = createEdgeEngine();
    njs = createDriverEngine(createNjsDriver());
  });
  after(async () => {
    await packaged.close();
    await njs.close();
  });

  it('prints the same for every program but the known ones', async () => {
    const differences: string[] = [];
    for (const program of programs) {
      const [ours, theirs] = await Promise.all([runProgram(packaged, program), runProgram(njs, program)]);
      const isKnown = Object.hasOwn(known, program);
      if ((ours !== theirs) !== isKnown) differences.push(`${program}\n  ours ${ours}\n  njs  ${theirs}`);
    }
    assert.deepEqual(differences, []);
    assert.ok(programs.length >= 800);
  });

  it('takes and refuses the same code but the known', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'edgewire-oracle-'));
    const file = join(folder, 'program.js');
    const differences: string[] = [];
    for (const program of syntax) {
      writeFileSync(file, program);
      const output = await new Promise<string>((resolve) => {
        execFile('njs', [file], { timeout: 5_000 }, (_error, out, errors) => resolve(out + errors));
      });
      const isRefusedByNjs = /(?:^|\n)SyntaxError|ReferenceError: Invalid left-hand/.test(output);
      const isRefused = checkSyntax(program, 2).kind === 'refused';
      if ((isRefused !== isRefusedByNjs) !== knownSyntax.includes(program)) differences.push(program);
    }
    rmSync(folder, { recursive: true });
    assert.deepEqual(differences, []);
  });
});
