// Prices of what the meter counts, in instructions of njs. Written by compute/calibrate.ts: do not edit by hand.
// Fitted to 86 functions and events under njs 0.7.9 and valgrind 3.19; evidence: compute utilization.

import type { CounterName } from './counters.js';

/** Instructions of a call of the handler that does nothing. */
export const handlerCallInstructions = 364;

/** Instructions for one of each counter. */
export const weights: Readonly<Record<CounterName, number>> = {
  nodes: 30.58,
  calls: 230,
  members: 321,
  creations: 686,
  awaits: 4_127,
  concatenatedCharacters: 0.64,
  stringCalls: 0.0,
  stringCharacters: 13.56,
  patternCalls: 3_590,
  patternCharacters: 2.07,
  arrayCalls: 0.0,
  arrayElements: 639,
  sortSteps: 295,
  jsonParsedCharacters: 498,
  jsonPrintedCharacters: 137,
  hashCalls: 1_731,
  hashWork: 1_431,
  codecCalls: 21.72,
  codecBytes: 53.82,
  uriCharacters: 77.12,
  objectCalls: 0.0,
  objectKeys: 1_060,
  scannedElements: 0.0,
};
