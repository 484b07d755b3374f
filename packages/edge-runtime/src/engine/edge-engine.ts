// Owns the engine's thread: starts it, hands it events, and replaces it when a run does not come back.

import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { EngineMessage, LoadMessage, RunAnswer, StoreData } from './messages.js';

export type EdgeRuntimeName = 'cloudfront-js-1.0' | 'cloudfront-js-2.0';

/** A recorded call of an origin helper, parameters as the function gave them. */
export type OriginCall =
  | { readonly kind: 'update'; readonly params: unknown }
  | { readonly kind: 'select'; readonly originId: unknown; readonly options: unknown }
  | { readonly kind: 'group'; readonly params: unknown };

/** What one run came to. */
export type EdgeRun = {
  readonly logs: readonly string[];
  readonly durationMs: number;
  readonly logData?: string;
} & (
  | { readonly kind: 'success'; readonly output: unknown; readonly origin?: OriginCall }
  /** Exception, rejected promise, syntax error, missing handler, memory or time overrun. */
  | { readonly kind: 'execution-error'; readonly message: string }
);

/** How to make a function. */
export interface EdgeFunctionOptions {
  readonly code: string;
  readonly runtime: EdgeRuntimeName;
  readonly keyValueStore?: StoreData;
  /** @default 2 MiB (spec/cloudfront.md 4.1), as a guard */
  readonly memoryBytes?: number;
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

/** CloudFront gives about a millisecond of CPU; a laptop under load needs room. A guard, not an emulation. */
const timeLimitMs = 250;
/** The first run of a thread also waits until the engine's own code is compiled. */
const firstRunLimitMs = 5_000;
/** A run that has not answered by then sits where interrupts do not reach. */
const stuckMs = 2_000;
const defaultMemoryBytes = 2 * 1_048_576;

const workerFile = fileURLToPath(new URL('./engine-worker.js', import.meta.url));

/** Creates an engine; its thread starts with the first function. */
export function createEdgeEngine(): EdgeEngine {
  let worker: Worker | undefined;
  let nextFunctionId = 1;
  let nextRunId = 1;
  const loads = new Map<number, LoadMessage>();
  const waiting = new Map<
    number,
    {
      resolve(run: EdgeRun): void;
      timer: NodeJS.Timeout | undefined;
      message: EngineMessage & { type: 'run' };
    }
  >();
  let isClosed = false;
  let isWarm = false;

  const failed = (message: string): EdgeRun => ({
    kind: 'execution-error',
    message,
    logs: [],
    durationMs: 0,
  });

  const start = (): Worker => {
    const started = new Worker(workerFile, { execArgv: ['--no-warnings'] });
    started.unref();
    started.on('message', (answer: RunAnswer) => {
      const entry = waiting.get(answer.runId);
      if (entry === undefined) return;
      clearTimeout(entry.timer);
      waiting.delete(answer.runId);
      isWarm = true;
      entry.resolve(readOutcome(answer));
    });
    started.on('error', () => replace('Error: the engine ended unexpectedly', undefined));
    for (const load of loads.values()) started.postMessage(load);
    return started;
  };

  // Only the run that got stuck fails; the others run again in the new thread.
  const replace = (message: string, stuckRunId: number | undefined) => {
    const old = worker;
    worker = undefined;
    isWarm = false;
    void old?.terminate();
    const others = [...waiting];
    waiting.clear();
    for (const [runId, entry] of others) {
      clearTimeout(entry.timer);
      if (runId === stuckRunId || stuckRunId === undefined || isClosed) entry.resolve(failed(message));
      else send(entry.message, entry.resolve);
    }
  };

  const send = (message: EngineMessage & { type: 'run' }, resolve: (run: EdgeRun) => void) => {
    worker ??= start();
    const timer = setTimeout(
      () => {
        // The oldest run holds the thread.
        const [oldest] = waiting.keys();
        replace('Error: the function exceeded its time limit', oldest);
      },
      stuckMs + (isWarm ? timeLimitMs : firstRunLimitMs),
    );
    waiting.set(message.runId, { resolve, timer, message });
    worker.postMessage(isWarm ? message : { ...message, timeLimitMs: firstRunLimitMs });
  };

  return {
    createFunction(options) {
      const functionId = nextFunctionId++;
      const load: LoadMessage = {
        type: 'load',
        functionId,
        code: options.code,
        version: options.runtime === 'cloudfront-js-1.0' ? 1 : 2,
        memoryBytes: options.memoryBytes ?? defaultMemoryBytes,
        store: options.keyValueStore,
      };
      loads.set(functionId, load);
      worker?.postMessage(load);
      return {
        run: (event, { eventType, rawQuery, nowMs, seed = 0 }) =>
          new Promise((resolve) => {
            if (isClosed) {
              resolve(failed('Error: the engine is closed'));
              return;
            }
            send(
              {
                type: 'run',
                runId: nextRunId++,
                functionId,
                eventType,
                event: JSON.stringify(event),
                rawQuery,
                nowMs,
                seed,
                timeLimitMs,
              },
              resolve,
            );
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
      replace('Error: the engine is closed', undefined);
      await old?.terminate();
    },
  };
}

function readOutcome({ outcome, durationMs }: RunAnswer): EdgeRun {
  // The prelude or the thread wrote this text.
  const value = JSON.parse(outcome) as {
    kind: 'success' | 'execution-error';
    logs: string[];
    output?: unknown;
    message?: string;
    origin?: OriginCall;
    logData?: string;
  };
  const common = {
    logs: value.logs,
    durationMs,
    ...(value.logData === undefined ? {} : { logData: value.logData }),
  };
  return value.kind === 'success'
    ? {
        ...common,
        kind: 'success',
        output: value.output,
        ...(value.origin === undefined ? {} : { origin: value.origin }),
      }
    : { ...common, kind: 'execution-error', message: value.message ?? 'Error' };
}
