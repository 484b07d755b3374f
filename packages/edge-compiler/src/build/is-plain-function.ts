// Tells a function that can be uploaded as it is from a source that needs a build.

import { readEntryForm } from '../bundle/entry-form.js';

/**
 * Whether a file is a plain function: JavaScript without exports. Code that cannot be parsed counts as one, so that the
 * runtime's own answer is told.
 *
 * @param file - Its name; a TypeScript ending settles it.
 */
export function isPlainFunction(code: string, file: string): boolean {
  if (/\.[cm]?tsx?$/.test(file)) return false;
  const { kind } = readEntryForm(code);
  return kind === 'script' || kind === 'none' || (kind === 'named' && !/\bexport\b/.test(code));
}
