// One function in one contained engine: its memory is put back to the state before the first event for every event,
// so nothing survives an invocation.

import { createHash, createHmac } from 'node:crypto';
import { EvalFlags, Intrinsics, type JSValueHandle, QuickJS } from 'quickjs-wasi';
import { rewriteErrorText } from '../fidelity/error-texts.js';
import { removedBuiltIns } from '../fidelity/removed-built-ins.js';
import type { LoadMessage, RunMessage } from './messages.js';
import { preludeSource } from './prelude.js';
import { replaceImports } from './replace-imports.js';

/** Frames of the contained engine: near the 182 to 203 of CloudFront's. */
const maxStackBytes = 65_536;

/** A loaded function. */
export interface QuickJsFunction {
  /** @returns JSON text of the outcome. Never throws for what the function does. */
  run(message: RunMessage): string;
  dispose(): void;
}

/** Compiles nothing that survives: every run evaluates the code anew, as CloudFront does. */
export async function createQuickJsFunction(
  wasm: WebAssembly.Module,
  load: LoadMessage,
): Promise<QuickJsFunction> {
  let nowMs = 0;
  let seed = 0;
  let deadlineMs = Number.POSITIVE_INFINITY;
  const vm = await QuickJS.create({
    wasm,
    memoryLimit: load.memoryBytes,
    maxStackSize: maxStackBytes,
    timezoneOffset: 0,
    intrinsics:
      Intrinsics.ALL &
      ~Intrinsics.WEAK_REF &
      ~Intrinsics.PERFORMANCE &
      ~Intrinsics.DOM_EXCEPTION &
      ~Intrinsics.ATOB_BTOA,
    interruptHandler: () => performance.now() > deadlineMs,
    wasi: (memory) => ({
      // One frozen instant per invocation; it also seeds Math.random.
      clock_time_get(_clockId: number, _precision: bigint, resultPointer: number) {
        new DataView(memory.buffer).setBigUint64(
          resultPointer,
          BigInt(nowMs) * 1_000_000n + BigInt(seed),
          true,
        );
        return 0;
      },
    }),
  });

  const host = vm.newObject();
  const hash = vm.newFunction('hash', (algorithm, key, isKeyed, data) => {
    const name = text(algorithm);
    const digest =
      vm.dump(need(isKeyed)) === true ? createHmac(name, Buffer.from(text(key), 'base64')) : createHash(name);
    return vm.newString(digest.update(Buffer.from(text(data), 'base64')).digest('base64'));
  });
  const kvs = vm.newFunction('kvs', (key) => {
    const value = load.store?.entries.get(text(key));
    return value === undefined ? vm.getUndefined() : vm.newString(value);
  });
  vm.setProp(host, 'hash', hash);
  vm.setProp(host, 'kvs', kvs);
  const makePrelude = vm.evalCode(preludeSource, 'cloudfront', EvalFlags.STRICT);
  const prelude = vm.callFunction(
    makePrelude,
    vm.undefined,
    host,
    vm.hostToHandle(removedBuiltIns(load.version)),
  );
  const member = (name: string) => prelude.getProp(name);
  vm.callFunction(member('install'), prelude, vm.newNumber(load.version));
  const [start, run, pending] = [member('start'), member('run'), member('pending')];
  vm.executePendingJobs();

  // The pristine image: the library keeps its exports public under an underscore, and the version is pinned.
  const exports = vm._getExports();
  const image = new Uint8Array(exports.memory.buffer).slice();
  const stackPointer: unknown = exports.__stack_pointer.value;
  const restore = () => {
    const memory = new Uint8Array(exports.memory.buffer);
    memory.set(image);
    memory.fill(0, image.length);
    exports.__stack_pointer.value = stackPointer;
  };

  const facts = {
    kvsId: load.store?.id,
    kvsCreated: load.store?.createdDateTime,
    kvsUpdated: load.store?.lastUpdatedDateTime,
    kvsCount: load.store?.entries.size,
    pop: 'LOC',
    region: 'us-east-1',
  };
  const code = replaceImports(load.code);

  return {
    run(message) {
      restore();
      nowMs = message.nowMs;
      seed = message.seed;
      deadlineMs = performance.now() + message.timeLimitMs;
      const call = (handle: JSValueHandle, ...args: JSValueHandle[]) =>
        vm.callFunction(handle, prelude, ...args);
      try {
        call(start, vm.newString(JSON.stringify({ eventType: message.eventType, facts })));
        vm.evalCode(code, 'function.js', EvalFlags.STRICT);
        // The event is JSON already; only the query is quoted here.
        const query = message.rawQuery === undefined ? '' : `,"rawQuery":${JSON.stringify(message.rawQuery)}`;
        const collect = call(run, vm.newString(`{"event":${message.event}${query}}`));
        vm.executePendingJobs();
        const outcome = call(collect).toString();
        if (performance.now() > deadlineMs) return timeLimit();
        return rewritten(outcome === '' ? call(pending).toString() : outcome);
      } catch (error) {
        if (performance.now() > deadlineMs) return timeLimit();
        const name = error instanceof Error ? error.name : 'Error';
        const message_ = error instanceof Error ? error.message : String(error);
        return JSON.stringify({
          kind: 'execution-error',
          message: rewriteErrorText(`${name}: ${message_}`),
          logs: [],
        });
      }
    },
    dispose: () => {
      restore();
      vm.dispose();
    },
  };

  function rewritten(outcome: string): string {
    if (!outcome.startsWith('{"kind":"execution-error"')) return outcome;
    const value = JSON.parse(outcome) as { message: string };
    return JSON.stringify({ ...value, message: rewriteErrorText(value.message) });
  }
}

function timeLimit(): string {
  return JSON.stringify({
    kind: 'execution-error',
    message: 'Error: the function exceeded its time limit',
    logs: [],
  });
}

function need(handle: JSValueHandle | undefined): JSValueHandle {
  if (handle === undefined) throw new Error('an argument is missing');
  return handle;
}

function text(handle: JSValueHandle | undefined): string {
  return need(handle).toString();
}
