// When a schedule runs: once, at a rate, or as a cron expression says on the wall clock of its time zone.

import { parseSchedule as parseCron } from '../eventbridge/index.js';
import { parseTimeZone } from './time-zone.js';

/** A parsed schedule expression. */
export type Recurrence =
  | { readonly kind: 'at'; readonly atMs: number }
  | { readonly kind: 'rate'; readonly everyMs: number }
  /** `next` is strictly after its argument. */
  | { readonly kind: 'cron'; readonly next: (afterMs: number) => number | undefined };

/** The recurrence, or which member AWS refuses and why. */
export type ParsedRecurrence =
  | { readonly kind: 'recurrence'; readonly recurrence: Recurrence }
  | {
      readonly kind: 'refused';
      readonly property: 'ScheduleExpression' | 'ScheduleExpressionTimezone';
      readonly reason: string;
    };

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * @param timezone - IANA name; `UTC` when the schedule names none.
 * @source AWS page "Schedule types in EventBridge Scheduler"
 */
export function parseRecurrence(expression: string, timezone: string): ParsedRecurrence {
  const refused: ParsedRecurrence = {
    kind: 'refused',
    property: 'ScheduleExpression',
    reason: `Invalid Schedule Expression ${expression}.`,
  };
  const zone = parseTimeZone(timezone);
  if (zone === undefined) {
    return {
      kind: 'refused',
      property: 'ScheduleExpressionTimezone',
      reason: `Invalid ScheduleExpressionTimezone ${timezone}.`,
    };
  }
  const [, amount, unit = ''] = /^rate\(\s*(\d+)\s+(minute|hour|day)s?\s*\)$/.exec(expression) ?? [];
  if (amount !== undefined) {
    const everyMs = Number(amount) * (unitMs[unit] ?? 0);
    return everyMs === 0 ? refused : { kind: 'recurrence', recurrence: { kind: 'rate', everyMs } };
  }
  const wallTime = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression)?.[1];
  if (wallTime !== undefined) {
    const wallMs = Date.parse(`${wallTime}Z`);
    const atMs = Number.isNaN(wallMs) ? undefined : zone.utcMs(wallMs);
    return atMs === undefined ? refused : { kind: 'recurrence', recurrence: { kind: 'at', atMs } };
  }
  if (!expression.startsWith('cron(')) return refused;
  const cron = parseCron(expression);
  if (cron.kind === 'refused') return refused;
  const next = (afterMs: number): number | undefined => {
    let wallMs: number | undefined = cron.schedule.next(zone.wallMs(afterMs));
    while (wallMs !== undefined) {
      // A time that clocks are put forward over does not come; one that comes twice counts the first time only.
      const utcMs = zone.utcMs(wallMs);
      if (utcMs !== undefined && utcMs > afterMs) return utcMs;
      wallMs = cron.schedule.next(wallMs);
    }
    return undefined;
  };
  return { kind: 'recurrence', recurrence: { kind: 'cron', next } };
}

/** The bounds between which a recurring schedule runs. One-time schedules have none. */
export interface RecurrenceBounds {
  /** Of the first run of a rate. */
  readonly firstMs: number;
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
}

/** The first run strictly after a moment, or `undefined` when none is left. */
export function nextRun(
  recurrence: Recurrence,
  afterMs: number,
  bounds: RecurrenceBounds,
): number | undefined {
  if (recurrence.kind === 'at') return recurrence.atMs > afterMs ? recurrence.atMs : undefined;
  const { firstMs, startMs, endMs } = bounds;
  let atMs: number | undefined;
  if (recurrence.kind === 'rate') {
    const first = startMs ?? firstMs;
    const { everyMs } = recurrence;
    atMs = first > afterMs ? first : first + (Math.floor((afterMs - first) / everyMs) + 1) * everyMs;
  } else {
    atMs = recurrence.next(startMs === undefined ? afterMs : Math.max(afterMs, startMs - 1));
  }
  return atMs === undefined || (endMs !== undefined && atMs > endMs) ? undefined : atMs;
}
