// Runs inside a worker thread: holds the contained engines and runs events one after the other.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type MessagePort, parentPort } from 'node:worker_threads';
import type { EngineMessage, RunAnswer } from './messages.js';
import { createQuickJsFunction, type QuickJsFunction } from './quickjs-function.js';

// The owner always starts this file with a message port.
const port = parentPort as MessagePort;
const wasmFile = createRequire(import.meta.url).resolve('quickjs-wasi/quickjs.wasm');
const wasm = new WebAssembly.Module(readFileSync(wasmFile));
const functions = new Map<number, Promise<QuickJsFunction>>();

port.on('message', (message: EngineMessage) => {
  switch (message.type) {
    case 'load':
      functions.set(message.functionId, createQuickJsFunction(wasm, message));
      return;
    case 'unload':
      void functions.get(message.functionId)?.then((loaded) => loaded.dispose());
      functions.delete(message.functionId);
      return;
    case 'run':
      void (async () => {
        const loaded = await functions.get(message.functionId);
        const startedMs = performance.now();
        const outcome =
          loaded?.run(message) ??
          JSON.stringify({ kind: 'execution-error', message: 'Error: the function is not loaded', logs: [] });
        port.postMessage({
          runId: message.runId,
          outcome,
          durationMs: performance.now() - startedMs,
        } satisfies RunAnswer);
      })();
  }
});
