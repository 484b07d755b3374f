// What tables and indexes may be called.

import { invalid } from './errors.js';

/** @throws ValidationException for a name that no table or index may have */
export function checkName(name: string): void {
  if (/^[A-Za-z0-9_.-]{3,255}$/.test(name)) return;
  throw invalid(
    "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'",
  );
}
