// One execution environment of a Node function: a worker thread that runs one invocation at a time.

import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createClaimCells, freeCell, offerCell, withdrawCell } from './claim-cells.js';
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

/** An invocation that the worker has: it runs, or waits for those before it. */
interface Held {
  readonly invocation: Invocation;
  readonly cell: number | undefined;
  readonly chunks: Uint8Array[];
  streamedBytes: number;
  /** Its turn has come, as far as this side knows. */
  begin(): void;
  /** @param durationMs - As the worker measured it; absent when the worker could not. */
  finish(outcome: Outcome, durationMs?: number): void;
  /** It never began here. */
  giveBack(): void;
}

/** Invocations that wait in the worker at the most: enough for one turn of a busy event loop. */
const maxAhead = 32;

/** A heap smaller than this cannot load an AWS SDK, whatever the function's memory is. */
const minHeapMb = 96;

const workerFile = fileURLToPath(new URL('./node-worker.js', import.meta.url));

/** Starts a worker; its init runs at once. */
export function createNodeEnvironment(
  start: Omit<WorkerStart, 'wake' | 'claims'>,
  options: NodeEnvironmentOptions,
): Environment {
  const { listener } = options;
  const startedMs = performance.now();
  const wake = new Int32Array(new SharedArrayBuffer(4));
  const claims = new Int32Array(createClaimCells());
  const worker = new Worker(workerFile, {
    workerData: { ...start, wake: wake.buffer, claims: claims.buffer } satisfies WorkerStart,
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
  /** The first one runs. */
  const queue: Held[] = [];
  let outgoing: InvokeMessage[] = [];

  let settleInit: () => void = () => {};
  const initialized = new Promise<void>((resolve) => {
    settleInit = resolve;
  });
  const withdraw = (most: number) => {
    let left = most;
    for (const held of queue.slice(1)) {
      if (left <= 0) return;
      if (held.cell === undefined || !withdrawCell(claims, held.cell)) continue;
      left--;
      queue.splice(queue.indexOf(held), 1);
      held.giveBack();
    }
  };
  const die = () => {
    isDead = true;
    withdraw(queue.length);
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

  const end = (outcome: Outcome) => {
    isDead = true;
    failInit(outcome);
    withdraw(queue.length);
    for (let held = queue[0]; held !== undefined; held = queue[0]) held.finish(outcome);
  };

  const finishStream = (active: Held, usedMb: number): Outcome => {
    if (active.invocation.onChunk !== undefined) return { kind: 'success', payload: '', usedMb };
    return { kind: 'success', payload: Buffer.concat(active.chunks).toString('utf8'), usedMb };
  };

  worker.on('message', (message: WorkerMessage) => {
    const current = queue[0];
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
        if (isLimited && bytes > maxSyncPayloadBytes)
          current.finish(failure(tooLargePayload(bytes)), message.durationMs);
        else if (isStreamed) current.finish(finishStream(current, message.usedMb), message.durationMs);
        else
          current.finish(
            { kind: 'success', payload: message.payload, usedMb: message.usedMb },
            message.durationMs,
          );
        return;
      }
      case 'failure':
        if (message.isFatal) die();
        if (current?.invocation.requestId !== message.requestId) return;
        current.finish(
          {
            kind: 'function-error',
            payload: message.payload,
            usedMb: message.usedMb,
            ...(message.place === undefined ? {} : { place: message.place }),
          },
          message.durationMs,
        );
        return;
      case 'redirect-wanted':
        void answerRedirect(worker, { start, target: options.redirectTarget });
        return;
    }
  });
  worker.on('error', (error) => {
    // Uncaught in a place where the worker's own handlers could not run, such as an out-of-memory end.
    const isMemory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
    const outcome = failure(
      isMemory
        ? memoryPayload(queue[0]?.invocation.requestId ?? '')
        : { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') },
    );
    end(outcome);
  });
  worker.on('exit', (exitCode) => {
    end(failure(exitPayload(queue[0]?.invocation.requestId ?? '', { exitCode })));
  });

  // Sending and waking cost more than a message: those of one turn of the event loop go together.
  const deliver = () => {
    const batch = outgoing;
    outgoing = [];
    worker.postMessage(batch);
    Atomics.add(wake, 0, 1);
    Atomics.notify(wake, 0);
  };

  const submit = (
    invocation: Invocation,
    options: { readonly cell: number | undefined; readonly timeoutMs: number; readonly onBegin?: () => void },
  ): Promise<EnvironmentAnswer | undefined> =>
    new Promise((resolve) => {
      let beganMs = 0;
      let timer: NodeJS.Timeout | undefined;
      const { cell, timeoutMs } = options;
      const initDuration = isInitReported ? undefined : initDurationMs;
      isInitReported = true;
      const held: Held = {
        invocation,
        cell,
        chunks: [],
        streamedBytes: 0,
        begin() {
          beganMs = performance.now();
          timer = setTimeout(() => {
            die();
            held.finish(failure(timeoutPayload(invocation.requestId, timeoutMs / 1_000)));
          }, timeoutMs);
          options.onBegin?.();
        },
        finish(outcome, durationMs = performance.now() - beganMs) {
          clearTimeout(timer);
          if (cell !== undefined) freeCell(claims, cell);
          queue.shift();
          queue[0]?.begin();
          resolve({
            ...outcome,
            durationMs,
            ...(initDuration === undefined ? {} : { initDurationMs: initDuration }),
          });
        },
        giveBack: () => resolve(undefined),
      };
      queue.push(held);
      if (queue.length === 1) held.begin();
      const { onChunk: _, ...sent } = invocation;
      outgoing.push({ ...sent, timeoutMs, cell });
      if (outgoing.length === 1) setImmediate(deliver);
    });

  return {
    get isDead() {
      return isDead;
    },
    whenInitialized: () => initialized,
    async invoke(invocation, timeoutMs) {
      if (initDurationMs === undefined) await initialized;
      const beganMs = performance.now();
      const failed = initFailure ?? (isDead ? failure(exitPayload(invocation.requestId, {})) : undefined);
      if (failed === undefined) {
        const answer = await submit(invocation, { cell: undefined, timeoutMs });
        if (answer !== undefined) return answer;
      }
      const initDuration = isInitReported ? undefined : initDurationMs;
      isInitReported = true;
      return {
        ...(failed ?? failure(exitPayload(invocation.requestId, {}))),
        durationMs: performance.now() - beganMs,
        ...(initDuration === undefined ? {} : { initDurationMs: initDuration }),
      };
    },
    ahead: {
      get capacity() {
        // A thread that is not frozen reads its messages as they come.
        return start.isFrozenBetweenInvocations && !isDead ? maxAhead + 1 : 0;
      },
      async handOver(invocation, { timeoutMs, onBegin }) {
        if (isDead) return undefined;
        // Should all cells be taken, it stays with this environment whatever happens.
        return submit(invocation, { cell: offerCell(claims), timeoutMs, onBegin });
      },
      withdraw,
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
