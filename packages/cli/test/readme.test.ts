import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { runCommandLine } from '../src/main.js';
import { runDev } from './run-dev.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const files = [...readme.matchAll(/^```\w+ file=(\S+)\n([\s\S]*?)^```$/gm)];
const commands = [...readme.matchAll(/^npx edgewire (test|build|check) (.*?)(?:\s+#.*)?$/gm)];

const eslintFolder = join(root, 'node_modules', 'eslint');
const skip = existsSync(eslintFolder) ? false : 'needs ESLint: npm ci';

describe('the README', () => {
  let cwd: string;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'edgewire-readme-'));
    for (const [, name = '', text = ''] of files) await writeFile(join(cwd, name), text);
    // As after npm install @edgewire/edge.
    await mkdir(join(cwd, 'node_modules', '@edgewire'), { recursive: true });
    await symlink(join(root, 'packages', 'edge'), join(cwd, 'node_modules', '@edgewire', 'edge'));
  });
  after(() => rm(cwd, { recursive: true }));

  it('shows an edge function whose commands succeed', async () => {
    const outputs: string[] = [];
    for (const [, name = '', rest = ''] of commands) {
      const exitCode = await runCommandLine([name, ...rest.split(' ')], {
        cwd,
        env: {},
        stdout: (text) => void outputs.push(text),
        stderr: (text) => void outputs.push(text),
        color: { stdout: false, stderr: false },
        stopped: new Promise(() => {}),
      });
      assert.equal(exitCode, 0, `${name} ${rest}\n${outputs.join('')}`);
    }
    const text = outputs.join('');
    assert.equal(commands.length, 3);
    assert.match(text, /^ok {6}a directory is its index page\n1 passed, 0 failed\n/);
    assert.match(text, /function\.js {2}\d{3} of 10240 bytes/);
    assert.match(text, /1 file, nothing found for cloudfront-js-2\.0\n$/);
  });

  it('shows a configuration with which ESLint finds what check finds', { skip }, async () => {
    await mkdir(join(cwd, 'functions'));
    await writeFile(
      join(cwd, 'functions', 'wrong.js'),
      "function handler(event) {\n  event.request.headers['X-A'] = { value: '1' };\n  return event.request;\n}\n",
    );
    await symlink(eslintFolder, join(cwd, 'node_modules', 'eslint'));
    await symlink(
      join(root, 'packages', 'edge-compiler'),
      join(cwd, 'node_modules', '@edgewire', 'edge-compiler'),
    );
    const output = await new Promise<string>((resolve) => {
      const args = [join(eslintFolder, 'bin', 'eslint.js'), 'functions'];
      execFile(process.execPath, args, { cwd }, (_error, out, errors) => resolve(out + errors));
    });
    assert.match(output, /2:25 {2}error {2}Cannot set header "X-A": .*\(EW1206\)/);
    assert.match(output, /1 error and 0 warnings potentially fixable/);
  });

  it('shows a socket that answers', async () => {
    const stack = await runDev(join(cwd, 'template.yaml'), ['--ephemeral']);
    const socket = new WebSocket(stack.url('websocket'));
    await once(socket, 'open');
    socket.send('something');
    const [message] = (await once(socket, 'message')) as [Buffer];
    assert.equal(message.toString(), '$default: something');
    socket.close();
    assert.equal(await stack.stop(), 0);
  });
});
