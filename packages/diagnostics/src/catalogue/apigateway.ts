// Codes EW5xxx.

import type { CatalogueEntry } from './entry.js';

export const apigatewayCodes: readonly CatalogueEntry[] = [];
