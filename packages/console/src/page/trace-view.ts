// A trace as a row of the timeline, and opened: every event at its place in time.

import { element, formatMs } from './elements.js';
import { type ConsoleEvent, extentOf, headOf, hopsOf, levelOf, type Trace } from './timeline.js';

/** A row; `onToggle` hears that the reader opened or closed it. */
export function traceRow(
  trace: Trace,
  options: { readonly isOpen: boolean; readonly onToggle: (isOpen: boolean) => void },
): HTMLElement {
  const head = headOf(trace);
  const row = element('details', { class: 'trace', 'data-level': levelOf(trace) });
  row.open = options.isOpen;
  const hops = hopsOf(trace).map(({ service, count }) =>
    element(
      'span',
      { class: 'hop', 'data-service': service },
      count === 1 ? service : `${service} ×${count}`,
    ),
  );
  const length = trace.endMs - trace.startMs;
  row.append(
    element(
      'summary',
      {},
      element('time', {}, clockText(head?.timeMs ?? trace.startMs)),
      element(
        'span',
        { class: 'service', 'data-service': head?.summary?.service ?? 'stack' },
        head?.summary?.service ?? 'stack',
      ),
      head === undefined ? '' : words(head),
      element('span', { class: 'hops' }, ...hops),
      element('span', { class: 'length' }, trace.events.length > 1 ? formatMs(length) : ''),
    ),
  );
  const open = () => {
    if (row.open && row.querySelector('ol') === null) row.append(eventList(trace));
  };
  row.addEventListener('toggle', () => {
    open();
    options.onToggle(row.open);
  });
  open();
  return row;
}

function eventList(trace: Trace): HTMLElement {
  const span = Math.max(trace.endMs - trace.startMs, 1);
  const events = trace.events
    .filter((event) => event.summary !== undefined)
    .sort((left, right) => extentOf(left).startMs - extentOf(right).startMs);
  return element(
    'ol',
    { class: 'events' },
    ...events.map((event) => {
      const { startMs, endMs } = extentOf(event);
      const bar = element('span', { class: 'bar', 'data-service': event.summary?.service ?? 'stack' });
      bar.style.marginInlineStart = `${((startMs - trace.startMs) / span) * 100}%`;
      bar.style.width = `${Math.max(((endMs - startMs) / span) * 100, 0.5)}%`;
      return element(
        'li',
        { 'data-level': event.level },
        element('span', { class: 'offset' }, `+${formatMs(startMs - trace.startMs)}`),
        element('span', { class: 'track' }, bar),
        element(
          'span',
          { class: 'service', 'data-service': event.summary?.service ?? 'stack' },
          event.summary?.service ?? 'stack',
        ),
        words(event),
        rawData(event),
      );
    }),
  );
}

function words(event: ConsoleEvent): HTMLElement {
  const spans = event.summary?.spans ?? [];
  const lines = event.summary?.lines ?? [];
  const text = element('span', { class: 'words' });
  for (const { text: part, tone } of spans) text.append(element('span', { 'data-tone': tone }, part), ' ');
  for (const line of lines) text.append(element('code', { class: 'line' }, line));
  return text;
}

function rawData(event: ConsoleEvent): HTMLElement {
  const { summary: _words, ...raw } = event;
  return element(
    'details',
    { class: 'raw' },
    element('summary', {}, 'data'),
    element('pre', {}, JSON.stringify(raw, null, 2)),
  );
}

function clockText(timeMs: number): string {
  const time = new Date(timeMs);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}
