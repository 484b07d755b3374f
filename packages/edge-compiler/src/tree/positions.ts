// Positions in JavaScript, whose lines end in more ways than those of other texts.

import { indexPositions, type Position } from '@edgewire/diagnostics';

/** Prepares a program for many look-ups. @returns The position of an offset, in logarithmic time. */
export function positionsOf(text: string): (offset: number) => Position {
  return indexPositions(text, /\r\n|[\n\r\u2028\u2029]/g);
}
