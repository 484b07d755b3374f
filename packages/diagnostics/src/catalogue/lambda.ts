// Codes EW6xxx.

import type { CatalogueEntry } from './entry.js';

export const lambdaCodes: readonly CatalogueEntry[] = [];
