// What the two runtimes of CloudFront Functions execute, from the tables that checker and compiler read.

import {
  builtins,
  engineDifferences,
  moduleForms,
  moduleMembers,
  type Support,
  syntaxFeatures,
} from '@edgewire/edge-compiler/features';
import { type Page, page, table } from './page.js';

const words: Readonly<Record<Support, string>> = {
  documented: 'yes',
  works: 'works, not documented',
  partly: 'partly',
  refused: 'no',
  wrong: '**silently wrong**',
  'not-applicable': '–',
};
const codeLink = (code: string | undefined) => (code === undefined ? '' : `[${code}](codes/${code}.md)`);

export function featurePage(): Page {
  const owners = [...new Set(builtins.map(({ owner }) => owner))].sort();
  return page('runtime-features.md', 'What the runtimes execute', [
    '*yes* is documented by AWS; other rows are measurements of the open-source engine nearest to it or reports from the field.',
    '`edgewire build` lowers what is marked so, and refuses what cannot be made right.',
    '',
    '## Syntax',
    '',
    ...table(
      ['Feature', '1.0', '2.0', 'edgewire build', 'Code'],
      syntaxFeatures.map(({ title, support, build, code }) => [
        title,
        words[support['cloudfront-js-1.0']],
        words[support['cloudfront-js-2.0']],
        build ?? 'kept',
        codeLink(code),
      ]),
    ),
    '## Built-ins',
    '',
    ...owners.flatMap((owner) => [
      `### ${owner}`,
      '',
      ...table(
        ['Name', '1.0', '2.0', 'Note'],
        builtins
          .filter((entry) => entry.owner === owner)
          .map(({ name, support, help, polyfill }) => [
            `\`${name}\``,
            words[support['cloudfront-js-1.0']],
            words[support['cloudfront-js-2.0']],
            polyfill === true ? 'brought along by edgewire build' : (help ?? ''),
          ]),
      ),
    ]),
    '## Modules',
    '',
    ...table(
      ['Module', 'Members'],
      [...new Set(moduleForms.map(({ module }) => module))].map((module) => [
        `\`${module}\``,
        Object.keys(moduleMembers[module] ?? {})
          .map((name) => `\`${name}\``)
          .join(', '),
      ]),
    ),
    '## Where the engine differs from V8',
    '',
    ...table(
      ['Area', 'V8', '1.0', '2.0', 'Silent', 'Code'],
      engineDifferences.map(({ area, v8, engine, isSilent, code }) => [
        area,
        v8,
        engine['cloudfront-js-1.0'],
        engine['cloudfront-js-2.0'],
        isSilent ? 'yes' : 'no',
        codeLink(code),
      ]),
    ),
  ]);
}
