// Percent escapes in paths.

/** @returns `undefined` for a malformed escape, and for bytes that are no UTF-8: they name nothing. */
export function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
