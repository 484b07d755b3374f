// V8 through node:vm, for breakpoints and block coverage. It is no sandbox: a function can reach Node, and a busy loop
// holds the process. For code that its caller trusts, and only when asked for.

import { type Context, createContext, runInContext, Script } from 'node:vm';
import { pendingText, unhandledRejectionText } from '../assumptions.js';
import { rewriteErrorText } from '../fidelity/error-texts.js';
import type { RealmEntry } from '../realm/install-entry.js';
import { realmConfig } from '../realm/realm-config.js';
import { realmSource } from '../realm/realm-source.js';
import { type EngineDriver, failedOutcome } from './driver.js';
import { hashBytes } from './hash-bytes.js';
import { type LoadMessage, type RunMessage, storeFacts } from './messages.js';
import { prepareSource } from './prepare-source.js';
import { completeOutcome } from './source-position.js';

type MakeRealm = (host: object, config: object) => RealmEntry;

/** Creates the debugging driver. Every event gets a fresh context in this thread. */
export function createVmDriver(): EngineDriver {
  return {
    load(message) {
      const source = prepareSource(message.code, message);
      if (source.kind === 'refused') {
        return { run: () => failedOutcome(source.message, source), dispose: () => undefined };
      }
      const realm = new Script(realmSource(message.version, message), { filename: 'cloudfront' });
      const filename = message.file ?? 'function.js';
      // The directive shares the first line: every line stays where it is, and its column moves on that line only.
      const script = new Script(`"use strict";${source.code}`, {
        filename,
        columnOffset: -'"use strict";'.length,
      });
      return {
        run: async (run) =>
          completeOutcome(await runScript({ realm, script, load: message, run }), {
            program: source.program,
            originalPosition: source.originalPosition,
            code: message.code,
            file: filename,
          }),
        dispose: () => undefined,
      };
    },
  };
}

async function runScript(parts: {
  readonly realm: Script;
  readonly script: Script;
  readonly load: LoadMessage;
  readonly run: RunMessage;
}): Promise<string> {
  const { load, run } = parts;
  const context = createContext(Object.create(null));
  const rejections = watchRejections(context);
  try {
    const host = {
      hash: hashBytes,
      store: (key: string) => load.store?.entries.get(key),
    };
    // The realm's source evaluates to this function.
    const make = parts.realm.runInContext(context) as MakeRealm;
    const entry = make(host, realmConfig(load.version));
    entry.prepare(JSON.stringify({ ...run.run, store: storeFacts(load.store) }));
    try {
      parts.script.runInContext(context);
    } catch (error) {
      return entry.fail(error);
    }
    entry.call(run.event);
    // Rejections are reported after the microtasks of this turn.
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    const [reason] = rejections.list;
    if (reason !== undefined && load.version === 2) {
      return entry.failWith(unhandledRejectionText + rewriteErrorText(String(reason.value)));
    }
    const outcome = entry.collect();
    return outcome === '' ? entry.failWith(pendingText) : outcome;
  } finally {
    rejections.stop();
  }
}

// A rejection that nothing handles would end the process; those of the context are the function's outcome.
function watchRejections(context: Context): { readonly list: { value: unknown }[]; stop(): void } {
  const list: { value: unknown }[] = [];
  const ContextPromise: unknown = runInContext('Promise', context);
  // Whoever else listens would take the function's outcome for a failure of its own.
  const others = process.listeners('unhandledRejection');
  const listener = (value: unknown, promise: Promise<unknown>) => {
    if (typeof ContextPromise === 'function' && promise instanceof ContextPromise) list.push({ value });
    else if (others.length === 0) throw value;
    else for (const other of others) other(value, promise);
  };
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', listener);
  return {
    list,
    stop: () => {
      process.off('unhandledRejection', listener);
      for (const other of others) process.on('unhandledRejection', other);
    },
  };
}
