import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = `process.stdout.write(process.pid + '\\n'); setInterval(() => {}, 1_000);`;

/** A keeper of a program that says its process id and never ends. */
async function keep() {
  const keeper = fork(
    fileURLToPath(new URL('./keeper.js', import.meta.url)),
    [process.execPath, '-e', program],
    { execArgv: [], stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
  );
  assert.ok(keeper.stdout);
  const [line] = (await once(createInterface({ input: keeper.stdout }), 'line')) as [string];
  return { keeper, pid: Number(line) };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // ESRCH: there is no such process.
    return false;
  }
}

describe('keeper', () => {
  it('ends the program when the process that asked for it is gone', async () => {
    const { keeper, pid } = await keep();
    assert.equal(isAlive(pid), true);
    keeper.disconnect();
    await once(keeper, 'exit');
    assert.equal(isAlive(pid), false);
  });

  it('passes the signal to end on', async () => {
    const { keeper, pid } = await keep();
    keeper.kill('SIGTERM');
    await once(keeper, 'exit');
    assert.equal(isAlive(pid), false);
  });

  it('says why a program does not start', async () => {
    const keeper = fork(fileURLToPath(new URL('./keeper.js', import.meta.url)), ['/nowhere/java'], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let errors = '';
    keeper.stderr?.on('data', (chunk: Buffer) => {
      errors += chunk.toString('utf8');
    });
    const [code] = (await once(keeper, 'close')) as [number];
    assert.equal(code, 1);
    assert.equal(errors, 'spawn /nowhere/java ENOENT\n');
  });
});
