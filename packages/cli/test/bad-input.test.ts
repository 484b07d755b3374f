// Bad input of every edge command: each gets a code, the file, the place where there is one, and what to do.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runCommandLine } from '../src/main.js';

const files: Readonly<Record<string, string | Buffer>> = {
  'plain.js': 'function handler(event) { return event.request; }\n',
  'picture.js': Buffer.from('89504e470d0a1a0a0000000d49484452001b5b324a', 'hex'),
  'large.js': `function handler(event) { return event.request; }\n//${'x'.repeat(10_000_000)}`,
  'large.ts': `export const handler = (e: any) => e.request;\nexport const t = '${'x'.repeat(10_000_000)}';`,
  'cut.js': 'function handler(event) {\n  return event.request;\n',
  'cut.ts': 'export const handler = (event: any => {\n  return event.request;\n};\n',
  'nameless.js': 'function main(event) { return event.request; }\n',
  'nameless.ts': 'export const main = (event: any) => event.request;\n',
  'circle.ts':
    "import { b } from './other';\nexport const a = b + 1;\nexport const handler = (e: any) => ({ ...e.request, uri: `/${a}` });\n",
  'other.ts': "import { a } from './circle';\nexport const b = a + 1;\n",
  'files.ts':
    "import { readFileSync } from 'node:fs';\nexport const handler = (e: any) => { readFileSync(e.x); return e.request; };\n",
  'package.ts':
    "import joined from 'joins';\nexport const handler = (e: any) => ({ ...e.request, uri: joined });\n",
  'node_modules/joins/package.json': '{"name":"joins","main":"index.js"}',
  'node_modules/joins/index.js': "const path = require('path');\nmodule.exports = path.join('a', 'b');\n",
  'event.json': JSON.stringify({
    context: { eventType: 'viewer-request' },
    request: { method: 'GET', uri: '/', querystring: {}, headers: {}, cookies: {} },
  }),
  'case.json': JSON.stringify({ event: { request: {} }, error: 'none' }),
  'comma.json': '{"event": {"request": {},}}',
  'text.json': 'event',
  'empty.json': '',
  'list.json': '[{"event": 5}, {"output": {}}]',
};

const cut = 'help: ';
// Arguments, exit code, and what is printed in this order.
const rows: readonly (readonly [string, number, readonly string[]])[] = [
  ['check picture.js', 1, ['EW1001 error', 'at picture.js:1:1', cut]],
  ['check large.js', 1, ['EW1002 error', '10000052 bytes', 'at large.js:1:1', cut]],
  ['check cut.js', 1, ['EW1003 error', 'Unexpected end of the file', 'at cut.js:3:1', cut]],
  ['check cut.ts', 1, ['EW1010 error', 'at cut.ts:1:30', 'build it with `edgewire build`']],
  ['check nameless.js', 1, ['EW1006 error', 'at nameless.js', 'declare `function handler(event)']],
  ['check absent.js', 1, ['EW9010 error', 'it does not exist', 'at absent.js', cut]],
  ['check folder.js', 1, ['EW9010 error', 'it is a folder', 'at folder.js', cut]],
  ['build picture.js --out o.js', 1, ['EW1613 error', 'not UTF-8', 'at picture.js', cut]],
  ['build large.ts --out o.js', 1, ['EW1613 error', 'are no function', 'at large.ts', cut]],
  ['build cut.ts --out o.js', 1, ['EW1609 error', 'at cut.ts:1:36', cut]],
  ['build nameless.ts --out o.js', 1, ['EW1603 error', 'at nameless.ts', 'write export default pipeline']],
  ['build circle.ts --out o.js', 1, ['EW1608 error', 'at other.ts:2:18', cut]],
  ['build files.ts --out o.js', 1, ['EW1602 error', 'module "fs"', 'at files.ts:1:30', cut]],
  ['build package.ts --out o.js', 1, ['EW1602', 'module "path"', 'package.ts →', 'joins/index.js:1:22', cut]],
  ['build absent.ts --out o.js', 1, ['EW1613 error', 'does not exist', 'at absent.ts', cut]],
  ['invoke picture.js --event event.json', 1, ['EW1001 error', 'at picture.js:1:1', cut]],
  ['invoke large.js --event event.json', 1, ['EW1002 error', 'at large.js:1:1', cut]],
  [
    'invoke cut.js --event event.json',
    1,
    ['EW2010 error', 'SyntaxError', 'at cut.js:3:1', 'edgewire check cut.js'],
  ],
  [
    'invoke nameless.js --event event.json',
    1,
    ['EW2010 error', '"handler" is not defined', 'edgewire check'],
  ],
  ['invoke nameless.ts --event event.json', 1, ['EW1603 error', 'at nameless.ts', cut]],
  ['invoke circle.ts --event event.json', 1, ['EW1608 error', 'at other.ts:2:18', cut]],
  ['invoke plain.js --event comma.json', 1, ['EW2003 error', 'at comma.json:1:26', 'help: correct the JSON']],
  ['invoke plain.js --event picture.js', 1, ['EW2003 error', 'it is no text', 'at picture.js', cut]],
  ['invoke plain.js --event empty.json', 1, ['EW2003 error', 'it is empty', 'at empty.json', cut]],
  ['invoke plain.js --event list.json', 1, ['EW2003 error', 'the event is no object', 'at list.json', cut]],
  ['invoke plain.js --event event.json --kvs text.json', 1, ['EW2005 error', 'at text.json:1:1', cut]],
  ['invoke plain.js', 2, ['EW9005 error', '--event is missing', cut]],
  ['test picture.js case.json', 1, ['EW1001 error', 'at picture.js:1:1', cut]],
  ['test large.js case.json', 1, ['EW1002 error', 'at large.js:1:1', cut]],
  ['test cut.js case.json', 1, ['failed', 'SyntaxError: Unexpected end of input in 3', '0 passed, 1 failed']],
  ['test files.ts case.json', 1, ['EW1602 error', 'at files.ts:1:30', cut]],
  ['test plain.js comma.json', 1, ['EW2001 error', 'at comma.json:1:26', 'help: correct the JSON']],
  ['test plain.js list.json', 1, ['EW2002', 'at list.json ([0])', 'EW2002', 'at list.json ([1])', cut]],
  ['test plain.js empty.json', 1, ['EW2001 error', 'it is empty', 'at empty.json', cut]],
  ['test plain.js', 2, ['EW9005 error', 'no case was given', cut]],
];

describe('bad input', () => {
  let cwd: string;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'edgewire-bad-input-'));
    await mkdir(join(cwd, 'node_modules', 'joins'), { recursive: true });
    await mkdir(join(cwd, 'folder.js'));
    for (const [name, content] of Object.entries(files)) await writeFile(join(cwd, name), content);
  });
  after(() => rm(cwd, { recursive: true }));

  async function run(command: string): Promise<{ readonly exitCode: number; readonly text: string }> {
    const pieces: string[] = [];
    const exitCode = await runCommandLine(command.split(' '), {
      cwd,
      env: {},
      stdout: (text) => void pieces.push(text),
      stderr: (text) => void pieces.push(text),
      color: { stdout: false, stderr: false },
      stopped: new Promise(() => {}),
    });
    return { exitCode, text: pieces.join('') };
  }

  for (const [command, expected, parts] of rows) {
    it(`refuses in edgewire ${command}`, async () => {
      const { exitCode, text } = await run(command);
      assert.equal(exitCode, expected, text);
      let at = 0;
      for (const part of parts) {
        const found = text.indexOf(part, at);
        assert.notEqual(found, -1, `${part} is not in\n${text.slice(at, at + 2_000)}`);
        at = found + part.length;
      }
      // What a terminal would obey stays out of it.
      assert.doesNotMatch(text, /[^\P{Cc}\n\t]/u);
      assert.doesNotMatch(text, /Edgewire itself|\n\s+at .*\.js:\d+:\d+\)/);
    });
  }

  it('has the same form in --json whatever stops a command', async () => {
    for (const command of [
      'check cut.js --json',
      'build cut.ts --out o.js --json',
      'invoke picture.js --event event.json --json',
    ]) {
      const { text } = await run(command);
      const { diagnostics } = JSON.parse(text) as { diagnostics: Record<string, unknown>[] };
      const [{ code, file, line, column, where } = {}] = diagnostics;
      assert.match(String(code), /^EW1\d{3}$/);
      assert.deepEqual(
        [typeof file, typeof line, typeof column, where],
        ['string', 'number', 'number', undefined],
      );
    }
  });
});
