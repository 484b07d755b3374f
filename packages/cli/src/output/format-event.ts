// One event of the stack as one line of the terminal.

import type { EventSummary, StackEvent, Tone } from '@edgewire/local';

/** How lines are drawn. */
export interface FormatOptions {
  readonly color: boolean;
  /** Debug events too. */
  readonly verbose: boolean;
}

const toneCodes: Readonly<Record<Tone, number | undefined>> = {
  plain: undefined,
  good: 32,
  warn: 33,
  bad: 31,
  quiet: 2,
};
const cyan = 36;
const serviceWidth = 6;

/**
 * @param summary - What `summarizeEvent` of the local cloud says of it; its package loads only when a stack runs.
 * @returns One line without its newline (log lines of a handler may span several), or `undefined` for an event
 *   that people need not see.
 */
export function formatEvent(
  event: StackEvent,
  summary: EventSummary | undefined,
  options: FormatOptions,
): string | undefined {
  if (summary === undefined || (event.level === 'debug' && !options.verbose)) return undefined;
  // A function that ran well and said nothing is told by its request.
  if (event.kind === 'cloudfront.function' && event.data.outcome === 'success' && summary.lines.length === 0)
    return undefined;
  const paint = (code: number | undefined, text: string) =>
    options.color && code !== undefined ? `\u001b[${code}m${text}\u001b[0m` : text;
  const time = new Date(event.timeMs).toISOString().slice(11, 23);
  const words = [
    paint(toneCodes.quiet, time),
    event.level === 'error' ? paint(toneCodes.bad, 'error') : '',
    event.level === 'warn' ? paint(toneCodes.warn, 'warn') : '',
    summary.service === undefined ? '' : paint(cyan, summary.service.padEnd(serviceWidth)),
    ...summary.spans.map(({ text, tone }) => paint(toneCodes[tone], text)),
  ];
  const lines = summary.lines.map((line) => `\n             ${paint(toneCodes.quiet, '|')} ${line}`);
  return words.filter((word) => word !== '').join(' ') + lines.join('');
}
