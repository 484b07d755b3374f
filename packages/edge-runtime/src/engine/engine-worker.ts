// Runs inside a worker thread: holds the contained engines and runs events one after the other.

import { type MessagePort, parentPort } from 'node:worker_threads';
import { failedOutcome, type LoadedFunction } from './driver.js';
import type { EngineMessage, RunAnswer, RunMessage } from './messages.js';
import { createQuickJsDriver } from './quickjs-driver.js';

// The owner always starts this file with a message port.
const port = parentPort as MessagePort;
const driver = createQuickJsDriver();
const functions = new Map<number, Promise<LoadedFunction>>();
const ready = new Map<number, LoadedFunction>();

port.on('message', (message: EngineMessage) => {
  switch (message.type) {
    case 'load': {
      const loading = Promise.resolve(driver.load(message));
      functions.set(message.functionId, loading);
      // A failure is told by the runs that wait for it.
      loading.then(
        (loaded) => ready.set(message.functionId, loaded),
        () => undefined,
      );
      return;
    }
    case 'unload':
      void functions.get(message.functionId)?.then(
        (loaded) => loaded.dispose(),
        () => undefined,
      );
      functions.delete(message.functionId);
      ready.delete(message.functionId);
      return;
    case 'run':
      void answer(message);
  }
});

async function answer(message: RunMessage): Promise<void> {
  let outcome: string;
  let startedMs = performance.now();
  try {
    const loaded = ready.get(message.functionId) ?? (await functions.get(message.functionId));
    startedMs = performance.now();
    outcome =
      loaded === undefined ? failedOutcome('Error: the function is not loaded') : await loaded.run(message);
  } catch (error) {
    // Nothing that a function does ends here: say it is ours.
    outcome = failedOutcome(`InternalError: Edgewire's engine failed: ${String(error)}`);
  }
  port.postMessage({
    runId: message.runId,
    outcome,
    durationMs: performance.now() - startedMs,
  } satisfies RunAnswer);
}
