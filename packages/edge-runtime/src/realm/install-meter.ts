// The cost meter's counters inside the realm.

import type { Realm } from './realm.js';

/** Runs inside the engine: see realm.ts. */
export function installMeter(realm: Realm): void {
  const counters: number[] = [0];
  realm.compute = counters;
}
