// Keeps the schedules that code made over restarts of a stack. Those of a template come with it.

import type { Journal } from '../state/journal.js';

/** A schedule as its maker described it. */
export interface KeptSchedule {
  readonly groupName: string;
  readonly name: string;
  /** Members of the API call. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly createdMs: number;
  /** Whether a one-time schedule has run. */
  readonly hasRun: boolean;
}

/** What is kept of one stack. */
export interface ScheduleStore {
  /** Schedules of earlier runs. */
  load(): readonly KeptSchedule[];
  /** Returns when the schedule outlives the process. */
  keep(kept: KeptSchedule): void;
  find(groupName: string, name: string): KeptSchedule | undefined;
  forget(groupName: string, name: string): void;
  close(): void;
}

type Entry =
  | { readonly kind: 'kept'; readonly kept: KeptSchedule }
  | { readonly kind: 'forgotten'; readonly key: string };

/** Entries below which rewriting saves nothing. */
const minEntriesToRewrite = 1_000;

export function createScheduleStore(journal: Journal): ScheduleStore {
  const present = new Map<string, KeptSchedule>();
  const keyOf = (groupName: string, name: string) => `${groupName}/${name}`;
  const record = (entry: Entry) => {
    journal.append([entry]);
    if (journal.length < Math.max(minEntriesToRewrite, present.size * 4)) return;
    journal.snapshot([...present.values()].map((kept): Entry => ({ kind: 'kept', kept })));
  };
  return {
    load() {
      // Only this file writes entries, so they have their shape.
      for (const entry of journal.load() as Iterable<Entry>) {
        if (entry.kind === 'forgotten') present.delete(entry.key);
        else present.set(keyOf(entry.kept.groupName, entry.kept.name), entry.kept);
      }
      return [...present.values()];
    },
    keep(kept) {
      present.set(keyOf(kept.groupName, kept.name), kept);
      record({ kind: 'kept', kept });
    },
    find: (groupName, name) => present.get(keyOf(groupName, name)),
    forget(groupName, name) {
      const key = keyOf(groupName, name);
      if (present.delete(key)) record({ kind: 'forgotten', key });
    },
    close: () => journal.close(),
  };
}
