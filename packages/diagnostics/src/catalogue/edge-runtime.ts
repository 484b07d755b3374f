// Codes EW2xxx.

import type { CatalogueEntry } from './entry.js';

export const edgeRuntimeCodes: readonly CatalogueEntry[] = [];
