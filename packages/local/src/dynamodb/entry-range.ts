// The entries of a partition that a query asks for.

import type { KeyCondition } from './key-condition.js';
import { compareRange } from './key-schema.js';
import { compareToPlace, type Entry, type Place, partitionPoint } from './sorted-index.js';

/** Positions of what a key condition accepts, which stands together: the first, and the first behind it. */
export interface EntryRange {
  readonly from: number;
  readonly to: number;
}

/** Found by halving: a page costs what it shows, not what the partition holds. */
export function acceptedRange(entries: readonly Entry[], { low, accepts }: KeyCondition): EntryRange {
  const isBelow = (entry: Entry) => {
    const order = low === undefined || entry.range === undefined ? 0 : compareRange(entry.range, low.value);
    return order < 0 || (order === 0 && low?.isAccepted === false);
  };
  const from = low === undefined ? 0 : partitionPoint(entries, 0, isBelow);
  return { from, to: partitionPoint(entries, from, ({ range }) => accepts(range)) };
}

/** Entries of a range in their order, behind a place. */
export function* forward(
  entries: readonly Entry[],
  range: EntryRange,
  start: Place | undefined,
): Generator<Entry> {
  const first =
    start === undefined
      ? range.from
      : Math.max(
          range.from,
          partitionPoint(entries, 0, (entry) => compareToPlace(entry, start) <= 0),
        );
  for (let at = first; at < range.to; at++) {
    const entry = entries[at];
    if (entry !== undefined) yield entry;
  }
}

/** Entries of a range from its end, before a place. */
export function* backward(
  entries: readonly Entry[],
  range: EntryRange,
  start: Place | undefined,
): Generator<Entry> {
  const behind =
    start === undefined
      ? range.to
      : Math.min(
          range.to,
          partitionPoint(entries, 0, (entry) => compareToPlace(entry, start) < 0),
        );
  for (let at = behind - 1; at >= range.from; at--) {
    const entry = entries[at];
    if (entry !== undefined) yield entry;
  }
}
