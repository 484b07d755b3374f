// Runs inside a worker thread: loads a handler and runs one invocation at a time. This file plays Lambda's Node
// runtime. Between invocations the thread stands still, as an execution environment does (spec 9.4).

import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { getHeapStatistics } from 'node:v8';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { beginCell } from './claim-cells.js';
import { installClockOffset } from './worker-clock.js';
import { captureOutput, formatLine } from './worker-console.js';
import {
  errorPayloadOf,
  initErrorPayloadOf,
  placeOf,
  RuntimeError,
  unhandledRejection,
} from './worker-errors.js';
import type { InvokeMessage, WorkerMessage, WorkerStart } from './worker-messages.js';
import { type Handler, loadedFiles, loadHandler } from './worker-modules.js';
import { installOptPaths } from './worker-opt.js';
import { installRedirect } from './worker-redirect.js';
import { createResponseStream, installStreamingGlobals, isStreamingHandler } from './worker-stream.js';

/** Files of this runtime, which are not the user's. */
const ownFiles: readonly string[] = [fileURLToPath(new URL('.', import.meta.url)), 'node:'];
/** A freeze of this length may have killed kept-alive sockets: the event loop gets a turn to notice. */
const longFreezeMs = 50;

/** An invocation that has not been answered yet. */
interface Pending {
  /** The event loop has nothing left to do. */
  drained(): void;
}

// The parent always starts this file with WorkerStart and a message port.
const start = workerData as WorkerStart;
const port = parentPort as MessagePort;
const wake = new Int32Array(start.wake);
const claims = new Int32Array(start.claims);
const received: InvokeMessage[] = [];
/** Set while an environment that does not freeze waits for a message: goes back to `rest`. */
let stopListening: (() => void) | undefined;
let seenMessages = 0;
let requestId = '';
let beganMs = 0;
let pending: Pending | undefined;
let isInitialized = false;

const post = (message: WorkerMessage) => port.postMessage(message);

if (start.clockOffset !== undefined) installClockOffset(start.clockOffset);
// A leftover of the last invocation may ask for the redirect when the next invocation is in the queue already.
if (start.redirect !== undefined) {
  installRedirect(start.redirect, {
    port,
    keep(message) {
      received.push(...(message as readonly InvokeMessage[]));
      setImmediate(() => stopListening?.());
    },
  });
}
captureOutput(
  (stream, text) => post({ type: 'log', requestId, stream, text }),
  () => requestId,
);
installStreamingGlobals();
if (start.layerRoots.length > 0) installOptPaths(start.layerRoots);

process.on('uncaughtException', (error) => failEnvironment(error, 'Uncaught Exception'));
process.on('unhandledRejection', (reason) =>
  failEnvironment(unhandledRejection(reason), 'Unhandled Promise Rejection'),
);
process.on('beforeExit', () => {
  if (pending !== undefined) pending.drained();
  else if (!isInitialized) failInit(neverSettled());
});

void initialize();

async function initialize(): Promise<void> {
  try {
    if (start.code.kind === 'broken') {
      const { errorType, message, trace } = start.code;
      post({ type: 'init-error', payload: JSON.stringify({ errorType, errorMessage: message, trace }) });
      return;
    }
    // Only now: the maps of this runtime's own files need not be read.
    process.setSourceMapsEnabled(true);
    const handler = await loadHandler(start.code, start);
    isInitialized = true;
    post({ type: 'ready', files: loadedFiles() });
    setImmediate(rest, handler);
  } catch (error) {
    failInit(error);
  }
}

// Waits for the next invocation. Nothing else of this thread runs meanwhile, unless freezing is switched off.
function rest(handler: Handler): void {
  const waiting = nextOfOurs();
  if (waiting !== undefined) {
    begin(handler, waiting);
    return;
  }
  if (!start.isFrozenBetweenInvocations) {
    listen(handler);
    return;
  }
  const frozenSinceMs = performance.now();
  for (;;) {
    const found = receiveMessageOnPort(port);
    if (found !== undefined) {
      received.push(...(found.message as readonly InvokeMessage[]));
      const message = nextOfOurs();
      if (message === undefined) continue;
      if (performance.now() - frozenSinceMs < longFreezeMs) begin(handler, message);
      else setImmediate(begin, handler, message);
      return;
    }
    Atomics.wait(wake, 0, seenMessages);
    seenMessages = Atomics.load(wake, 0);
  }
}

function listen(handler: Handler): void {
  const onMessage = (messages: readonly InvokeMessage[]) => {
    stopListening = undefined;
    received.push(...messages);
    rest(handler);
  };
  stopListening = () => {
    stopListening = undefined;
    port.off('message', onMessage);
    rest(handler);
  };
  port.once('message', onMessage);
}

function nextOfOurs(): InvokeMessage | undefined {
  for (let message = received.shift(); message !== undefined; message = received.shift()) {
    if (isOurs(message)) return message;
  }
  return undefined;
}

/** Claims an invocation; false when another environment got it meanwhile. */
function isOurs(message: InvokeMessage): boolean {
  if (message.cell !== undefined && !beginCell(claims, message.cell)) return false;
  requestId = message.requestId;
  return true;
}

function begin(handler: Handler, message: InvokeMessage): void {
  beganMs = performance.now();
  process.env._X_AMZN_TRACE_ID = message.trace;
  if (isStreamingHandler(handler)) void stream(handler, message);
  else invoke(handler, message);
}

/** Answers once; later completions of the same invocation are ignored. */
function createAnswer(handler: Handler, message: InvokeMessage) {
  let isDone = false;
  const end = (answer: WorkerMessage) => {
    isDone = true;
    pending = undefined;
    post(answer);
    // What the handler left behind gets one turn of the event loop, then it freezes.
    setImmediate(rest, handler);
  };
  return {
    succeed(payload: string) {
      if (isDone) return;
      const durationMs = performance.now() - beganMs;
      end({ type: 'success', requestId: message.requestId, payload, durationMs, usedMb: usedMb() });
    },
    fail(error: unknown) {
      if (isDone) return;
      logError('Invoke Error', error);
      end(failure(error, { id: message.requestId, isFatal: false }));
    },
  };
}

function invoke(handler: Handler, message: InvokeMessage): void {
  const answer = createAnswer(handler, message);
  const succeed = (value: unknown) => {
    let payload: string;
    try {
      payload = JSON.stringify(value === undefined ? null : value) ?? 'null';
    } catch (error) {
      const reason = errorPayloadOf(error).errorMessage;
      answer.fail(
        new RuntimeError('Runtime.MarshalError', `Unable to stringify response body as json: ${reason}`),
      );
      return;
    }
    answer.succeed(payload);
  };
  let isPromised = false;
  let called: { readonly value: unknown } | undefined;
  pending = {
    drained() {
      if (isPromised && called === undefined) failEnvironment(neverSettled(), 'Invoke Error');
      // Without promise and callback, Lambda answers null when nothing is left to wait for.
      else succeed(called?.value);
    },
  };
  const context = buildContext(message, { succeed, fail: answer.fail });
  const callback = (error: unknown, value?: unknown) => {
    if (error !== undefined && error !== null) answer.fail(error);
    else if (context.callbackWaitsForEmptyEventLoop === false) succeed(value);
    else called ??= { value };
  };
  try {
    const result = handler(JSON.parse(message.payload), context, callback);
    if (isThenable(result)) {
      isPromised = true;
      result.then(succeed, answer.fail);
    }
  } catch (error) {
    answer.fail(error);
  }
}

async function stream(handler: Handler, message: InvokeMessage): Promise<void> {
  const answer = createAnswer(handler, message);
  pending = { drained: () => failEnvironment(neverSettled(), 'Invoke Error') };
  const responseStream = createResponseStream((chunk) =>
    post({ type: 'chunk', requestId: message.requestId, chunk }),
  );
  const context = buildContext(message, { succeed: () => {}, fail: answer.fail });
  try {
    const isFinished = finished(responseStream);
    // A stream that breaks is reported below; the promise must not count as unhandled before.
    isFinished.catch(() => {});
    await handler(JSON.parse(message.payload), responseStream, context);
    await isFinished;
    answer.succeed('');
  } catch (error) {
    answer.fail(error);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

function buildContext(
  message: InvokeMessage,
  legacy: { succeed(value: unknown): void; fail(error: unknown): void },
): Record<string, unknown> {
  const deadlineMs = Math.round(realNow() + message.timeoutMs);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: '$LATEST',
    functionName: start.functionName,
    memoryLimitInMB: String(start.memoryMb),
    logGroupName: start.logGroupName,
    logStreamName: start.logStreamName,
    clientContext: message.clientContext === undefined ? undefined : JSON.parse(message.clientContext),
    identity: undefined,
    invokedFunctionArn: message.arn,
    awsRequestId: message.requestId,
    tenantId: undefined,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadlineMs - realNow())),
    succeed: legacy.succeed,
    fail: legacy.fail,
    done: (error: unknown, value?: unknown) =>
      error === undefined || error === null ? legacy.succeed(value) : legacy.fail(error),
  };
}

// The deadline is machine time even when a test owns the clock.
function realNow(): number {
  return performance.timeOrigin + performance.now();
}

function usedMb(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return Math.ceil((used_heap_size + external_memory) / 1_048_576);
}

/** Reports an error that ends the environment: the parent replaces it. */
function failEnvironment(error: unknown, title: string): void {
  if (!isInitialized) {
    failInit(error);
    return;
  }
  pending = undefined;
  logError(title, error);
  post(failure(error, { id: requestId, isFatal: true }));
}

function failInit(error: unknown): void {
  logError('Uncaught Exception', error);
  const place = placeOf(error, ownFiles);
  post({
    type: 'init-error',
    payload: JSON.stringify(initErrorPayloadOf(error)),
    ...(place === undefined ? {} : { place }),
  });
}

function failure(error: unknown, facts: { readonly id: string; readonly isFatal: boolean }): WorkerMessage {
  const place = placeOf(error, ownFiles);
  return {
    type: 'failure',
    requestId: facts.id,
    payload: JSON.stringify(errorPayloadOf(error)),
    ...(place === undefined ? {} : { place }),
    isFatal: facts.isFatal,
    durationMs: performance.now() - beganMs,
    usedMb: usedMb(),
  };
}

function logError(title: string, error: unknown): void {
  const { errorType, errorMessage, trace } = errorPayloadOf(error);
  const text = JSON.stringify({ errorType, errorMessage, stack: trace });
  post({
    type: 'log',
    requestId,
    stream: 'stderr',
    text: formatLine(requestId, 'ERROR', `${title} \t${text}`),
  });
}

function neverSettled(): RuntimeError {
  return new RuntimeError(
    'Runtime.NodeJsExit',
    'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes',
  );
}
