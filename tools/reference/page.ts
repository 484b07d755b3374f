// What every generated page has.

/** A page by its path below docs/reference. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** A page that says where it comes from. */
export function page(path: string, title: string, body: readonly string[]): Page {
  const note = '<!-- Written by `npm run docs` from the sources; do not edit. -->';
  return { path, text: `${[`# ${title}`, '', note, '', ...body].join('\n').trimEnd()}\n` };
}

/** A Markdown table; cells may hold anything but line breaks. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/\n/g, ' ')).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line), ''];
}
