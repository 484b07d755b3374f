// How long to wait before connecting again.

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 15_000;

/**
 * Doubles with every failure up to 15 s; the upper half is left to chance, so that clients that lost the shop
 * together do not come back together.
 *
 * @param {number} failures - Connections that failed in a row, from 1.
 * @param {number} random - From 0 up to, not including, 1.
 * @returns {number} Milliseconds.
 */
export function reconnectDelay(failures, random) {
  const full = Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS);
  return Math.round(full / 2 + (full / 2) * random);
}
