// Holds what is written to sockets until the end of a turn of the event loop. The kernel wakes the other side at every
// write; writes that follow each other closely find it awake, and frames of one connection share a system call.

import type { Writable } from 'node:stream';

/** More than this is written at once, so that nothing counts as waiting for a client that only waits for us. */
const maxHeldBytes = 16_384;

/** @returns A function that holds a stream's writes, those that follow included, until the turn ends. */
export function createTurnWrites(): (stream: Writable) => void {
  let held = new Set<Writable>();
  const release = () => {
    const streams = held;
    held = new Set();
    for (const stream of streams) stream.uncork();
  };
  return (stream) => {
    if (!held.has(stream)) {
      if (held.size === 0) setImmediate(release);
      held.add(stream);
      stream.cork();
    } else if (stream.writableLength > maxHeldBytes) {
      held.delete(stream);
      stream.uncork();
    }
  };
}
