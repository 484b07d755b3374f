// Comparison of secrets.

/** Compares two texts in a time that depends on the length of `expected` alone. */
export function equalTexts(expected: string, given: string): boolean {
  let difference = expected.length ^ given.length;
  for (let i = 0; i < expected.length; i++) difference |= expected.charCodeAt(i) ^ given.charCodeAt(i);
  return difference === 0;
}
