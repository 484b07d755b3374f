// Adds counters to a function's code.

import type { Program } from 'acorn';
import type MagicString from 'magic-string';

/** Inserts counters, keeping every line where it is. */
export function instrument(_program: Program, _text: MagicString): void {}
