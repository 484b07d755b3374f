// The machine's own time.

import type { Clock } from '../ports.js';

// setTimeout fires at once for delays over 2^31-1 ms; a TTL or schedule may be years away.
const longestTimerMs = 2_147_483_647;

/** Creates the clock used by `--clock real`. Its timers never keep the process alive. */
export function createRealClock(): Clock {
  return {
    nowMs: () => Date.now(),
    after(delayMs, callback) {
      let timer: NodeJS.Timeout;
      const wait = (leftMs: number) => {
        const stepMs = Math.min(leftMs, longestTimerMs);
        timer = setTimeout(() => (leftMs > stepMs ? wait(leftMs - stepMs) : void callback()), stepMs);
        timer.unref();
      };
      wait(Math.max(0, delayMs));
      return () => clearTimeout(timer);
    },
  };
}
