// Limits of AWS, and what is assumed where AWS does not say: read from the files that hold nothing else.

import { type Page, page, table } from './page.js';

/** A source file by its path in the repository. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** @param files - Every `limits.ts` and `assumptions.ts`. */
export function constantPages(files: readonly SourceFile[]): readonly Page[] {
  const section = (name: string) =>
    files
      .filter(({ path }) => path.endsWith(`/${name}.ts`))
      .flatMap(({ path, text }) => [
        `## ${path.replace(/^packages\/|\/src|\/\w+\.ts$/g, '').replace('/', ': ')}`,
        '',
        ...table(['Name', 'Value', 'Meaning'], constantsOf(text)),
      ]);
  return [
    page('limits.md', 'Limits', ['AWS’s quotas as they are enforced here.', '', ...section('limits')]),
    page('assumptions.md', 'Assumptions', [
      'What AWS does not publish and nobody here has measured: one named value each, so that it can be corrected in one place.',
      '',
      ...section('assumptions'),
    ]),
  ];
}

// `export const name = value;` and the members of option interfaces, each with the comment right above it. Values of
// several lines are shown as "…".
function constantsOf(text: string): (readonly string[])[] {
  const pattern =
    /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?(?:export const (\w+)(?::[^=]+)? = ([^;]*)|readonly (\w+): ([^;]*));/g;
  return [...text.matchAll(pattern)].map(([, comment = '', constant, value = '', option, type = '']) => [
    `\`${constant ?? option ?? ''}\``,
    option !== undefined
      ? `option: \`${type}\``
      : value.includes('\n') || value.length > 60
        ? '…'
        : `\`${value}\``,
    comment
      .replace(/^\s*\* ?/gm, '')
      .replace(/\s+/g, ' ')
      .trim(),
  ]);
}
