// Codes EW9xxx.

import type { CatalogueEntry } from './entry.js';

export const cliCodes: readonly CatalogueEntry[] = [];
