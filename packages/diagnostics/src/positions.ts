// Offsets to 1-based lines and columns.

/** A place in a text; line and column count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Prepares a text for many look-ups.
 *
 * @param lineBreak - What ends a line in the text's language; must be global.
 * @returns The position of an offset, in logarithmic time.
 */
export function indexPositions(text: string, lineBreak: RegExp): (offset: number) => Position {
  const starts = [0];
  for (const match of text.matchAll(lineBreak)) starts.push(match.index + match[0].length);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
