// The one interface over every engine that can run a function.

import type { LoadMessage, RunMessage } from './messages.js';
import type { SourcePosition } from './source-position.js';

/** A function in an engine, ready for events. */
export interface LoadedFunction {
  /**
   * Runs one event in a fresh realm.
   *
   * @returns JSON text of a RealmOutcome. Never throws for what the function does.
   */
  run(message: RunMessage): string | Promise<string>;
  dispose(): void;
}

/** An engine. */
export interface EngineDriver {
  load(message: LoadMessage): LoadedFunction | Promise<LoadedFunction>;
}

/** The outcome of a run that came to nothing but a text. */
export function failedOutcome(
  message: string,
  { logs = [], position }: { readonly logs?: readonly string[]; readonly position?: SourcePosition } = {},
): string {
  return JSON.stringify({ kind: 'execution-error', message, logs, position });
}
