// The pattern language of path patterns, policies and cookie lists: `*` and `?`, nothing else.

/**
 * Compares a whole text with a pattern: `*` is any characters, none included; `?` is exactly one.
 *
 * Time grows with the product of the lengths at worst: a hostile pattern cannot hang it, as a regular expression
 * could.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let starAt = -1;
  let resumeAt = 0;
  while (t < text.length) {
    if (p < pattern.length && pattern[p] === '*') {
      starAt = p++;
      resumeAt = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (starAt !== -1) {
      p = starAt + 1;
      t = ++resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
