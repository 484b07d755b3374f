// Codes EW3xxx.

import type { CatalogueEntry } from './entry.js';

export const templateCodes: readonly CatalogueEntry[] = [];
