// Findings as text for a terminal: head line, place, code frame with carets, help.

import type { Diagnostic, Severity, Where } from './diagnostic.js';

/** What `renderDiagnostic` needs besides the finding. */
export interface RenderOptions {
  /** ANSI colours; pass true only for a TTY without `NO_COLOR`. @default false */
  readonly color?: boolean;
  /** Gives the text of `where.file`, for the code frame; without it no frame is drawn. */
  readonly readSource?: (file: string) => string | undefined;
}

const ansi: Readonly<Record<Severity | 'dim', string>> = {
  error: '\u001b[31m',
  warning: '\u001b[33m',
  note: '\u001b[36m',
  dim: '\u001b[2m',
};

/**
 * Renders one finding.
 *
 * @returns Several lines without a final newline: `CODE severity  message`, `at place`, the source line with
 *   carets below the span, and the help.
 */
export function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions = {}): string {
  const paint = (name: Severity | 'dim', text: string) =>
    options.color === true ? `${ansi[name]}${text}\u001b[0m` : text;
  const lines = [
    `${diagnostic.code} ${paint(diagnostic.severity, diagnostic.severity)}  ${diagnostic.message}`,
    ...renderPlace(diagnostic.where, options, paint),
  ];
  for (const note of diagnostic.notes ?? []) {
    lines.push(`  note: ${note.message}`, ...renderPlace(note.where, options, paint));
  }
  if (diagnostic.help !== undefined) lines.push(`  help: ${diagnostic.help}`);
  return lines.join('\n');
}

/** `file:line:column (path)` with the parts that are known; empty when none is. */
export function renderWhere(where: Where | undefined): string {
  if (where === undefined) return '';
  const position = [where.file, where.line, where.column].filter((part) => part !== undefined).join(':');
  if (where.path === undefined) return position;
  return position === '' ? where.path : `${position} (${where.path})`;
}

function renderPlace(
  where: Where | undefined,
  options: RenderOptions,
  paint: (name: 'dim', text: string) => string,
): string[] {
  const place = renderWhere(where);
  if (where === undefined || place === '') return [];
  const lines = [paint('dim', `  at ${place}`)];
  const source = where.file === undefined ? undefined : options.readSource?.(where.file);
  if (source === undefined || where.line === undefined) return lines;
  const text = source.split(/\r?\n/)[where.line - 1];
  // A terminal would obey what a binary file holds.
  if (text === undefined || /[^\P{Cc}\t]|\ufffd/u.test(text)) return lines;
  return [...lines, ...renderFrame(text, where)];
}

function renderFrame(text: string, where: Where): string[] {
  const gutter = `  ${where.line} | `;
  const start = Math.max((where.column ?? 1) - 1, 0);
  const sameLine = where.endLine === undefined || where.endLine === where.line;
  const end = sameLine ? (where.endColumn ?? start + 2) - 1 : text.length;
  // Minified code has lines of thousands of characters: show a window around the span.
  const from = start > 100 ? start - 60 : 0;
  const shown = text.slice(from, from + 160);
  const carets = Math.max(1, Math.min(end, from + 160) - start);
  const pad = shown.slice(0, start - from).replace(/[^\t]/g, ' ');
  return [`${gutter}${shown}`, `${' '.repeat(gutter.length - 2)}| ${pad}${'^'.repeat(carets)}`];
}
