// One deployed function: its environments, the queue in front of them, reloads and idle environments.

import type { Environment, EnvironmentAnswer, Invocation } from './environment.js';
import { initTimeoutMs } from './limits.js';

/** Makes environments of the function's current code. */
export interface EnvironmentFactory {
  create(options: { readonly initTimeoutMs: number }): Promise<Environment>;
}

/** Bounds of a function's environments. */
export interface RunnerOptions {
  readonly timeoutSeconds: number;
  /**
   * Environments at the most; invocations beyond it wait, because threads cost memory here that they do not
   * cost on AWS.
   */
  readonly maxEnvironments: number;
  /** An environment beyond the first that had nothing to do for this long is closed, in machine time. */
  readonly idleTimeoutMs: number;
}

/** Runs invocations of one function. */
export interface FunctionRunner {
  /** Invocations that run or wait. */
  readonly inFlight: number;
  readonly environments: number;
  invoke(invocation: Invocation, onStart: (coldStart: boolean) => void): Promise<EnvironmentAnswer>;
  /** Starts one environment ahead of the first invocation; resolves when it is ready or has failed. */
  warm(): Promise<void>;
  /** New invocations get new environments; running ones finish on the old. */
  replaceEnvironments(): void;
  /** Ends every environment, also those that run. */
  close(): Promise<void>;
  /** Closes when the last invocation has ended. */
  drain(): Promise<void>;
}

/** One environment and what it does. */
interface Slot {
  readonly environment: Promise<Environment>;
  readonly generation: number;
  isBusy: boolean;
  idleSinceMs: number;
}

/** How long an invocation waits for an environment that has answered and not yet asked for more. */
const finishingGraceMs = 25;

interface Acquired {
  readonly slot: Slot;
  readonly coldStart: boolean;
}

/** @param factory - Asked whenever an invocation finds no idle environment and the cap allows one more. */
export function createFunctionRunner(factory: EnvironmentFactory, options: RunnerOptions): FunctionRunner {
  let generation = 0;
  let isClosed = false;
  let inFlight = 0;
  /** Environments that have answered and do not take the next invocation yet. */
  let finishing = 0;
  let slots: Slot[] = [];
  /** Replaced environments that still run an invocation. */
  const leaving = new Set<Slot>();
  const closing = new Set<Promise<void>>();
  const waiting: ((acquired: Acquired) => void)[] = [];
  const drained: (() => void)[] = [];
  let reaper: NodeJS.Timeout | undefined;

  const retire = (slot: Slot) => {
    slots = slots.filter((candidate) => candidate !== slot);
    leaving.delete(slot);
    const closed: Promise<void> = slot.environment
      .then((environment) => environment.close())
      // A start that failed has nothing to close; the invocation reported it.
      .catch(() => {})
      .finally(() => closing.delete(closed));
    closing.add(closed);
  };

  const start = (limitMs: number): Slot => {
    const slot: Slot = {
      environment: isClosed
        ? Promise.reject(new Error('The function is being removed'))
        : factory.create({ initTimeoutMs: limitMs }),
      generation,
      isBusy: true,
      idleSinceMs: 0,
    };
    // Handled where the environment is used; this only keeps a failed warm-up from being unhandled.
    slot.environment.catch(() => {});
    slots.push(slot);
    return slot;
  };

  const acquire = (): Acquired | Promise<Acquired> => {
    // The one used last is the warmest; the others get a chance to be reaped.
    let idle: Slot | undefined;
    for (const slot of slots) {
      if (!slot.isBusy && (idle === undefined || slot.idleSinceMs > idle.idleSinceMs)) idle = slot;
    }
    if (idle !== undefined) {
      idle.isBusy = true;
      return { slot: idle, coldStart: false };
    }
    if (slots.length >= options.maxEnvironments) return new Promise((resolve) => waiting.push(resolve));
    if (finishing <= waiting.length) return { slot: start(initTimeoutMs), coldStart: true };
    return new Promise((resolve) => {
      waiting.push(resolve);
      setTimeout(() => {
        const at = waiting.indexOf(resolve);
        if (at === -1 || slots.length >= options.maxEnvironments) return;
        waiting.splice(at, 1);
        resolve({ slot: start(initTimeoutMs), coldStart: true });
      }, finishingGraceMs);
    });
  };

  const release = (slot: Slot, isDead: boolean) => {
    const isCurrent = slot.generation === generation;
    if (isDead || !isCurrent) retire(slot);
    const next = waiting.shift();
    if (next !== undefined) {
      if (!isDead && isCurrent) return next({ slot, coldStart: false });
      if (slots.length < options.maxEnvironments)
        return next({ slot: start(initTimeoutMs), coldStart: true });
      waiting.unshift(next);
    }
    slot.isBusy = false;
    slot.idleSinceMs = performance.now();
    if (slots.length > 1) reaper ??= startReaper();
  };

  const startReaper = (): NodeJS.Timeout =>
    setInterval(() => {
      const nowMs = performance.now();
      for (const slot of slots) {
        if (slots.length > 1 && !slot.isBusy && nowMs - slot.idleSinceMs >= options.idleTimeoutMs)
          retire(slot);
      }
      if (slots.length <= 1) {
        clearInterval(reaper);
        reaper = undefined;
      }
    }, options.idleTimeoutMs / 2).unref();

  const run = async (
    slot: Slot,
    invocation: Invocation,
  ): Promise<{ slot: Slot; answer: EnvironmentAnswer }> => {
    const timeoutMs = options.timeoutSeconds * 1_000;
    const answer = await (await slot.environment).invoke(invocation, timeoutMs);
    if (answer.isInitTimeout !== true) return { slot, answer };
    // Lambda runs an init that was too slow once more, inside the invocation and its time limit.
    retire(slot);
    const again = start(timeoutMs);
    return { slot: again, answer: await (await again.environment).invoke(invocation, timeoutMs) };
  };

  const finish = (slot: Slot, environment: Environment | undefined) => {
    const settle = () => release(slot, environment?.isDead ?? true);
    const ready = environment?.isDead === false ? environment.whenReady?.() : undefined;
    if (ready === undefined) {
      settle();
      return;
    }
    finishing++;
    void ready.then(() => {
      finishing--;
      settle();
    });
  };

  const close = async () => {
    isClosed = true;
    clearInterval(reaper);
    // What still waits is told so by an environment that cannot be made.
    for (const next of waiting.splice(0)) next({ slot: start(0), coldStart: true });
    for (const slot of [...slots, ...leaving]) retire(slot);
    await Promise.all(closing);
  };

  return {
    get inFlight() {
      return inFlight;
    },
    get environments() {
      return slots.length;
    },
    async invoke(invocation, onStart) {
      inFlight++;
      const { slot, coldStart } = await acquire();
      onStart(coldStart);
      let used = slot;
      let environment: Environment | undefined;
      try {
        const done = await run(slot, invocation);
        used = done.slot;
        environment = await used.environment;
        return done.answer;
      } finally {
        inFlight--;
        finish(used, environment);
        if (inFlight === 0) for (const resolve of drained.splice(0)) resolve();
      }
    },
    async warm() {
      if (isClosed || slots.length > 0) return;
      const slot = start(initTimeoutMs);
      slot.isBusy = false;
      slot.idleSinceMs = performance.now();
      try {
        await (await slot.environment).whenInitialized?.();
      } catch {
        // The first invocation reports why there is no environment.
      }
    },
    replaceEnvironments() {
      generation++;
      const old = slots;
      slots = [];
      for (const slot of old) {
        if (slot.isBusy) leaving.add(slot);
        else retire(slot);
      }
      for (const next of waiting.splice(0, options.maxEnvironments))
        next({ slot: start(initTimeoutMs), coldStart: true });
    },
    close,
    async drain() {
      if (inFlight > 0) await new Promise<void>((resolve) => drained.push(resolve));
      await close();
    },
  };
}
