// Codes EW4xxx.

import type { CatalogueEntry } from './entry.js';

export const cloudfrontCodes: readonly CatalogueEntry[] = [];
