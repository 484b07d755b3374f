// Keeps the last events and tells subscribers about new ones.

import type { Emit, StackEvent } from './stack-event.js';

/** The stream behind `Emit`. */
export interface EventStream {
  readonly emit: Emit;
  /** Calls `listener` for every event from now on; returns the function that ends it. */
  subscribe(listener: (event: StackEvent) => void): () => void;
  /** The newest events, oldest first. */
  recent(): readonly StackEvent[];
}

/**
 * @param options.capacity - How many events `recent` remembers.
 * @param options.nowMs - Machine time for the events' stamps.
 */
export function createEventStream(options: { capacity: number; nowMs: () => number }): EventStream {
  const listeners = new Set<(event: StackEvent) => void>();
  let ring: StackEvent[] = [];
  let seq = 0;
  return {
    emit(kind, data, details = {}) {
      const event = {
        seq: ++seq,
        timeMs: options.nowMs(),
        level: details.level ?? 'info',
        kind,
        ...(details.traceId === undefined ? {} : { traceId: details.traceId }),
        ...(details.resource === undefined ? {} : { resource: details.resource }),
        data,
        // The parameters are a generic pair; the union is closed over the same keys.
      } as StackEvent;
      ring.push(event);
      if (ring.length > options.capacity * 2) ring = ring.slice(-options.capacity);
      for (const listener of listeners) listener(event);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    recent: () => ring.slice(-options.capacity),
  };
}
