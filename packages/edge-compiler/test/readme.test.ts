import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const folder = fileURLToPath(new URL('../../', import.meta.url));

describe('the README of the compiler', () => {
  it('shows a build whose result has no findings', async () => {
    const [, example = ''] =
      /^```js\n([\s\S]*?)^```$/m.exec(readFileSync(`${folder}/README.md`, 'utf8')) ?? [];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', example],
      { cwd: folder },
    );
    assert.match(stdout, /^\d{3} of 10240 bytes: .*function handler\(.*\n0 findings\n$/s);
    assert.doesNotMatch(stdout, /401/);
  });
});
