// Which traces the reader wants to see.

import { levelOf, type Trace } from './timeline.js';

/** What the reader chose. */
export interface Filter {
  /** Words that must all occur, in any event of the trace; case does not matter. */
  readonly text: string;
  /** Only traces with a warning or an error. */
  readonly isTroubleOnly: boolean;
  /** Only traces that pass through this service; `''` for all. */
  readonly service: string;
}

/** Whether a trace is shown. */
export function matchesFilter(trace: Trace, filter: Filter): boolean {
  if (!trace.events.some(({ summary }) => summary !== undefined)) return false;
  if (filter.isTroubleOnly && !['error', 'warn'].includes(levelOf(trace))) return false;
  if (filter.service !== '' && !trace.events.some(({ summary }) => summary?.service === filter.service))
    return false;
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = trace.events
    .map((event) => JSON.stringify(event))
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}
