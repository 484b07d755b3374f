// Runs inside a worker thread: loads a handler, runs one invocation at a time, captures what it prints.
// This file plays Lambda's Node runtime; it must not import anything that the handler could notice.

import { createRequire } from 'node:module';
import { basename, dirname, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { installClockOffset } from './worker-clock.js';
import type { InvokeMessage, WorkerCode, WorkerMessage, WorkerStart } from './worker-messages.js';
import { installRedirect } from './worker-redirect.js';

// The parent always starts this file with WorkerStart and a message port.
const start = workerData as WorkerStart;
const port = parentPort as MessagePort;
let requestId = '';

const post = (message: WorkerMessage) => port.postMessage(message);

if (start.clockOffset !== undefined) installClockOffset(start.clockOffset);
if (start.redirect !== undefined) installRedirect(start.redirect, port);
captureOutput();
installSdkFallback();

type Handler = (
  event: unknown,
  context: unknown,
  callback: (error: unknown, result?: unknown) => void,
) => unknown;

try {
  const handler = await loadHandler(start.code);
  if (handler !== undefined) {
    port.on('message', (message: InvokeMessage) => {
      if (message.type === 'invoke') void invoke(handler, message);
    });
    post({ type: 'ready', files: loadedFiles() });
  }
} catch (error) {
  post({ type: 'init-error', payload: JSON.stringify(initErrorPayload(error)) });
}

process.on('uncaughtException', (error) => fail(error, true));
process.on('unhandledRejection', (reason) => {
  fail(namedError('Runtime.UnhandledPromiseRejection', reason), true);
});

async function loadHandler(code: WorkerCode): Promise<Handler | undefined> {
  if (code.kind === 'broken') {
    post({
      type: 'init-error',
      payload: JSON.stringify({ errorType: code.errorType, errorMessage: code.message, trace: code.trace }),
    });
    return undefined;
  }
  const loaded = code.kind === 'text' ? compileText(code.file, code.text) : await loadFile(code.file);
  let value: unknown = loaded;
  for (const name of start.exportPath) value = (value as Record<string, unknown> | undefined)?.[name];
  // An ES module that was imported may carry its CommonJS exports as `default`.
  if (value === undefined) {
    value = (loaded as { default?: unknown }).default;
    for (const name of start.exportPath) value = (value as Record<string, unknown> | undefined)?.[name];
  }
  if (value === undefined)
    throw namedError('Runtime.HandlerNotFound', `${start.handlerName} is undefined or not exported`);
  if (typeof value !== 'function')
    throw namedError('Runtime.HandlerNotFound', `${start.handlerName} is not a function`);
  return value as Handler;
}

async function loadFile(file: string): Promise<unknown> {
  if (file.endsWith('.mjs')) return import(pathToFileURL(file).href);
  try {
    return createRequire(file)(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_REQUIRE_ESM' && !isTopLevelAwait(error)) throw error;
    return import(pathToFileURL(file).href);
  }
}

function isTopLevelAwait(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_REQUIRE_ASYNC_MODULE';
}

/** Node's own module class, the part that compiles text under a file name. */
interface CompilableModule {
  paths: string[];
  filename: string;
  exports: unknown;
  _compile(text: string, file: string): void;
}

function compileText(file: string, text: string): unknown {
  const require = createRequire(file);
  // `Module` is the constructor behind every CommonJS module; its internals are stable across Node 20 to 26.
  const ModuleClass = require('node:module') as {
    new (id: string): CompilableModule;
    _nodeModulePaths(folder: string): string[];
  };
  const module = new ModuleClass(file);
  module.filename = file;
  module.paths = ModuleClass._nodeModulePaths(dirname(file));
  module._compile(text, file);
  return module.exports;
}

// Lambda's Node runtimes carry the AWS SDK; a project need not install it.
function installSdkFallback(): void {
  const require = createRequire(start.sdkBase);
  const ModuleClass = require('node:module') as {
    _resolveFilename(request: string, ...rest: unknown[]): string;
  };
  const original = ModuleClass._resolveFilename;
  ModuleClass._resolveFilename = function resolve(this: unknown, request: string, ...rest: unknown[]) {
    try {
      return original.call(this, request, ...rest);
    } catch (error) {
      if (!/^@(aws-sdk|smithy)\//.test(request)) throw error;
      try {
        return require.resolve(request);
      } catch {
        // Neither has it: the first error names the user's own file.
        throw error;
      }
    }
  };
}

function loadedFiles(): string[] {
  const require = createRequire(start.sdkBase);
  return Object.keys(require.cache).filter((file) => !file.includes(`${sep}node_modules${sep}`));
}

async function invoke(handler: Handler, message: InvokeMessage): Promise<void> {
  requestId = message.requestId;
  process.env._X_AMZN_TRACE_ID = message.trace;
  let isDone = false;
  const succeed = (result: unknown) => {
    if (isDone) return;
    isDone = true;
    let payload: string | undefined;
    try {
      payload = JSON.stringify(result === undefined ? null : result);
    } catch (error) {
      post({
        type: 'failure',
        requestId: message.requestId,
        payload: JSON.stringify(
          errorPayload(
            namedError(
              'Runtime.MarshalError',
              `Unable to stringify response body as json: ${messageOf(error)}`,
            ),
          ),
        ),
        isFatal: false,
      });
      return;
    }
    post({ type: 'success', requestId: message.requestId, payload: payload ?? 'null' });
  };
  const reject = (error: unknown) => {
    if (isDone) return;
    isDone = true;
    logError(error);
    postFailure(message.requestId, error, false);
  };
  const context = buildContext(message, succeed, reject);
  try {
    const result = handler(JSON.parse(message.payload), context, (error, value) =>
      error === undefined || error === null ? succeed(value) : reject(error),
    );
    if (isThenable(result)) succeed(await result);
  } catch (error) {
    reject(error);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

function buildContext(
  message: InvokeMessage,
  succeed: (result: unknown) => void,
  reject: (error: unknown) => void,
): Record<string, unknown> {
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
    getRemainingTimeInMillis: () => Math.max(0, message.deadlineMs - realNow()),
    succeed,
    fail: reject,
    done: (error: unknown, value?: unknown) =>
      error === undefined || error === null ? succeed(value) : reject(error),
  };
}

// The deadline is machine time even when a test owns the clock.
function realNow(): number {
  return performance.timeOrigin + performance.now();
}

function fail(error: unknown, isFatal: boolean): void {
  logError(error);
  postFailure(requestId, error, isFatal);
}

function postFailure(id: string, error: unknown, isFatal: boolean): void {
  const payload = errorPayload(error);
  const place = placeOf(error);
  post({
    type: 'failure',
    requestId: id,
    payload: JSON.stringify(payload),
    ...(place === undefined ? {} : { place }),
    isFatal,
  });
}

function logError(error: unknown): void {
  const { errorType, errorMessage, trace } = errorPayload(error);
  writeLog(
    'stderr',
    `${new Date().toISOString()}\t${requestId}\tERROR\tInvoke Error \t${JSON.stringify({ errorType, errorMessage, stack: trace })}\n`,
  );
}

function errorPayload(error: unknown): { errorType: string; errorMessage: string; trace: string[] } {
  if (
    error instanceof Error ||
    (typeof error === 'object' && error !== null && 'message' in error && 'stack' in error)
  ) {
    // The second shape is an Error of another realm.
    const { name, message, stack } = error as Error;
    return { errorType: name, errorMessage: message, trace: String(stack ?? '').split('\n') };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

function initErrorPayload(error: unknown): { errorType: string; errorMessage: string; trace: string[] } {
  const payload = errorPayload(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') {
    return {
      ...payload,
      errorType: 'Runtime.ImportModuleError',
      errorMessage: `Error: ${payload.errorMessage}`,
    };
  }
  if (payload.errorType === 'SyntaxError') {
    return {
      ...payload,
      errorType: 'Runtime.UserCodeSyntaxError',
      errorMessage: `SyntaxError: ${payload.errorMessage}`,
    };
  }
  return payload;
}

// The first frame in the user's own files, for the log line.
function placeOf(error: unknown): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  for (const line of stack.split('\n').slice(1)) {
    const place = /\(?((?:file:\/\/)?[^()\s]+:\d+:\d+)\)?$/.exec(line.trim())?.[1];
    if (
      place !== undefined &&
      !place.includes('node:') &&
      !place.includes(`${sep}node_modules${sep}`) &&
      !place.includes(basename(import.meta.url))
    ) {
      return place.replace(/^file:\/\//, '');
    }
  }
  return undefined;
}

function namedError(name: string, reason: unknown): Error {
  const error = new Error(messageOf(reason));
  error.name = name;
  if (reason instanceof Error && reason.stack !== undefined) error.stack = reason.stack;
  return error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function writeLog(stream: 'stdout' | 'stderr', text: string): void {
  post({ type: 'log', requestId, stream, text });
}

// Lambda prefixes console lines with time, request id and level; raw writes go out as they are.
function captureOutput(): void {
  const levels = {
    log: 'INFO',
    info: 'INFO',
    warn: 'WARN',
    error: 'ERROR',
    debug: 'DEBUG',
    trace: 'TRACE',
  } as const;
  for (const [method, level] of Object.entries(levels)) {
    const stream = level === 'ERROR' || level === 'WARN' || level === 'TRACE' ? 'stderr' : 'stdout';
    console[method as keyof typeof levels] = (...args: unknown[]) =>
      writeLog(stream, `${new Date().toISOString()}\t${requestId}\t${level}\t${format(...args)}\n`);
  }
  for (const stream of ['stdout', 'stderr'] as const) {
    const write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
      writeLog(stream, typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
      const done = rest.find((argument) => typeof argument === 'function') as (() => void) | undefined;
      done?.();
      return true;
    };
    process[stream].write = write as typeof process.stdout.write;
  }
}
