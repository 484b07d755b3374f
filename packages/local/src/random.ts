// Sources of randomness: the machine's, or a seeded one for repeatable runs.

import { randomBytes } from 'node:crypto';
import type { Random } from './ports.js';

/** Cryptographically strong randomness. */
export function createSystemRandom(): Random {
  // A call to the system's generator costs a microsecond whatever its size, and a message draws three ids.
  const poolBytes = 4_096;
  let pool = Buffer.alloc(0);
  let at = 0;
  const draw = (length: number): Uint8Array => {
    if (length > poolBytes) return randomBytes(length);
    if (at + length > pool.length) {
      pool = randomBytes(poolBytes);
      at = 0;
    }
    at += length;
    // No byte is handed out twice, and the pool is never written again: a view is as good as a copy.
    return pool.subarray(at - length, at);
  };
  return {
    next: () => Buffer.from(draw(6)).readUIntBE(0, 6) / 2 ** 48,
    bytes: draw,
  };
}

/** A repeatable sequence (mulberry32); the same seed gives the same run. */
export function createSeededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, bytes: (length) => Uint8Array.from({ length }, () => Math.floor(next() * 256)) };
}
