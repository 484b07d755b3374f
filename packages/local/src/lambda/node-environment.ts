// One execution environment of a Node function: a worker thread that runs one invocation at a time.

import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { exitPayload, timeoutPayload, tooLargePayload } from './error-payload.js';
import { initTimeoutMs, maxSyncPayloadBytes } from './limits.js';
import type { InvokeMessage, WorkerMessage, WorkerStart } from './worker-messages.js';

/** What one invocation in an environment came to. */
export interface EnvironmentAnswer {
  readonly kind: 'success' | 'function-error';
  readonly payload: string;
  /** `file:line:column` in the user's code, where known. */
  readonly place?: string;
  readonly durationMs: number;
  readonly initDurationMs?: number;
}

/** An environment. After `isDead` it takes no more invocations. */
export interface Environment {
  readonly isDead: boolean;
  /** Rejects never; a crash or timeout is an answer. */
  invoke(invocation: Omit<InvokeMessage, 'type'>, timeoutMs: number): Promise<EnvironmentAnswer>;
  close(): Promise<void>;
}

/** Hears of what the worker prints and loads. */
export interface EnvironmentListener {
  log(requestId: string, stream: 'stdout' | 'stderr', text: string): void;
  loaded(files: readonly string[]): void;
  /** Address and CA of the TLS listener, for the worker's redirect. */
  redirectTarget(): Promise<{ readonly port: number; readonly ca: string }>;
}

const workerFile = fileURLToPath(new URL('./node-worker.js', import.meta.url));

/** Starts a worker; its init runs at once. */
export function createNodeEnvironment(
  start: WorkerStart,
  options: {
    readonly env: Record<string, string>;
    readonly memoryMb: number;
    readonly listener: EnvironmentListener;
  },
): Environment {
  const { listener } = options;
  const startedMs = performance.now();
  const worker = new Worker(workerFile, {
    workerData: start,
    env: options.env,
    stdout: true,
    stderr: true,
    execArgv: ['--enable-source-maps', '--no-warnings'],
    resourceLimits: { maxOldGenerationSizeMb: Math.max(options.memoryMb, 64) },
  });
  let isDead = false;
  let initDurationMs: number | undefined;
  let initReported = false;
  let current:
    | {
        readonly requestId: string;
        finish(answer: { kind: 'success' | 'function-error'; payload: string; place?: string }): void;
      }
    | undefined;
  let initError: string | undefined;

  let settleInit: () => void;
  const initialized = new Promise<void>((resolve) => {
    settleInit = resolve;
  });
  const initTimer = setTimeout(() => {
    initError = JSON.stringify({
      errorType: 'Sandbox.Timedout',
      errorMessage: `Init timed out after ${(initTimeoutMs / 1_000).toFixed(2)} seconds`,
    });
    die();
    settleInit();
  }, initTimeoutMs);
  initTimer.unref();

  const die = () => {
    isDead = true;
    void worker.terminate();
  };

  worker.on('message', (message: WorkerMessage | { type: 'redirect-wanted' }) => {
    switch (message.type) {
      case 'ready':
        initDurationMs = performance.now() - startedMs;
        clearTimeout(initTimer);
        listener.loaded(message.files);
        settleInit();
        return;
      case 'init-error':
        initError = message.payload;
        clearTimeout(initTimer);
        die();
        settleInit();
        return;
      case 'log':
        listener.log(message.requestId, message.stream, message.text);
        return;
      case 'success': {
        if (current?.requestId !== message.requestId) return;
        const bytes = Buffer.byteLength(message.payload);
        if (bytes > maxSyncPayloadBytes)
          current.finish({ kind: 'function-error', payload: JSON.stringify(tooLargePayload(bytes)) });
        else current.finish({ kind: 'success', payload: message.payload });
        return;
      }
      case 'failure':
        if (message.isFatal) die();
        if (current?.requestId === message.requestId) {
          current.finish({
            kind: 'function-error',
            payload: message.payload,
            ...(message.place === undefined ? {} : { place: message.place }),
          });
        }
        return;
      case 'redirect-wanted':
        void answerRedirect(worker, start, listener);
        return;
    }
  });
  worker.on('error', (error) => {
    // Uncaught in a place where the worker's own handlers could not run, such as an out-of-memory end.
    isDead = true;
    const isMemory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
    const payload = JSON.stringify({
      errorType: isMemory ? 'Runtime.OutOfMemory' : error.name,
      errorMessage: isMemory
        ? `RequestId: ${current?.requestId ?? ''} Error: Runtime exited with error: signal: killed`
        : error.message,
      ...(isMemory ? {} : { trace: (error.stack ?? '').split('\n') }),
    });
    initError ??= initDurationMs === undefined ? payload : undefined;
    settleInit();
    current?.finish({ kind: 'function-error', payload });
  });
  worker.on('exit', (exitCode) => {
    isDead = true;
    clearTimeout(initTimer);
    if (initDurationMs === undefined) {
      initError ??= JSON.stringify(exitPayload(current?.requestId ?? '', exitCode));
      settleInit();
    }
    if (current !== undefined) {
      current.finish({
        kind: 'function-error',
        payload: JSON.stringify(exitPayload(current.requestId, exitCode)),
      });
    }
  });

  return {
    get isDead() {
      return isDead;
    },
    async invoke(invocation, timeoutMs) {
      if (initDurationMs === undefined) await initialized;
      const beganMs = performance.now();
      const initDuration = initReported ? undefined : initDurationMs;
      initReported = true;
      const withTimes = (answer: {
        kind: 'success' | 'function-error';
        payload: string;
        place?: string;
      }): EnvironmentAnswer => ({
        ...answer,
        durationMs: performance.now() - beganMs,
        ...(initDuration === undefined ? {} : { initDurationMs: initDuration }),
      });
      if (initError !== undefined) return withTimes({ kind: 'function-error', payload: initError });
      if (isDead) {
        return withTimes({
          kind: 'function-error',
          payload: JSON.stringify(exitPayload(invocation.requestId, undefined)),
        });
      }
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          die();
          current?.finish({
            kind: 'function-error',
            payload: JSON.stringify(timeoutPayload(invocation.requestId, timeoutMs / 1_000)),
          });
        }, timeoutMs);
        current = {
          requestId: invocation.requestId,
          finish(answer) {
            clearTimeout(timer);
            current = undefined;
            resolve(withTimes(answer));
          },
        };
        worker.postMessage({ type: 'invoke', ...invocation } satisfies InvokeMessage);
      });
    },
    async close() {
      isDead = true;
      clearTimeout(initTimer);
      await worker.terminate();
    },
  };
}

async function answerRedirect(
  worker: Worker,
  start: WorkerStart,
  listener: EnvironmentListener,
): Promise<void> {
  if (start.redirect === undefined) return;
  const target = await listener.redirectTarget();
  worker.postMessage({ type: 'redirect', target });
  const signal = new Int32Array(start.redirect.signal);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
}
