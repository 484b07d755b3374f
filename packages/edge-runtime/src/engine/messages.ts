// What the engine's thread and its owner say to each other.

import type { RealmRun } from '../realm/realm.js';

/** A key value store as an engine reads it. */
export interface StoreData {
  readonly id: string;
  /** ISO 8601. */
  readonly createdDateTime: string;
  readonly lastUpdatedDateTime: string;
  readonly entries: ReadonlyMap<string, string>;
}

/** What the realm may know of a store; its values are asked for one by one. */
export function storeFacts(store: StoreData | undefined): RealmRun['store'] {
  if (store === undefined) return undefined;
  const { id, createdDateTime, lastUpdatedDateTime, entries } = store;
  return { id, createdDateTime, lastUpdatedDateTime, keyCount: entries.size };
}

/** A function to have ready under a number. */
export interface LoadMessage {
  readonly type: 'load';
  readonly functionId: number;
  readonly code: string;
  readonly version: 1 | 2;
  readonly memoryBytes: number;
  readonly store: StoreData | undefined;
  /** Whether runs count their cost. */
  readonly isMetered: boolean;
  /** What a debugger and a coverage report call the code. */
  readonly file?: string;
}

/** One event for a loaded function. */
export interface RunMessage {
  readonly type: 'run';
  readonly runId: number;
  readonly functionId: number;
  /** JSON text of the event. */
  readonly event: string;
  readonly run: RealmRun;
  readonly timeLimitMs: number;
}

/** A function that nobody needs any more. */
export interface UnloadMessage {
  readonly type: 'unload';
  readonly functionId: number;
}

export type EngineMessage = LoadMessage | RunMessage | UnloadMessage;

/** JSON text of a RealmOutcome. */
export interface RunAnswer {
  readonly runId: number;
  readonly outcome: string;
  readonly durationMs: number;
}
