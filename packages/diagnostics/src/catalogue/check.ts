// Codes EW1xxx.

import type { CatalogueEntry } from './entry.js';

export const checkCodes: readonly CatalogueEntry[] = [];
