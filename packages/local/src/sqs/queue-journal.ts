// Writes the changes of queues to the journal, and rewrites it when most of it is past.

import type { Journal } from '../state/journal.js';
import { type QueueChange, type QueueEntry, type QueueState, replayQueues } from './queue-state.js';

/** Entries below which rewriting saves nothing. */
const minEntriesToRewrite = 5_000;

/** What is kept of the queues of one stack. */
export interface QueueJournal {
  /** Queues of earlier runs by name. */
  load(nowMs: number): Map<string, QueueState>;
  /** Returns when the changes outlive the process. */
  record(queue: string, changes: readonly QueueChange[]): void;
  close(): void;
}

/** @param everything - The shortest journal of all present queues, and how many entries it has about. */
export function createQueueJournal(
  journal: Journal,
  everything: () => { readonly size: number; readonly entries: Iterable<QueueEntry> },
): QueueJournal {
  return {
    // Only this file and the queues write entries, so they have their shape.
    load: (nowMs) => replayQueues(journal.load() as Iterable<QueueEntry>, nowMs),
    record(queue, changes) {
      journal.append(changes.map((change): QueueEntry => ({ queue, change })));
      if (journal.length < minEntriesToRewrite) return;
      const { size, entries } = everything();
      if (journal.length > size * 4) journal.snapshot(entries);
    },
    close: () => journal.close(),
  };
}
