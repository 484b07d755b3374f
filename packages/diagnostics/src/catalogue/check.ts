// Codes EW1xxx: what the checker and the compiler of edge functions find, one file a group.

import { buildCodes } from './check/build.js';
import { builtInsCodes } from './check/built-ins.js';
import { cloudfrontModuleCodes } from './check/cloudfront-module.js';
import { engineCodes } from './check/engine.js';
import { eventCodes } from './check/event.js';
import { migrateCodes } from './check/migrate.js';
import { programCodes } from './check/program.js';
import { syntaxCodes } from './check/syntax.js';
import type { CatalogueEntry } from './entry.js';

export const checkCodes: readonly CatalogueEntry[] = [
  ...programCodes,
  ...syntaxCodes,
  ...eventCodes,
  ...builtInsCodes,
  ...cloudfrontModuleCodes,
  ...engineCodes,
  ...buildCodes,
  ...migrateCodes,
];
