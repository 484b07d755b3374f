// Path patterns with `*`, as cache behaviors have them.

/** Whether a path fits a pattern; `*` stands for any text, also none. Upper and lower case differ. */
export function matchPath(pattern: string, path: string): boolean {
  const parts = pattern.split('*');
  const last = parts.pop() as string;
  let at = 0;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as string;
    const found = path.indexOf(part, at);
    if (found < 0 || (i === 0 && found > 0)) return false;
    at = found + part.length;
  }
  return parts.length ? path.length - last.length >= at && path.endsWith(last) : path === last;
}

/**
 * Whether a path names a file: its last part ends in a dot, letters and digits. Digits alone are a version, such as the
 * `1` of `v0.1`.
 */
export function hasExtension(path: string): boolean {
  return /(\.|%2e)\d*[a-z][\da-z]*$/i.test(path);
}
