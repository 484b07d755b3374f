// What the meter counts, in order. Instrumented code, the realm and the weights agree on these positions.

/** Names of the counters by position. */
export const counterNames = [
  'nodes',
  'calls',
  'members',
  'creations',
  'awaits',
  'concatenatedCharacters',
  'stringCalls',
  'stringCharacters',
  'patternCalls',
  'patternCharacters',
  'arrayCalls',
  'arrayElements',
  'sortSteps',
  'jsonParsedCharacters',
  'jsonPrintedCharacters',
  'hashCalls',
  'hashWork',
  'codecCalls',
  'codecBytes',
  'uriCharacters',
  'objectCalls',
  'objectKeys',
  'scannedElements',
  'concatenations',
  'jsonParsedValues',
  'jsonPrintedValues',
  'computedMembers',
] as const;

export type CounterName = (typeof counterNames)[number];
