// What the engine's thread and its owner say to each other.

/** A key value store as the thread keeps it. */
export interface StoreData {
  readonly id: string;
  readonly createdDateTime: string;
  readonly lastUpdatedDateTime: string;
  readonly entries: ReadonlyMap<string, string>;
}

/** A function to have ready under a number. */
export interface LoadMessage {
  readonly type: 'load';
  readonly functionId: number;
  readonly code: string;
  readonly version: 1 | 2;
  readonly memoryBytes: number;
  readonly store: StoreData | undefined;
}

export interface RunMessage {
  readonly type: 'run';
  readonly runId: number;
  readonly functionId: number;
  readonly eventType: string;
  /** JSON text of the event. */
  readonly event: string;
  readonly rawQuery: string | undefined;
  readonly nowMs: number;
  readonly seed: number;
  readonly timeLimitMs: number;
}

export interface UnloadMessage {
  readonly type: 'unload';
  readonly functionId: number;
}

export type EngineMessage = LoadMessage | RunMessage | UnloadMessage;

/** JSON text of an engine outcome. */
export interface RunAnswer {
  readonly runId: number;
  readonly outcome: string;
  readonly durationMs: number;
}
