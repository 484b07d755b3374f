// The machine's own time.

import type { Clock } from '../ports.js';

// setTimeout fires at once for delays over 2^31-1 ms; a TTL or schedule may be years away.
const longestTimerMs = 2_147_483_647;

/**
 * Creates the clock used by `--clock real`. Its timers never keep the process alive, and never run before `nowMs` has
 * reached their time: the system's timers keep another time, and may be a millisecond early by this one.
 */
export function createRealClock(): Clock {
  return {
    nowMs: () => Date.now(),
    after(delayMs, callback) {
      const dueMs = Date.now() + delayMs;
      let timer: NodeJS.Timeout;
      const wait = () => {
        const leftMs = Math.max(0, dueMs - Date.now());
        timer = setTimeout(
          () => (Date.now() < dueMs ? wait() : void callback()),
          Math.min(leftMs, longestTimerMs),
        );
        timer.unref();
      };
      wait();
      return () => clearTimeout(timer);
    },
  };
}
