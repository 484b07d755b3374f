// One execution environment of a Node function: a worker thread that runs one invocation at a time.

import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Environment, EnvironmentAnswer, EnvironmentListener, Invocation } from './environment.js';
import {
  exitPayload,
  initTimeoutPayload,
  memoryPayload,
  timeoutPayload,
  tooLargePayload,
} from './error-payload.js';
import { maxSyncPayloadBytes } from './limits.js';
import type { InvokeMessage, WorkerMessage, WorkerStart } from './worker-messages.js';

/** How a worker is made. */
export interface NodeEnvironmentOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly initTimeoutMs: number;
  readonly listener: EnvironmentListener;
  /** Address and CA of the TLS listener, for the worker's redirect. */
  readonly redirectTarget: () => Promise<{ readonly port: number; readonly ca: string }>;
}

type Outcome = Omit<EnvironmentAnswer, 'durationMs' | 'initDurationMs'>;

/** An invocation that the worker has. */
interface Current {
  readonly invocation: Invocation;
  readonly chunks: Uint8Array[];
  streamedBytes: number;
  finish(outcome: Outcome): void;
}

/** A heap smaller than this cannot load an AWS SDK, whatever the function's memory is. */
const minHeapMb = 96;

const workerFile = fileURLToPath(new URL('./node-worker.js', import.meta.url));

/** Starts a worker; its init runs at once. */
export function createNodeEnvironment(
  start: Omit<WorkerStart, 'wake'>,
  options: NodeEnvironmentOptions,
): Environment {
  const { listener } = options;
  const startedMs = performance.now();
  const wake = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(workerFile, {
    workerData: { ...start, wake: wake.buffer } satisfies WorkerStart,
    env: options.env,
    stdout: true,
    stderr: true,
    execArgv: ['--no-warnings'],
    resourceLimits: { maxOldGenerationSizeMb: Math.max(options.memoryMb, minHeapMb) },
  });
  let isDead = false;
  let initDurationMs: number | undefined;
  let isInitReported = false;
  let initFailure: Outcome | undefined;
  let current: Current | undefined;

  let settleInit: () => void = () => {};
  const initialized = new Promise<void>((resolve) => {
    settleInit = resolve;
  });
  const die = () => {
    isDead = true;
    void worker.terminate();
  };
  const failInit = (outcome: Outcome) => {
    clearTimeout(initTimer);
    if (initDurationMs === undefined) initFailure ??= outcome;
    settleInit();
  };
  const initTimer = setTimeout(() => {
    failInit({ ...failure(initTimeoutPayload(options.initTimeoutMs)), isInitTimeout: true });
    die();
  }, options.initTimeoutMs);

  const finishStream = (active: Current, usedMb: number): Outcome => {
    if (active.invocation.onChunk !== undefined) return { kind: 'success', payload: '', usedMb };
    return { kind: 'success', payload: Buffer.concat(active.chunks).toString('utf8'), usedMb };
  };

  worker.on('message', (message: WorkerMessage) => {
    switch (message.type) {
      case 'ready':
        clearTimeout(initTimer);
        initDurationMs = performance.now() - startedMs;
        listener.loaded(message.files);
        settleInit();
        return;
      case 'init-error':
        failInit({
          kind: 'function-error',
          payload: message.payload,
          ...(message.place === undefined ? {} : { place: message.place }),
        });
        die();
        return;
      case 'log':
        listener.log(message.requestId, message.stream, message.text);
        return;
      case 'chunk':
        if (current?.invocation.requestId !== message.requestId) return;
        current.streamedBytes += message.chunk.byteLength;
        if (current.invocation.onChunk !== undefined) current.invocation.onChunk(message.chunk);
        else if (current.streamedBytes <= maxSyncPayloadBytes) current.chunks.push(message.chunk);
        return;
      case 'success': {
        if (current?.invocation.requestId !== message.requestId) return;
        const isStreamed = current.streamedBytes > 0;
        const bytes = isStreamed ? current.streamedBytes : byteLength(message.payload);
        const isLimited = !isStreamed || current.invocation.onChunk === undefined;
        if (isLimited && bytes > maxSyncPayloadBytes) current.finish(failure(tooLargePayload(bytes)));
        else if (isStreamed) current.finish(finishStream(current, message.usedMb));
        else current.finish({ kind: 'success', payload: message.payload, usedMb: message.usedMb });
        return;
      }
      case 'failure':
        if (message.isFatal) die();
        if (current?.invocation.requestId !== message.requestId) return;
        current.finish({
          kind: 'function-error',
          payload: message.payload,
          usedMb: message.usedMb,
          ...(message.place === undefined ? {} : { place: message.place }),
        });
        return;
      case 'redirect-wanted':
        void answerRedirect(worker, { start, target: options.redirectTarget });
        return;
    }
  });
  worker.on('error', (error) => {
    // Uncaught in a place where the worker's own handlers could not run, such as an out-of-memory end.
    isDead = true;
    const isMemory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
    const outcome = failure(
      isMemory
        ? memoryPayload(current?.invocation.requestId ?? '')
        : { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') },
    );
    failInit(outcome);
    current?.finish(outcome);
  });
  worker.on('exit', (exitCode) => {
    isDead = true;
    const outcome = failure(exitPayload(current?.invocation.requestId ?? '', { exitCode }));
    failInit(outcome);
    current?.finish(outcome);
  });

  return {
    get isDead() {
      return isDead;
    },
    whenInitialized: () => initialized,
    async invoke(invocation, timeoutMs) {
      if (initDurationMs === undefined) await initialized;
      const beganMs = performance.now();
      const initDuration = isInitReported ? undefined : initDurationMs;
      isInitReported = true;
      const answerWith = (outcome: Outcome): EnvironmentAnswer => ({
        ...outcome,
        durationMs: performance.now() - beganMs,
        ...(initDuration === undefined ? {} : { initDurationMs: initDuration }),
      });
      if (initFailure !== undefined) return answerWith(initFailure);
      if (isDead) return answerWith(failure(exitPayload(invocation.requestId, {})));
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          die();
          current?.finish(failure(timeoutPayload(invocation.requestId, timeoutMs / 1_000)));
        }, timeoutMs);
        current = {
          invocation,
          chunks: [],
          streamedBytes: 0,
          finish(outcome) {
            clearTimeout(timer);
            current = undefined;
            resolve(answerWith(outcome));
          },
        };
        const { onChunk: _, ...sent } = invocation;
        const deadlineMs = Math.round(performance.timeOrigin + beganMs + timeoutMs);
        worker.postMessage({ type: 'invoke', ...sent, deadlineMs } satisfies InvokeMessage);
        Atomics.add(wake, 0, 1);
        Atomics.notify(wake, 0);
      });
    },
    async close() {
      isDead = true;
      clearTimeout(initTimer);
      await worker.terminate();
    },
  };
}

function failure(payload: object): Outcome {
  return { kind: 'function-error', payload: JSON.stringify(payload) };
}

// A string of n characters has between n and 3n bytes: most payloads need no count.
function byteLength(text: string): number {
  return text.length * 3 <= maxSyncPayloadBytes ? text.length : Buffer.byteLength(text);
}

async function answerRedirect(
  worker: Worker,
  redirect: {
    readonly start: Pick<WorkerStart, 'redirect'>;
    readonly target: NodeEnvironmentOptions['redirectTarget'];
  },
): Promise<void> {
  if (redirect.start.redirect === undefined) return;
  let target: { readonly port: number; readonly ca: string } | undefined;
  try {
    target = await redirect.target();
  } catch (error) {
    worker.postMessage({ type: 'redirect', message: error instanceof Error ? error.message : String(error) });
  }
  if (target !== undefined) worker.postMessage({ type: 'redirect', target });
  const signal = new Int32Array(redirect.start.redirect.signal);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
}
