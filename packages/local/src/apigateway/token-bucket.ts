// Throttling as a token bucket (spec/websocket-api.md 6.4).

import type { Throttle } from './model.js';

/** Takes one token; false when none is left. */
export type TakeToken = (nowMs: number) => boolean;

/** A bucket that starts full. Rate 0 with burst 0 refuses everything. */
export function createTokenBucket(throttle: Throttle): TakeToken {
  let tokens = throttle.burst;
  let filledMs: number | undefined;
  return (nowMs) => {
    tokens = Math.min(throttle.burst, tokens + ((nowMs - (filledMs ?? nowMs)) / 1_000) * throttle.rate);
    filledMs = nowMs;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
}
