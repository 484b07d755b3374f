// What the packager makes of serverless.ts for each stage: the whole way from the files to the template.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { get, loadEdgeScript } from './edge-script.js';

const service = fileURLToPath(new URL('../../', import.meta.url));
const require = createRequire(import.meta.url);
const osls = join(dirname(require.resolve('osls/package.json')), 'bin', 'serverless.js');
const scratch = mkdtempSync(join(tmpdir(), 'edgewire-blog-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>
  >;
}

function compile(stage: string): Template {
  const out = join(scratch, stage);
  const run = spawnSync(process.execPath, [osls, 'package', '--stage', stage, '--package', out], {
    cwd: service,
    encoding: 'utf8',
  });
  assert.equal(run.status, 0, `${run.stdout}${run.stderr}`);
  // The packager's own output; the assertions below check the parts that matter.
  return JSON.parse(readFileSync(join(out, 'cloudformation-template-update-stack.json'), 'utf8')) as Template;
}

function functionCode(template: Template): string {
  const code = template.Resources.ViewerRequest?.Properties.FunctionCode;
  assert.ok(typeof code === 'string');
  return code;
}

describe('the packaged template', () => {
  it('has pretty URLs alone on prod', async () => {
    const code = functionCode(compile('prod'));
    assert.deepEqual(await loadEdgeScript(code).run(get('/posts/x')), get('/posts/x/index.html'));
    assert.ok(!code.includes('www-authenticate'));
  });

  it('asks for a password first on dev and on a stage that nobody has planned', async () => {
    for (const stage of ['dev', 'review-17']) {
      const script = loadEdgeScript(functionCode(compile(stage)));
      const authorization = `Basic ${Buffer.from('preview:preview').toString('base64')}`;
      // It answers; the dev stage's own tests assert every member.
      const answer = (await script.run(get('/posts/x'))) as { statusCode?: number };
      assert.equal(answer.statusCode, 401);
      assert.deepEqual(await script.run(get('/posts/x', { authorization })), get('/posts/x/index.html'));
    }
  });
});
