// One page for each code, and the list of all.

import { type CatalogueEntry, catalogue } from '@edgewire/diagnostics';
import { type Page, page, table } from './page.js';

const blocks: readonly (readonly [prefix: string, title: string])[] = [
  ['EW1', 'Check and build of edge functions'],
  ['EW2', 'Running edge functions'],
  ['EW3', 'Templates and projects'],
  ['EW4', 'CloudFront'],
  ['EW5', 'API Gateway'],
  ['EW6', 'Lambda and event sources'],
  ['EW9', 'The command line'],
];

export function codePages(): readonly Page[] {
  const body = blocks.flatMap(([prefix, title]) => [
    `## ${title}`,
    '',
    ...table(
      ['Code', 'Severity', 'Title'],
      catalogue
        .filter(({ code }) => code.startsWith(prefix))
        .map((entry) => [`[${entry.code}](codes/${entry.code}.md)`, entry.severity, entry.title]),
    ),
  ]);
  const intro = [
    '`edgewire explain CODE` prints the same text. Codes are stable; retired ones are not used again.',
    '',
  ];
  return [page('codes.md', 'Codes', [...intro, ...body]), ...catalogue.map(codePage)];
}

function codePage({ code, severity, title, explanation, wrong, right, source }: CatalogueEntry): Page {
  const sample = (heading: string, text: string | undefined) =>
    text === undefined ? [] : [`## ${heading}`, '', '```', text.trimEnd(), '```', ''];
  return page(`codes/${code}.md`, `${code}: ${title}`, [
    `Severity: ${severity}. Source: ${source}.`,
    '',
    explanation,
    '',
    ...sample('Wrong', wrong),
    ...sample('Right', right),
  ]);
}
