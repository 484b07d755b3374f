// Runs DynamoDB Local as a child process.

import { type ChildProcess, fork } from 'node:child_process';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { EnvironmentError } from '@edgewire/diagnostics';
import type { Closable } from '../../ports.js';

/** A DynamoDB Local that answers at `url`. */
export interface DynamoDbLocal extends Closable {
  readonly url: string;
}

/** A machine under load takes several times the usual two seconds. */
const startTimeoutMs = 60_000;
const startPollMs = 50;

/**
 * Starts the jar and waits until it answers.
 *
 * @param options.dataDir - Folder of its database; absent for memory only.
 * @param options.onExit - Told when the process ends by itself.
 * @throws EnvironmentError EW3906 without Java, or with the last words of a process that ended.
 */
export async function startDynamoDbLocal(options: {
  readonly jar: string;
  readonly dataDir: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onExit: (reason: string) => void;
}): Promise<DynamoDbLocal> {
  const port = await freePort();
  const folder = dirname(options.jar);
  const java = options.env.JAVA_HOME ? join(options.env.JAVA_HOME, 'bin', 'java') : 'java';
  const child = fork(
    fileURLToPath(new URL('./keeper.js', import.meta.url)),
    [
      java,
      `-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`,
      '-jar',
      options.jar,
      // One database for every access key and Region that a function may sign with.
      '-sharedDb',
      '-port',
      String(port),
      ...(options.dataDir === undefined ? ['-inMemory'] : ['-dbPath', options.dataDir]),
    ],
    {
      cwd: folder,
      // Apart from the terminal: Ctrl+C reaches it through `close`, in order.
      detached: true,
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Older releases do not know the flag -disableTelemetry, and all know the variable.
      env: { ...options.env, DDB_LOCAL_TELEMETRY: '0' },
    },
  );
  const state: { ended: string | undefined; isWanted: boolean } = { ended: undefined, isWanted: true };
  const ended = new Promise<void>((resolve) => {
    const end = (reason: string) => {
      state.ended ??= reason;
      resolve();
    };
    child.on('error', (error) => end(error.message));
    child.on('exit', (code, signal) => end(lastWords(output, code, signal)));
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString('utf8')).slice(-4_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const stop = async () => {
    state.isWanted = false;
    await endChild(child, ended);
  };

  const url = `http://127.0.0.1:${port}`;
  for (let waitedMs = 0; !(await answers(url)); waitedMs += startPollMs) {
    if (state.ended === undefined && waitedMs < startTimeoutMs) {
      await Promise.race([delay(startPollMs), ended]);
      continue;
    }
    const reason = state.ended ?? `no answer within ${startTimeoutMs / 1_000} s`;
    await stop();
    const isJavaMissing = reason.includes('ENOENT');
    throw new EnvironmentError(
      'EW3906',
      `Cannot start DynamoDB Local: ${isJavaMissing ? `there is no "${java}"` : reason}`,
      {
        help: isJavaMissing
          ? 'install Java 17 or newer (on Debian: apt-get install default-jre-headless), or set JAVA_HOME'
          : `try it by hand: java -jar ${options.jar} -sharedDb -inMemory`,
      },
    );
  }
  void ended.then(() => {
    if (state.isWanted) options.onExit(state.ended ?? '');
  });
  return { url, close: stop };
}

async function endChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(timer);
}

function lastWords(output: string, code: number | null, signal: NodeJS.Signals | null): string {
  const line = output
    .split('\n')
    .filter((text) => /error|exception|unsupported|unable|address|enoent/i.test(text))
    .at(0);
  return `it ended with ${signal ?? `code ${code}`}${line === undefined ? '' : `: ${line.trim()}`}`;
}

// An unsigned call is answered with an error: that is an answer.
async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await answer.arrayBuffer();
    return true;
  } catch {
    // Not listening yet.
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
