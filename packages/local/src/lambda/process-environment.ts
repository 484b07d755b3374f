// One execution environment of a runtime that is not Node: a child process that speaks the Runtime API.

import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Environment, EnvironmentAnswer, EnvironmentListener, Invocation } from './environment.js';
import { exitPayload, initTimeoutPayload, timeoutPayload } from './error-payload.js';
import { shutdownMs } from './limits.js';
import { createRuntimeApi, type RuntimeAnswer, type RuntimeListener } from './runtime-api.js';

/** How the process is started. */
export interface ProcessEnvironmentOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Working folder. */
  readonly taskRoot: string;
  readonly env: Readonly<Record<string, string>>;
  readonly initTimeoutMs: number;
  readonly listener: EnvironmentListener;
  /** Remembers how to kill the process should this one end without closing; returns what forgets it. */
  readonly track: (kill: () => void) => () => void;
  /** The runtime ran for its whole init time without asking for work. */
  readonly onNeverAsked: () => void;
}

type Outcome = Omit<EnvironmentAnswer, 'durationMs' | 'initDurationMs'>;

/** Starts the process and its Runtime API. */
export async function createProcessEnvironment(options: ProcessEnvironmentOptions): Promise<Environment> {
  const { listener } = options;
  const startedMs = performance.now();
  let isDead = false;
  let initDurationMs: number | undefined;
  let isInitReported = false;
  let initFailure: Outcome | undefined;
  let current: { readonly requestId: string; finish(outcome: Outcome): void } | undefined;
  let lastRequestId = '';
  const readyWaiters: (() => void)[] = [];
  let isWaitingForWork = false;
  let settleInit: () => void = () => {};
  const initialized = new Promise<void>((resolve) => {
    settleInit = resolve;
  });

  const failInit = (outcome: Outcome) => {
    clearTimeout(initTimer);
    if (initDurationMs === undefined) initFailure ??= outcome;
    settleInit();
  };
  const runtimeListener: RuntimeListener = {
    asked() {
      clearTimeout(initTimer);
      initDurationMs ??= performance.now() - startedMs;
      isWaitingForWork = current === undefined;
      settleInit();
      for (const resolve of readyWaiters.splice(0)) resolve();
    },
    answered(requestId: string, answer: RuntimeAnswer) {
      if (current?.requestId === requestId) current.finish(answer);
    },
    initFailed(payload) {
      failInit({ kind: 'function-error', payload });
      die();
    },
  };
  const api = await createRuntimeApi(runtimeListener, {
    functionName: options.env.AWS_LAMBDA_FUNCTION_NAME ?? '',
    handler: options.env._HANDLER ?? '',
  });
  // A group of its own, so that what the runtime starts ends with it.
  const child = spawn(options.command, options.args, {
    cwd: options.taskRoot,
    env: { ...options.env, AWS_LAMBDA_RUNTIME_API: api.address },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const die = () => {
    isDead = true;
    killGroup(child);
  };
  const untrack = options.track(() => killGroup(child));
  const initTimer = setTimeout(() => {
    options.onNeverAsked();
    failInit({ ...failure(initTimeoutPayload(options.initTimeoutMs)), isInitTimeout: true });
    die();
  }, options.initTimeoutMs);

  forwardLines(child.stdout, (line) => listener.log(lastRequestId, 'stdout', line));
  forwardLines(child.stderr, (line) => listener.log(lastRequestId, 'stderr', line));

  const ended = new Promise<void>((resolve) => {
    const end = (outcome: Outcome) => {
      isDead = true;
      untrack();
      failInit(outcome);
      current?.finish(outcome);
      for (const wake of readyWaiters.splice(0)) wake();
      resolve();
    };
    child.on('error', (error) =>
      end(failure({ errorType: 'Runtime.InvalidEntrypoint', errorMessage: error.message })),
    );
    child.on('exit', (exitCode, signal) =>
      end(failure(exitPayload(current?.requestId ?? lastRequestId, { exitCode, signal }))),
    );
  });

  return {
    get isDead() {
      return isDead;
    },
    whenInitialized: () => initialized,
    async invoke(invocation: Invocation, timeoutMs) {
      if (initDurationMs === undefined) await initialized;
      lastRequestId = invocation.requestId;
      const beganMs = performance.now();
      const initDuration = isInitReported ? undefined : initDurationMs;
      isInitReported = true;
      const answerWith = (outcome: Outcome): EnvironmentAnswer => ({
        ...outcome,
        durationMs: performance.now() - beganMs,
        ...(initDuration === undefined ? {} : { initDurationMs: initDuration }),
      });
      if (initFailure !== undefined) return answerWith(withRequestId(initFailure, invocation.requestId));
      if (isDead) return answerWith(failure(exitPayload(invocation.requestId, {})));
      return new Promise((resolve) => {
        isWaitingForWork = false;
        const timer = setTimeout(() => {
          die();
          current?.finish(failure(timeoutPayload(invocation.requestId, timeoutMs / 1_000)));
        }, timeoutMs);
        current = {
          requestId: invocation.requestId,
          finish(outcome) {
            current = undefined;
            clearTimeout(timer);
            if (isDead) api.forget(invocation.requestId);
            else limitLeftovers(timeoutMs - (performance.now() - beganMs));
            // What the handler printed before its answer is in the pipe, and belongs to this invocation.
            const answer = answerWith(outcome);
            setImmediate(resolve, answer);
          },
        };
        api.offer(invocation, Math.round(performance.timeOrigin + beganMs + timeoutMs));
      });
    },
    whenReady() {
      if (isDead || isWaitingForWork) return Promise.resolve();
      return new Promise((resolve) => readyWaiters.push(resolve));
    },
    async close() {
      clearTimeout(initTimer);
      if (api.wantsSignal && !isDead) {
        isDead = true;
        signalGroup(child, 'SIGTERM');
        await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, shutdownMs).unref())]);
      }
      die();
      if (child.pid !== undefined) await ended;
      await api.close();
    },
  };

  // Work after the answer counts until the runtime asks again, and may not outlast the function's time.
  function limitLeftovers(remainingMs: number): void {
    if (isWaitingForWork) return;
    const timer = setTimeout(die, Math.max(remainingMs, 0));
    readyWaiters.push(() => clearTimeout(timer));
  }
}

function killGroup(child: ChildProcess): void {
  signalGroup(child, 'SIGKILL');
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already, or the system has no groups.
    child.kill(signal);
  }
}

function failure(payload: object): Outcome {
  return { kind: 'function-error', payload: JSON.stringify(payload) };
}

// An exit before the first invocation is reported to that invocation, under its id.
function withRequestId(outcome: Outcome, requestId: string): Outcome {
  return {
    ...outcome,
    payload: outcome.payload.replace('"RequestId:  Error: ', `"RequestId: ${requestId} Error: `),
  };
}

/** Text without a line end is a line when nothing follows for this long. */
const partialLineMs = 50;

function forwardLines(stream: Readable, write: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    if (rest !== '') write(`${rest}\n`);
    rest = '';
  };
  stream.on('data', (chunk: Buffer) => {
    clearTimeout(timer);
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) write(`${line}\n`);
    if (rest !== '') timer = setTimeout(flush, partialLineMs);
  });
  stream.on('end', flush);
}
