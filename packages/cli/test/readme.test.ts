import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
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
