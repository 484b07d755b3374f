// The packaged engine: QuickJS in WebAssembly. One instance a function; its memory is put back to the state before the
// first event for every event, so nothing survives an invocation.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { EvalFlags, Intrinsics, JSException, type JSValueHandle, QuickJS } from 'quickjs-wasi';
import { pendingText, timeLimitText, unhandledRejectionText } from '../assumptions.js';
import { rewriteErrorText } from '../fidelity/error-texts.js';
import { realmConfig } from '../realm/realm-config.js';
import { realmSource } from '../realm/realm-source.js';
import { type EngineDriver, failedOutcome, type LoadedFunction } from './driver.js';
import { hashBytes } from './hash-bytes.js';
import { type LoadMessage, type RunMessage, storeFacts } from './messages.js';
import { type PreparedSource, prepareSource } from './prepare-source.js';
import { completeOutcome } from './source-position.js';

/** About 240 frames: near the 182 to 203 of CloudFront's engine. Larger ones overrun the instance's own stack. */
const maxStackBytes = 65_536;
/** For compiling only: code of 10 KB takes far less. */
const maxCompilerBytes = 64 * 1_048_576;
/**
 * The engine polls its interrupt handler every 10,000 turns. No run ends before this many polls, whatever the clock
 * says: few real functions reach so much work, and a machine under load lets any run look slow.
 */
const minPolls = 20;
/** Jobs hardly poll, so this many count as one poll. */
const jobsAPoll = 256;
const userFile = 'function.js';

/** Creates the driver; the WebAssembly module is compiled once. */
export function createQuickJsDriver(): EngineDriver {
  const path = createRequire(import.meta.url).resolve('quickjs-wasi/quickjs.wasm');
  const wasm = new WebAssembly.Module(readFileSync(path));
  const compiler = createCompiler(wasm);
  return {
    async load(message) {
      const source = prepareSource(message.code, message);
      if (source.kind === 'refused') {
        return { run: () => failedOutcome(source.message, source), dispose: () => undefined };
      }
      return loadFunction(wasm, message, {
        source,
        realm: await compiler.realm(message),
        bytecode: await compiler.code(source.code),
      });
    },
  };
}

interface Compiler {
  realm(load: LoadMessage): Promise<Uint8Array>;
  /** `undefined` for code that the engine cannot compile. */
  code(text: string): Promise<Uint8Array | undefined>;
}

// Compiles in an instance of its own: what compiling leaves behind would be part of every image.
function createCompiler(wasm: WebAssembly.Module): Compiler {
  const instance = QuickJS.create({ wasm, memoryLimit: maxCompilerBytes, maxStackSize: maxStackBytes });
  const realms = new Map<string, Uint8Array>();
  return {
    async realm({ version, isMetered }) {
      const key = `${version} ${isMetered}`;
      const known = realms.get(key);
      if (known !== undefined) return known;
      const made = (await instance).compile(
        realmSource(version, { isMetered }),
        'cloudfront',
        EvalFlags.STRICT,
      );
      realms.set(key, made);
      return made;
    },
    async code(text) {
      try {
        return (await instance).compile(text, userFile, EvalFlags.STRICT);
      } catch {
        // Each run evaluates the text instead and fails in the engine's words.
        return undefined;
      }
    },
  };
}

type ReadySource = Extract<PreparedSource, { kind: 'ready' }>;

async function loadFunction(
  wasm: WebAssembly.Module,
  load: LoadMessage,
  parts: {
    readonly source: ReadySource;
    readonly realm: Uint8Array;
    readonly bytecode: Uint8Array | undefined;
  },
): Promise<LoadedFunction> {
  const clock = { nowMs: 0, deadlineMs: Number.POSITIVE_INFINITY, polls: 0 };
  const rejections: string[] = [];
  const isOver = () => clock.polls >= minPolls && performance.now() > clock.deadlineMs;
  const poll = () => {
    clock.polls++;
    return isOver();
  };
  const vm = await QuickJS.create({
    wasm,
    memoryLimit: load.memoryBytes,
    maxStackSize: maxStackBytes,
    timezoneOffset: 0,
    intrinsics:
      Intrinsics.ALL &
      ~Intrinsics.MAP_SET &
      ~Intrinsics.PROXY &
      ~Intrinsics.WEAK_REF &
      ~Intrinsics.PERFORMANCE &
      ~Intrinsics.DOM_EXCEPTION &
      ~Intrinsics.ATOB_BTOA,
    interruptHandler: poll,
    onUnhandledRejection: (promise, reason, isHandled) => {
      const id = String(promise.identity);
      if (!isHandled) rejections.push(`${id} ${reason.toString()}`);
      else {
        const index = rejections.findIndex((entry) => entry.startsWith(`${id} `));
        if (index !== -1) rejections.splice(index, 1);
      }
    },
    // One frozen instant a run, also for what the realm does not replace.
    wasi: (memory) => ({
      clock_time_get(_clockId: number, _precision: bigint, resultPointer: number) {
        new DataView(memory.buffer).setBigUint64(resultPointer, BigInt(clock.nowMs) * 1_000_000n, true);
        return 0;
      },
    }),
  });

  const entry = createRealm(vm, load, parts.realm);
  const member = (name: string) => entry.getProp(name);
  const [prepare, call, collect, fail, failWith] = [
    member('prepare'),
    member('call'),
    member('collect'),
    member('fail'),
    member('failWith'),
  ];
  const exports = vm._getExports();
  // What the realm itself takes is ours, not the function's.
  exports.qjs_set_memory_limit(vm.getMemoryUsage().mallocSize + load.memoryBytes);
  exports.qjs_set_interrupt_handler(1);
  const { source, bytecode } = parts;
  let restore = createRestore(vm);
  let isEvaluated = false;
  const store = storeFacts(load.store);
  if (source.isInert && bytecode !== undefined) {
    // Evaluating such code again could not differ, so its result is part of the image.
    try {
      vm.evalBytecode(bytecode).dispose();
      isEvaluated = true;
      restore = createRestore(vm);
    } catch {
      // Out of memory at the top level: every run shall meet it itself.
      restore();
    }
  }

  const run = (message: RunMessage): string => {
    restore();
    rejections.length = 0;
    clock.nowMs = message.run.nowMs;
    clock.polls = 0;
    clock.deadlineMs = performance.now() + message.timeLimitMs;
    const invoke = (handle: JSValueHandle, ...args: JSValueHandle[]) =>
      vm.callFunction(handle, entry, ...args);
    try {
      invoke(prepare, vm.newString(JSON.stringify({ ...message.run, store })));
      if (!isEvaluated) {
        if (bytecode === undefined) vm.evalCode(source.code, userFile, EvalFlags.STRICT);
        else vm.evalBytecode(bytecode);
      }
      invoke(call, vm.newString(message.event));
      if (!runJobs(vm, poll) || isOver()) {
        return invoke(failWith, vm.newString(timeLimitText)).toString();
      }
      const [unhandled] = rejections;
      if (unhandled !== undefined && load.version === 2) {
        const reason = rewriteErrorText(unhandled.slice(unhandled.indexOf(' ') + 1));
        return invoke(failWith, vm.newString(unhandledRejectionText + reason)).toString();
      }
      const outcome = invoke(collect).toString();
      return outcome === '' ? invoke(failWith, vm.newString(pendingText)).toString() : outcome;
    } catch (error) {
      return outcomeOfThrown(error, (thrown) => invoke(fail, thrown).toString(), isOver());
    }
  };
  const { program, originalPosition } = source;
  const described = { program, originalPosition, code: load.code, file: userFile };
  return {
    run: (message) => completeOutcome(run(message), described),
    dispose: () => {
      restore();
      vm.dispose();
    },
  };
}

function createRealm(vm: QuickJS, load: LoadMessage, realm: Uint8Array): JSValueHandle {
  const host = vm.newObject();
  const text = (handle: JSValueHandle | undefined) => (handle === undefined ? '' : handle.toString());
  vm.setProp(
    host,
    'hash',
    vm.newFunction('hash', (algorithm, key, data) =>
      vm.newString(
        hashBytes(text(algorithm), key === undefined || key.isUndefined ? undefined : text(key), text(data)),
      ),
    ),
  );
  vm.setProp(
    host,
    'store',
    vm.newFunction('store', (key) => {
      const value = load.store?.entries.get(text(key));
      return value === undefined ? vm.getUndefined() : vm.newString(value);
    }),
  );
  return vm.callFunction(
    vm.evalBytecode(realm),
    vm.undefined,
    host,
    vm.hostToHandle(realmConfig(load.version)),
  );
}

/**
 * Copies the instance's memory, and gives back what puts it there again. The library keeps its exports public under an
 * underscore; the version is pinned and a test guards it. The stack lies at the bottom of the memory, below the stack
 * pointer: its contents are dead between calls and need no copy.
 */
function createRestore(vm: QuickJS): () => void {
  const { memory, __stack_pointer: stackPointer } = vm._getExports();
  // The global holds an address, always a number.
  const top = stackPointer.value as number;
  const image = new Uint8Array(memory.buffer).slice(top);
  return () => {
    const current = new Uint8Array(memory.buffer);
    current.set(image, top);
    if (current.length > top + image.length) current.fill(0, top + image.length);
    stackPointer.value = top;
  };
}

// @returns Whether every job ran.
function runJobs(vm: QuickJS, poll: () => boolean): boolean {
  const exports = vm._getExports();
  for (let jobs = 1; exports.qjs_is_job_pending() !== 0; jobs++) {
    // A job that throws has rejected its own promise already.
    exports.qjs_execute_pending_job();
    if (jobs % jobsAPoll === 0 && poll()) return false;
  }
  return true;
}

function outcomeOfThrown(error: unknown, fail: (thrown: JSValueHandle) => string, isOver: boolean): string {
  if (isOver) return failedOutcome(timeLimitText);
  try {
    if (error instanceof JSException) return fail(error.handle);
  } catch {
    // No memory is left to word it inside: its text is read from outside.
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return failedOutcome(rewriteErrorText(text));
}
