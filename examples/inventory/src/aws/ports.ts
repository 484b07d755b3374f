// Real time and chance, for the handlers.

import { setTimeout } from 'node:timers/promises';
import type { RetryPorts } from '../core/retry.js';

/** The clock of the execution environment. */
export const nowMs = (): number => Date.now();

/** Waits and chance for retries. */
export const retryPorts: RetryPorts = {
  random: Math.random,
  sleep: (milliseconds) => setTimeout(milliseconds),
};
