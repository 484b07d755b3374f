// What the packager makes of serverless.ts for each stage: the whole way from the files to the template.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { get, runEdgeScript } from './edge-script.js';

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
  it('has pretty URLs alone on prod', () => {
    assert.deepEqual(
      runEdgeScript(functionCode(compile('prod')), get('/posts/x')),
      get('/posts/x/index.html'),
    );
  });

  it('asks for a password first on dev and on a stage that nobody has planned', () => {
    for (const stage of ['dev', 'review-17']) {
      const code = functionCode(compile(stage));
      const authorization = `Basic ${Buffer.from('preview:preview').toString('base64')}`;
      const answer = runEdgeScript(code, get('/posts/x'));
      assert.equal('statusCode' in answer ? answer.statusCode : undefined, 401);
      assert.deepEqual(runEdgeScript(code, get('/posts/x', { authorization })), get('/posts/x/index.html'));
    }
  });
});
