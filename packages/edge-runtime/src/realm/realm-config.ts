// What a realm is made with: the fidelity tables and limits of one runtime.

import { errorTexts } from '../fidelity/error-texts.js';
import { keptBuiltIns } from '../fidelity/kept-built-ins.js';
import { maxLogBytes, maxLogDataBytes } from '../limits.js';
import type { RealmConfig } from './realm.js';

/** The configuration for runtime 1.0 or 2.0. */
export function realmConfig(version: 1 | 2): RealmConfig {
  return { version, keptNames: keptBuiltIns(version), errorTexts, maxLogBytes, maxLogDataBytes };
}
