// Events of the stack, gathered by trace: one viewer request or socket message with everything it set off.

/** An event as the control endpoint streams it. */
export interface ConsoleEvent {
  readonly seq: number;
  /** Unix epoch milliseconds. */
  readonly timeMs: number;
  readonly level: 'error' | 'warn' | 'info' | 'debug';
  readonly kind: string;
  readonly traceId?: string;
  readonly resource?: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The event in words; absent for one that another event tells. */
  readonly summary?: EventSummary;
}

/** An event in words. */
export interface EventSummary {
  readonly service?: string;
  readonly spans: readonly { readonly text: string; readonly tone: string }[];
  readonly lines: readonly string[];
}

/** One row of the timeline. */
export interface Trace {
  readonly key: string;
  /** In the order of their arrival. */
  readonly events: ConsoleEvent[];
  startMs: number;
  endMs: number;
}

/** The newest traces. */
export interface Timeline {
  add(event: ConsoleEvent): void;
  clear(): void;
  /** Newest first, by the moment of their latest event. */
  traces(): readonly Trace[];
}

// What a row is named after, the first of these that the trace has.
const headKinds = [
  'cloudfront.request',
  'apigateway.connect',
  'apigateway.message',
  'apigateway.disconnect',
  'stack.reloaded',
  'events.rule',
  'scheduler.run',
  'lambda.end',
];

/** @param capacity - Traces kept; the oldest is forgotten first. */
export function createTimeline(capacity: number): Timeline {
  const traces = new Map<string, Trace>();
  return {
    add(event) {
      const key = event.traceId ?? `event ${event.seq}`;
      const { startMs, endMs } = extentOf(event);
      const known = traces.get(key);
      const trace = known ?? { key, events: [], startMs, endMs };
      trace.events.push(event);
      trace.startMs = Math.min(trace.startMs, startMs);
      trace.endMs = Math.max(trace.endMs, endMs);
      // The map's order is the order of the latest events.
      traces.delete(key);
      traces.set(key, trace);
      for (const oldest of traces.keys()) {
        if (traces.size <= capacity) break;
        traces.delete(oldest);
      }
    },
    clear: () => traces.clear(),
    traces: () => [...traces.values()].reverse(),
  };
}

/** When the thing that an event tells began and ended; events are stamped at their end. */
export function extentOf(event: ConsoleEvent): { readonly startMs: number; readonly endMs: number } {
  const { durationMs } = event.data;
  return { startMs: event.timeMs - (typeof durationMs === 'number' ? durationMs : 0), endMs: event.timeMs };
}

/** The event that a row shows: what the viewer or client did, or else the first that has words. */
export function headOf(trace: Trace): ConsoleEvent | undefined {
  for (const kind of headKinds) {
    const head = trace.events.find((event) => event.kind === kind);
    if (head !== undefined) return head;
  }
  return trace.events.find((event) => event.summary !== undefined);
}

/** The worst level in a trace. */
export function levelOf(trace: Trace): ConsoleEvent['level'] {
  const levels = trace.events.map((event) => event.level);
  return (['error', 'warn', 'info'] as const).find((level) => levels.includes(level)) ?? 'debug';
}

/** What a trace passed through besides its head, in the order of appearance, with how often. */
export function hopsOf(trace: Trace): readonly { readonly service: string; readonly count: number }[] {
  const head = headOf(trace);
  const counts = new Map<string, number>();
  for (const event of trace.events) {
    const service = event.summary?.service;
    if (event === head || service === undefined || event.kind === 'lambda.log') continue;
    counts.set(service, (counts.get(service) ?? 0) + 1);
  }
  return [...counts].map(([service, count]) => ({ service, count }));
}
