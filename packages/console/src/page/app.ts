// The console page: hears the event stream, draws at most once a frame.

import { createConnections } from './connections.js';
import { element, find } from './elements.js';
import { matchesFilter } from './filter.js';
import { endpointList, type StackDescription, stackTables } from './stack-view.js';
import { type ConsoleEvent, createTimeline, type Trace } from './timeline.js';
import { traceRow } from './trace-view.js';

const keptTraces = 1_000;
const shownTraces = 200;
const clockPollMs = 1_000;

const timeline = createTimeline(keptTraces);
const connections = createConnections();
const opened = new Set<string>();
const drawn = new Map<string, { readonly row: HTMLElement; readonly events: number }>();
let isPaused = false;
let isDrawScheduled = false;

const rows = find('rows', HTMLElement);
const text = find('text', HTMLInputElement);
const service = find('service', HTMLSelectElement);
const trouble = find('trouble', HTMLInputElement);
const pause = find('pause', HTMLButtonElement);

const stream = new EventSource('../events?replay=1');
stream.onopen = () => setLink('open', 'live');
stream.onerror = () => setLink('lost', 'the stack is not running');
stream.onmessage = ({ data }: MessageEvent<string>) => {
  const event = JSON.parse(data) as ConsoleEvent;
  timeline.add(event);
  connections.add(event);
  if (event.kind === 'stack.reloaded') void describe();
  scheduleDraw();
};

function setLink(state: string, words: string): void {
  const link = find('link', HTMLElement);
  link.dataset.state = state;
  link.textContent = words;
}

function scheduleDraw(): void {
  if (isDrawScheduled || isPaused) return;
  isDrawScheduled = true;
  requestAnimationFrame(() => {
    isDrawScheduled = false;
    drawTimeline();
    drawConnections();
  });
}

function drawTimeline(): void {
  const filter = { text: text.value, isTroubleOnly: trouble.checked, service: service.value };
  const shown = timeline.traces().filter((trace) => matchesFilter(trace, filter));
  const wanted = shown.slice(0, shownTraces);
  for (const key of drawn.keys()) if (!wanted.some((trace) => trace.key === key)) drawn.delete(key);
  rows.replaceChildren(...wanted.map(rowOf));
  find('empty', HTMLElement).hidden = wanted.length > 0;
  find('more', HTMLElement).textContent =
    shown.length > shownTraces ? `${shown.length - shownTraces} older ones are not shown` : '';
}

// A row that has not changed keeps its element, and with it the reader's selection and focus.
function rowOf(trace: Trace): HTMLElement {
  const known = drawn.get(trace.key);
  if (known?.events === trace.events.length) return known.row;
  const row = traceRow(trace, {
    isOpen: opened.has(trace.key),
    onToggle: (isOpen) => void (isOpen ? opened.add(trace.key) : opened.delete(trace.key)),
  });
  drawn.set(trace.key, { row, events: trace.events.length });
  return row;
}

function drawConnections(): void {
  const list = connections.list();
  find('connection-count', HTMLElement).textContent = String(list.length);
  find('connections', HTMLElement).replaceChildren(
    ...list.slice(-50).map(({ id, stage, received, sent, lastRouteKey, sinceMs }) => {
      const button = element('button', { type: 'button', title: 'Show only this connection' }, id);
      button.addEventListener('click', () => {
        text.value = id;
        drawTimeline();
      });
      return element(
        'li',
        {},
        button,
        element(
          'span',
          {},
          `${stage} · since ${new Date(sinceMs).toLocaleTimeString()} · ${received} in, ${sent} out${lastRouteKey === undefined ? '' : ` · last ${lastRouteKey}`}`,
        ),
      );
    }),
  );
}

async function describe(): Promise<void> {
  const stack = (await (await fetch('../')).json()) as StackDescription;
  document.title = `${stack.stack} · Edgewire console`;
  find('stack', HTMLElement).textContent = stack.stack;
  find('place', HTMLElement).textContent = `${stack.identity.region} · stage ${stack.identity.stage}`;
  find('endpoints', HTMLElement).replaceChildren(...endpointList(stack));
  find('tables', HTMLElement).replaceChildren(...stackTables(stack));
}

async function showClock(): Promise<void> {
  const { clock, now } = (await (await fetch('../clock')).json()) as { clock: string; now: string };
  find('clock', HTMLElement).hidden = clock !== 'manual';
  find('now', HTMLElement).textContent = now;
  if (clock === 'manual') setTimeout(() => void showClock().catch(() => undefined), clockPollMs);
}

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-advance]')) {
  button.addEventListener('click', () => {
    const body = JSON.stringify({ advance: button.dataset.advance });
    void fetch('../clock', { method: 'POST', body }).then(showClock);
  });
}
for (const input of [text, service, trouble]) input.addEventListener('input', drawTimeline);
pause.addEventListener('click', () => {
  isPaused = !isPaused;
  pause.textContent = isPaused ? 'Resume' : 'Pause';
  pause.setAttribute('aria-pressed', String(isPaused));
  scheduleDraw();
});
find('clear', HTMLButtonElement).addEventListener('click', () => {
  timeline.clear();
  drawTimeline();
});
find('reload', HTMLButtonElement).addEventListener('click', () => {
  void fetch('../reload', { method: 'POST' }).then(describe);
});

void describe();
void showClock();
