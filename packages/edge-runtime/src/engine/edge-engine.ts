// Owns the engine's thread: starts it, hands it events, and replaces it when a run does not come back.

import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { localEdgeLocation, timeLimitText } from '../assumptions.js';
import { maxMemoryBytes } from '../limits.js';
import type { RealmRun } from '../realm/realm.js';
import type { EngineDriver, LoadedFunction } from './driver.js';
import { type EdgeRun, failedRun, readOutcome } from './edge-run.js';
import type { EngineMessage, LoadMessage, RunAnswer, RunMessage, StoreData } from './messages.js';

export type EdgeRuntimeName = 'cloudfront-js-1.0' | 'cloudfront-js-2.0';

/** How to make a function. */
export interface EdgeFunctionOptions {
  readonly code: string;
  readonly runtime: EdgeRuntimeName;
  readonly keyValueStore?: StoreData;
  /** @default 2 MiB (spec/cloudfront.md 4.1), as a guard, beside what the realm itself takes */
  readonly memoryBytes?: number;
  /**
   * Wall time after which a run that has also done much work ends. CloudFront gives about a millisecond of CPU; a
   * laptop under load needs room.
   * @default 250
   */
  readonly timeoutMs?: number;
  /** Whether runs estimate their cost. @default false */
  readonly isMetered?: boolean;
  /** What a debugger and a coverage report call the code: a path or a file: URL. */
  readonly file?: string;
}

/** How to run one event. */
export interface RunOptions {
  readonly eventType: 'viewer-request' | 'viewer-response';
  /** The query string exactly as received, without `?`; undefined when the target has none. */
  readonly rawQuery?: string | undefined;
  /** The instant at which `Date` stands still. */
  readonly nowMs: number;
  /** Varies `Math.random`; the same seed and time give the same numbers. */
  readonly seed?: number;
  /** What `cf.edgeLocation` says. */
  readonly edgeLocation?: { readonly name: string; readonly serverIp: string; readonly region: string };
}

/** A function ready to run. */
export interface EdgeFunction {
  /** Never rejects: every outcome is a value. */
  run(event: unknown, options: RunOptions): Promise<EdgeRun>;
  close(): void;
}

/** The engine. */
export interface EdgeEngine {
  createFunction(options: EdgeFunctionOptions): EdgeFunction;
  close(): Promise<void>;
}

const defaultTimeoutMs = 250;
/** The first run of a thread also waits until the engine's own code is compiled. */
const warmUpMs = 10_000;
/** A run that has not answered this long after its limit hardly polls: it sits in one long built-in, or in many. */
const stuckMs = 4_000;

const workerFile = fileURLToPath(new URL('./engine-worker.js', import.meta.url));

/** Turns options into what a driver loads. */
export function loadMessageOf(options: EdgeFunctionOptions, functionId: number): LoadMessage {
  return {
    type: 'load',
    functionId,
    code: options.code,
    version: options.runtime === 'cloudfront-js-1.0' ? 1 : 2,
    memoryBytes: options.memoryBytes ?? maxMemoryBytes,
    store: options.keyValueStore,
    isMetered: options.isMetered ?? false,
    ...(options.file === undefined ? {} : { file: options.file }),
  };
}

/** Turns an event into what a driver runs. */
export function runMessageOf(
  event: unknown,
  options: RunOptions,
  ids: { readonly runId: number; readonly functionId: number; readonly timeLimitMs: number },
): RunMessage {
  const run: RealmRun = {
    eventType: options.eventType,
    nowMs: options.nowMs,
    seed: options.seed ?? 0,
    ...(options.rawQuery === undefined ? {} : { rawQuery: options.rawQuery }),
    edgeLocation: options.edgeLocation ?? localEdgeLocation,
  };
  return { type: 'run', ...ids, event: JSON.stringify(event ?? null), run };
}

interface Waiting {
  readonly message: RunMessage;
  readonly resolve: (run: EdgeRun) => void;
}

/** Creates the packaged engine; its thread starts with the first run. */
export function createEdgeEngine(): EdgeEngine {
  let worker: Worker | undefined;
  let timer: NodeJS.Timeout | undefined;
  let nextFunctionId = 1;
  let nextRunId = 1;
  let isClosed = false;
  let isWarm = false;
  const loads = new Map<number, LoadMessage>();
  // In the order of sending: the thread runs the first.
  const waiting = new Map<number, Waiting>();

  const start = (): Worker => {
    // Flags of a test runner or a debugger are not meant for this thread.
    const started = new Worker(workerFile, { execArgv: ['--no-warnings'], env: {} });
    started.unref();
    started.on('message', (answer: RunAnswer) => {
      const entry = waiting.get(answer.runId);
      if (entry === undefined || worker !== started) return;
      waiting.delete(answer.runId);
      isWarm = true;
      watchFirst();
      entry.resolve(readOutcome(answer.outcome, answer.durationMs));
    });
    started.on('error', (error) => {
      if (worker === started) replace(`Error: the engine ended unexpectedly (${String(error)})`);
    });
    for (const load of loads.values()) started.postMessage(load);
    return started;
  };

  // Only the run that got stuck fails; the others run again in a new thread.
  const replace = (message: string) => {
    const old = worker;
    worker = undefined;
    isWarm = false;
    void old?.terminate();
    const [first, ...others] = [...waiting];
    waiting.clear();
    if (first !== undefined) first[1].resolve(failedRun(message));
    for (const [, entry] of others) {
      if (isClosed) entry.resolve(failedRun(message));
      else send(entry);
    }
    watchFirst();
  };

  // One timer, for the run that holds the thread.
  const watchFirst = () => {
    clearTimeout(timer);
    timer = undefined;
    const [first] = waiting.values();
    if (first === undefined) {
      worker?.unref();
      return;
    }
    const limitMs = first.message.timeLimitMs + stuckMs + (isWarm ? 0 : warmUpMs);
    timer = setTimeout(() => replace(timeLimitText), limitMs);
  };

  const send = (entry: Waiting) => {
    worker ??= start();
    waiting.set(entry.message.runId, entry);
    worker.postMessage(entry.message);
    if (waiting.size === 1) {
      worker.ref();
      watchFirst();
    }
  };

  return {
    createFunction(options) {
      const functionId = nextFunctionId++;
      const load = loadMessageOf(options, functionId);
      loads.set(functionId, load);
      worker?.postMessage(load);
      const timeLimitMs = options.timeoutMs ?? defaultTimeoutMs;
      return {
        run: (event, runOptions) =>
          new Promise((resolve) => {
            if (isClosed) {
              resolve(failedRun('Error: the engine is closed'));
              return;
            }
            const message = runMessageOf(event, runOptions, { runId: nextRunId++, functionId, timeLimitMs });
            send({ message, resolve });
          }),
        close() {
          loads.delete(functionId);
          worker?.postMessage({ type: 'unload', functionId } satisfies EngineMessage);
        },
      };
    },
    async close() {
      isClosed = true;
      const old = worker;
      replace('Error: the engine is closed');
      await old?.terminate();
    },
  };
}

/** Makes an engine of a driver that runs in this thread or in processes of its own. */
export function createDriverEngine(driver: EngineDriver): EdgeEngine {
  let nextId = 1;
  const loaded = new Set<Promise<LoadedFunction>>();
  return {
    createFunction(options) {
      const functionId = nextId++;
      const loading = Promise.resolve(driver.load(loadMessageOf(options, functionId)));
      loaded.add(loading);
      const timeLimitMs = options.timeoutMs ?? defaultTimeoutMs;
      return {
        async run(event, runOptions) {
          const ready = await loading;
          const startedMs = performance.now();
          const message = runMessageOf(event, runOptions, { runId: nextId++, functionId, timeLimitMs });
          return readOutcome(await ready.run(message), performance.now() - startedMs);
        },
        close() {
          loaded.delete(loading);
          void loading.then((ready) => ready.dispose());
        },
      };
    },
    async close() {
      for (const loading of loaded) (await loading).dispose();
      loaded.clear();
    },
  };
}
