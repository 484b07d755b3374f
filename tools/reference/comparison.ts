// Edgewire and a peer, behaviour by behaviour, from the files that one run of `conformance/src/compare.ts` leaves.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Report, type Row, type RowResult, rows } from '@edgewire/conformance';
import { type Page, page, table } from './page.js';

const sectionTitles: Readonly<Record<string, string>> = {
  '1': 'Handshake, connection and close',
  '2': 'Routes and messages',
  '3': 'Events of functions',
  '4': 'Authorizers and signatures',
  '5': 'The @connections API',
  '6': 'Limits, times and errors',
  '9': 'Frames',
};

/** The committed results of one target. */
export function readReport(root: string, target: string): Report {
  const file = join(root, 'conformance', 'results', `${target}.json`);
  // Written by writeReport only.
  return JSON.parse(readFileSync(file, 'utf8')) as Report;
}

/** The page; a row that no run has seen yet says so. */
export function comparisonPage(reports: readonly Report[]): Page {
  const chapters = groupBy(rows, ({ section }) => section.split('.')[0] ?? '');
  return page('websocket-comparison.md', 'WebSocket APIs: Edgewire and serverless-offline', [
    '`node conformance/dist/src/compare.js` runs every row below against both, on one machine, with the same handlers,',
    'and `npm run docs` writes this page from `conformance/results`. A row says what AWS does; a cell says what was seen',
    'and what AWS would have done instead. *Not comparable* rows are counted apart: the configuration of the target cannot',
    'say what the row needs, or the target cannot do the stimulus. *No verdict* is an answer that did not come in time.',
    'Expectations are documented by AWS, observed by users of AWS, or (†) our reading where neither exists.',
    '',
    ...table(
      ['', 'Version', 'Date', 'Rows', 'As AWS', 'Differ', 'Not comparable', 'No verdict'],
      reports.map(({ target, version, date, score }) => [
        target,
        version,
        date,
        ...[score.rows, score.asAws, score.differs, score.notCovered, score.indeterminate].map(String),
      ]),
    ),
    ...[...chapters]
      .sort(([left], [right]) => Number(left) - Number(right))
      .flatMap(([chapter, own]) => [
        `## ${sectionTitles[chapter] ?? `Section ${chapter}`}`,
        '',
        ...table(['Row', 'AWS', ...reports.map(({ target }) => target)], linesOf(own, reports)),
      ]),
  ]);
}

function linesOf(own: readonly Row[], reports: readonly Report[]): string[][] {
  return own.map(({ id, title, confidence }) => [
    id,
    plain(title) + (confidence === 'unverified' ? ' †' : ''),
    ...reports.map(({ results }) => cellOf(results.find((result) => result.id === id))),
  ]);
}

function cellOf(result: RowResult | undefined): string {
  if (result === undefined) return 'not run yet';
  switch (result.verdict) {
    case 'as-aws':
      return 'as AWS';
    case 'differs':
      return `**differs**: ${plain(result.reason)}`;
    case 'not-covered':
      return `not comparable: ${plain(result.reason)}`;
    case 'indeterminate':
      return `no verdict: ${plain(result.reason)}`;
  }
}

/** Text of a run may hold anything; on the page it is text. */
function plain(text: string): string {
  return text.replace(/[<>&*_`[\]\\$]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

// Node 20 has no Map.groupBy.
function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value)) ?? [];
    groups.set(keyOf(value), [...group, value]);
  }
  return groups;
}
