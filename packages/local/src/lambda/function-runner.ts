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
  /** Invocations that it has: one runs, the others wait in it. */
  load: number;
  /** When it last answered. */
  idleSinceMs: number;
  /** When it last answered, or began to run after it was idle. */
  movedMs: number;
  /** How long its last invocation took. */
  lastDurationMs: number;
  /** Looks whether what waits in it moves on. */
  watch: NodeJS.Timeout | undefined;
  /** It gave back what waited, and has not answered since. */
  isStuck: boolean;
  /** Set once it has taken its first invocation. */
  ready: Environment | undefined;
  isRetired: boolean;
}

/** How long an invocation waits for an environment that has answered and not yet asked for more. */
const finishingGraceMs = 25;
/**
 * An environment whose last answer took less, and whose present one has not taken longer yet, is about to be free: the
 * next invocation may wait in it. Any other gives back what waits as soon as another environment can take it.
 */
const flowingMs = 20;
/** A wait that is expected to be shorter than this is better than the start of another environment. */
const shortWaitMs = 5;

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
    if (slot.isRetired) return;
    slot.isRetired = true;
    clearTimeout(slot.watch);
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
      load: 1,
      idleSinceMs: 0,
      movedMs: 0,
      lastDurationMs: Number.POSITIVE_INFINITY,
      watch: undefined,
      isStuck: false,
      ready: undefined,
      isRetired: false,
    };
    // Handled where the environment is used; this only keeps a failed warm-up from being unhandled.
    slot.environment.catch(() => {});
    slots.push(slot);
    return slot;
  };

  const isFlowing = ({ movedMs }: Slot): boolean => performance.now() - movedMs < flowingMs;

  const canTakeAhead = (slot: Slot): boolean =>
    slot.load < (slot.ready?.ahead?.capacity ?? 0) && slot.lastDurationMs < flowingMs && !slot.isStuck;

  const take = (slot: Slot): Acquired => {
    if (slot.load++ === 0) slot.movedMs = performance.now();
    return { slot, coldStart: false };
  };

  const acquire = (isAgain: boolean): Acquired | Promise<Acquired> => {
    // The one used last is the warmest; the others get a chance to be reaped.
    let idle: Slot | undefined;
    for (const slot of slots) {
      if (slot.load === 0 && (idle === undefined || slot.idleSinceMs > idle.idleSinceMs)) idle = slot;
    }
    if (idle !== undefined) return take(idle);
    const wait = () =>
      new Promise<Acquired>((resolve) => {
        // What was given back is older than what waits.
        if (isAgain) waiting.unshift(resolve);
        else waiting.push(resolve);
      });
    let flowing: Slot | undefined;
    for (const slot of waiting.length === 0 ? slots : []) {
      if ((flowing === undefined || slot.load < flowing.load) && canTakeAhead(slot)) flowing = slot;
    }
    if (slots.length >= options.maxEnvironments) return flowing === undefined ? wait() : take(flowing);
    if (flowing !== undefined && flowing.load * flowing.lastDurationMs < shortWaitMs) {
      watch(flowing);
      return take(flowing);
    }
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
    slot.load--;
    slot.idleSinceMs = performance.now();
    slot.movedMs = slot.idleSinceMs;
    slot.isStuck = false;
    const isUsable = !isDead && slot.generation === generation && !slot.isRetired;
    if (isDead || (!isUsable && slot.load === 0)) retire(slot);
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (isUsable && (slot.load === 0 || canTakeAhead(slot))) next(take(slot));
      else if (!isUsable && slots.length < options.maxEnvironments) {
        next({ slot: start(initTimeoutMs), coldStart: true });
        break;
      } else {
        waiting.unshift(next);
        break;
      }
    }
    if (isUsable) takeBack(slot);
    if (slots.length > 1) reaper ??= startReaper();
  };

  // Nothing may be released for long: an environment that is stuck must not keep what a new one could run.
  const watch = (slot: Slot) => {
    // After the timer the loop takes the answers that came while this thread was busy itself.
    slot.watch ??= setTimeout(() => setImmediate(unstick, slot), flowingMs);
  };
  const unstick = (slot: Slot) => {
    slot.watch = undefined;
    if (slot.load <= 1 || slot.isRetired) return;
    if (isFlowing(slot) || slots.length >= options.maxEnvironments) watch(slot);
    else giveBack(slot);
  };
  const giveBack = (slot: Slot) => {
    slot.isStuck = true;
    slot.ready?.ahead?.withdraw(slot.load - 1);
  };

  // What waits in an environment that got stuck moves on; an idle environment relieves one that has much to do.
  const takeBack = (released: Slot) => {
    let mayRelieve = released.load === 0;
    for (const slot of slots) {
      if (slot.load <= 1) continue;
      if (!isFlowing(slot)) giveBack(slot);
      else if (mayRelieve) {
        slot.ready?.ahead?.withdraw(1);
        mayRelieve = false;
      }
    }
  };

  const startReaper = (): NodeJS.Timeout =>
    setInterval(() => {
      const nowMs = performance.now();
      for (const slot of slots) {
        if (slots.length > 1 && slot.load === 0 && nowMs - slot.idleSinceMs >= options.idleTimeoutMs)
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
    onBegin: () => void,
  ): Promise<{ readonly slot: Slot; readonly answer: EnvironmentAnswer } | undefined> => {
    const timeoutMs = options.timeoutSeconds * 1_000;
    const ahead = slot.ready?.ahead;
    if (ahead !== undefined && ahead.capacity > 0) {
      const answer = await ahead.handOver(invocation, { timeoutMs, onBegin });
      return answer === undefined ? undefined : { slot, answer };
    }
    onBegin();
    const environment = await slot.environment;
    const answer = await environment.invoke(invocation, timeoutMs);
    slot.ready = environment;
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

  /** The invocation never began in this environment. */
  const giveUp = (slot: Slot, environment: Environment | undefined) => {
    if (environment?.isDead !== false) return release(slot, true);
    slot.load--;
    if (slot.load === 0 && slot.generation !== generation) retire(slot);
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
      try {
        for (let isAgain = false; ; isAgain = true) {
          const { slot, coldStart } = await acquire(isAgain);
          let used = slot;
          let environment: Environment | undefined;
          let isBegun = true;
          try {
            const done = await run(slot, invocation, () => onStart(coldStart));
            used = done?.slot ?? slot;
            if (done !== undefined) used.lastDurationMs = done.answer.durationMs;
            environment = await used.environment;
            if (done !== undefined) return done.answer;
            isBegun = false;
          } finally {
            if (isBegun) finish(used, environment);
            else giveUp(used, environment);
          }
        }
      } finally {
        inFlight--;
        if (inFlight === 0) for (const resolve of drained.splice(0)) resolve();
      }
    },
    async warm() {
      if (isClosed || slots.length > 0) return;
      const slot = start(initTimeoutMs);
      slot.load = 0;
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
        if (slot.load === 0) retire(slot);
        else {
          leaving.add(slot);
          // What has not begun gets the new code.
          slot.ready?.ahead?.withdraw(slot.load);
        }
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
