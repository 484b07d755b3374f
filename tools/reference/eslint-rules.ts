// The rules that the ESLint plugin offers.

import edgewire from '@edgewire/edge-compiler/eslint';
import { type Page, page, table } from './page.js';

export function eslintPage(): Page {
  const levels = edgewire.configs.recommended.rules;
  const rows = Object.entries(edgewire.rules).map(([name, { meta }]) => {
    const [, what = '', codes = ''] = /^(.*) \((EW\d{4} .*)\)$/.exec(meta.docs.description) ?? [];
    const links = codes.split('; ').map((code) => code.replace(/^(EW\d{4})/, '[$1](codes/$1.md)'));
    return [`\`edgewire/${name}\``, levels[`edgewire/${name}`] ?? 'off', what, links.join('<br>')];
  });
  return page('eslint-rules.md', 'ESLint rules', [
    'What `@edgewire/edge-compiler/eslint` reports, with the level of its configurations. A rule that ends in `-warnings`',
    'reports what may work but is not certain.',
    '',
    ...table(['Rule', 'Level', 'It', 'Codes'], rows),
  ]);
}
