// Runs one case of the calibration through the meter.

import { localEdgeLocation } from '../assumptions.js';
import { createQuickJsDriver } from '../engine/quickjs-driver.js';
import type { FunctionEvent } from '../event/build-event.js';
import type { RealmOutcome } from '../realm/realm.js';

/** A function, an event, and what one call of its handler costs in njs. */
export interface CalibrationCase {
  readonly name: string;
  readonly family: string;
  /** Cases that are held out judge the fit and take no part in it. */
  readonly set: 'fit' | 'held-out';
  readonly instructions: number;
  readonly code: string;
  readonly event: FunctionEvent;
}

/**
 * Counts what one call of the handler does, without the top level.
 *
 * @throws Error when the function fails.
 */
export async function countCase({ name, code, event }: CalibrationCase): Promise<readonly number[]> {
  const driver = createQuickJsDriver();
  const loaded = await driver.load({
    type: 'load',
    functionId: 1,
    code,
    version: 2,
    memoryBytes: 16 * 1_048_576,
    store: undefined,
    isMetered: true,
  });
  const text = await loaded.run({
    type: 'run',
    runId: 1,
    functionId: 1,
    event: JSON.stringify(event),
    run: { eventType: String(event.context.eventType), nowMs: 0, seed: 0, edgeLocation: localEdgeLocation },
    timeLimitMs: 20_000,
  });
  loaded.dispose();
  // The realm's own JSON.
  const outcome = JSON.parse(text) as RealmOutcome;
  if (outcome.kind !== 'success') throw new Error(`${name}: ${outcome.message}`);
  return (outcome.compute ?? []).map((value, index) => value - (outcome.topLevelCompute?.[index] ?? 0));
}
