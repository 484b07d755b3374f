// Prices of what the meter counts, in instructions of njs. Written by compute/calibrate.ts: do not edit by hand.
// Fitted to 90 functions and events under njs 0.7.9 and valgrind 3.19; evidence: compute utilization.

import type { CounterName } from './counters.js';

/** Instructions of a call of the handler that does nothing. */
export const handlerCallInstructions = 630;

/** Instructions for one of each counter. */
export const weights: Readonly<Record<CounterName, number>> = {
  nodes: 28.93,
  calls: 140,
  members: 147,
  creations: 704,
  awaits: 4_138,
  concatenatedCharacters: 0.47,
  stringCalls: 570,
  stringCharacters: 9.55,
  patternCalls: 3_834,
  patternCharacters: 1.57,
  arrayCalls: 423,
  arrayElements: 569,
  sortSteps: 221,
  jsonParsedCharacters: 41.51,
  jsonPrintedCharacters: 43.84,
  hashCalls: 2_702,
  hashWork: 1_576,
  codecCalls: 860,
  codecBytes: 18.11,
  uriCharacters: 85.58,
  objectCalls: 341,
  objectKeys: 572,
  scannedElements: 42.62,
  concatenations: 295,
  jsonParsedValues: 306,
  jsonPrintedValues: 2_341,
  computedMembers: 572,
};
