// A clock that only tests move: two hours pass in milliseconds.

import type { Clock } from '../ports.js';

/** The clock behind `--clock manual` and `POST /clock`. */
export interface ManualClock extends Clock {
  /**
   * Moves time on, running every timer that falls due in order of its time, those that timers set on the way
   * included. Resolves when their promises are settled.
   */
  advance(byMs: number): Promise<void>;
  /** Tells every new time, before the timers of that time run. */
  onAdvance(listener: (nowMs: number) => void): void;
}

/** Creates a manual clock standing at `startMs` (Unix epoch milliseconds). */
export function createManualClock(startMs: number): ManualClock {
  let now = startMs;
  let serial = 0;
  const listeners: ((nowMs: number) => void)[] = [];
  const moveTo = (timeMs: number) => {
    now = timeMs;
    for (const listener of listeners) listener(now);
  };
  const timers = new Map<number, { dueMs: number; callback: () => void | Promise<void> }>();

  const nextDue = (limitMs: number) => {
    let next: { id: number; dueMs: number; callback: () => void | Promise<void> } | undefined;
    for (const [id, timer] of timers) {
      if (timer.dueMs <= limitMs && (next === undefined || timer.dueMs < next.dueMs)) next = { id, ...timer };
    }
    return next;
  };

  return {
    nowMs: () => now,
    after(delayMs, callback) {
      const id = serial++;
      timers.set(id, { dueMs: now + Math.max(0, delayMs), callback });
      return () => void timers.delete(id);
    },
    onAdvance: (listener) => void listeners.push(listener),
    async advance(byMs) {
      const target = now + byMs;
      for (let due = nextDue(target); due !== undefined; due = nextDue(target)) {
        timers.delete(due.id);
        moveTo(Math.max(now, due.dueMs));
        await due.callback();
      }
      moveTo(target);
      // Work that a timer started without waiting for it (a frame written, a promise chain) gets a turn.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
