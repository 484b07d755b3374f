// The entry `@edgewire/edge-compiler/eslint`. ESLint's users expect the plugin as the default export.

import { plugin } from './plugin.js';

export type { EslintConfig, EslintPlugin } from './eslint-types.js';
export type { LintOptions } from './lint-findings.js';
// biome-ignore lint/style/noDefaultExport: what every ESLint plugin offers.
export default plugin;
