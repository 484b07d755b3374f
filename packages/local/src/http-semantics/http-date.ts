// Dates in HTTP headers, with the one-second precision that they have.

/** @returns Epoch milliseconds, or `undefined` when the text is no HTTP date (RFC 9110 5.6.7). */
export function parseHttpDate(text: string | undefined): number | undefined {
  // Only dates that name a weekday are HTTP dates; `Date.parse` alone would take "1" for one.
  if (text === undefined || !/^\s*[A-Za-z]{3,9},? /.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

/** IMF-fixdate, such as `Sun, 06 Nov 1994 08:49:37 GMT`. */
export function formatHttpDate(ms: number): string {
  return new Date(ms).toUTCString();
}

/** Cuts to whole seconds, as a date header does. */
export function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
