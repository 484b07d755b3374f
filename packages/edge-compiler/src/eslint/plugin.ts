// The ESLint plugin: the checker's rules, and configurations for both runtimes.

import { readFileSync } from 'node:fs';
import { builtins } from '../features/builtins.js';
import type { EdgeRuntimeName } from '../features/runtime.js';
import type { EslintConfig, EslintParser, EslintPlugin } from './eslint-types.js';
import { createEslintRule } from './lint-rule.js';
import { lintRules } from './lint-rules.js';
import { parseForEslint } from './parser.js';

const { name, version } = JSON.parse(
  readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
) as { readonly name: string; readonly version: string };

const parser: EslintParser = {
  meta: { name: `${name}/eslint`, version },
  parseForESLint: (code) => ({ ast: parseForEslint(code) }),
};

// A configuration holds the plugin that holds it.
const configs = {} as EslintPlugin['configs'];

/** What `eslint.config.js` imports. */
export const plugin: EslintPlugin = {
  meta: { name: `${name}/eslint`, version, namespace: 'edgewire' },
  rules: Object.fromEntries(lintRules.map((rule) => [rule.name, createEslintRule(rule)])),
  configs,
};

configs.recommended = configOf('recommended', 'cloudfront-js-2.0');
configs['recommended-1.0'] = configOf('recommended-1.0', 'cloudfront-js-1.0');

function configOf(title: string, runtime: EdgeRuntimeName): EslintConfig {
  const globals = builtins.filter(
    ({ owner, support }) => owner === 'global' && support[runtime] !== 'refused',
  );
  return {
    name: `edgewire/${title}`,
    plugins: { edgewire: plugin },
    languageOptions: {
      ecmaVersion: 'latest',
      // Strict, and with imports; ESLint's scopes know both of modules only.
      sourceType: 'module',
      parser,
      globals: Object.fromEntries(globals.map((row) => [row.name, 'readonly'])),
    },
    settings: { edgewire: { runtime } },
    rules: Object.fromEntries(lintRules.map((rule) => [`edgewire/${rule.name}`, rule.level])),
  };
}
