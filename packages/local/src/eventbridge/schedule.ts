// Schedule expressions of rules: `rate(5 minutes)` and six-field `cron(...)`, in UTC.

/** A parsed schedule: when it fires next after a moment, or never again. */
export interface Schedule {
  /** Epoch milliseconds strictly after `afterMs`; `undefined` when no such time is left. */
  next(afterMs: number): number | undefined;
}

/** The schedule, or AWS's reason for refusing it. */
export type ParsedSchedule =
  | { readonly kind: 'schedule'; readonly schedule: Schedule }
  | { readonly kind: 'refused'; readonly reason: string };

const rateUnitMs: Readonly<Record<string, number>> = {
  minute: 60_000,
  minutes: 60_000,
  hour: 3_600_000,
  hours: 3_600_000,
  day: 86_400_000,
  days: 86_400_000,
};

/**
 * Parses a schedule expression.
 *
 * @source AWS page "Schedule expressions using rate or cron" (EventBridge user guide)
 */
export function parseSchedule(expression: string): ParsedSchedule {
  const refused: ParsedSchedule = { kind: 'refused', reason: 'Parameter ScheduleExpression is not valid.' };
  const [, amountText, unit] = /^rate\((\d+) (\w+)\)$/.exec(expression) ?? [];
  if (amountText !== undefined && unit !== undefined) {
    const amount = Number(amountText);
    const unitMs = rateUnitMs[unit];
    // AWS insists on the singular for 1 and the plural above.
    if (unitMs === undefined || amount === 0 || (amount === 1) === unit.endsWith('s')) return refused;
    return { kind: 'schedule', schedule: { next: (afterMs) => afterMs + amount * unitMs } };
  }
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/);
  if (fields?.length !== 6) return refused;
  const schedule = parseCron(fields);
  return schedule === undefined ? refused : { kind: 'schedule', schedule };
}

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const lastYear = 2199;

function parseCron(fields: readonly string[]): Schedule | undefined {
  const [minuteText = '', hourText = '', dayText = '', monthText = '', weekdayText = '', yearText = ''] =
    fields;
  const minutes = parseField(minuteText, { least: 0, most: 59 });
  const hours = parseField(hourText, { least: 0, most: 23 });
  const months = parseField(monthText, { least: 1, most: 12, names: monthNames, firstName: 1 });
  const years = parseField(yearText, { least: 1970, most: lastYear });
  // Exactly one of the two day fields must be `?`.
  if ((dayText === '?') === (weekdayText === '?')) return undefined;
  const isDay = dayText === '?' ? parseWeekday(weekdayText) : parseDayOfMonth(dayText);
  if (
    minutes === undefined ||
    hours === undefined ||
    months === undefined ||
    years === undefined ||
    isDay === undefined
  ) {
    return undefined;
  }
  return {
    next(afterMs) {
      const start = new Date(afterMs);
      const firstMs = Math.floor(afterMs / 60_000) * 60_000 + 60_000;
      const day = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate()));
      for (; day.getUTCFullYear() <= lastYear; day.setUTCDate(day.getUTCDate() + 1)) {
        if (!years.has(day.getUTCFullYear())) {
          day.setUTCMonth(11, 31);
          continue;
        }
        if (!months.has(day.getUTCMonth() + 1) || !isDay(day)) continue;
        for (const hour of hours) {
          for (const minute of minutes) {
            const atMs = day.getTime() + hour * 3_600_000 + minute * 60_000;
            if (atMs >= firstMs) return atMs;
          }
        }
      }
      return undefined;
    },
  };
}

function parseField(
  text: string,
  range: {
    readonly least: number;
    readonly most: number;
    readonly names?: readonly string[];
    readonly firstName?: number;
  },
): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  const number = (word: string) => {
    const named = range.names?.indexOf(word.toUpperCase()) ?? -1;
    return named >= 0 ? named + (range.firstName ?? 0) : /^\d+$/.test(word) ? Number(word) : Number.NaN;
  };
  for (const part of text.split(',')) {
    const [span = '', stepText] = part.split('/');
    const [fromText = '', toText] = span.split('-');
    const from = span === '*' ? range.least : number(fromText);
    const to =
      span === '*'
        ? range.most
        : toText === undefined
          ? stepText === undefined
            ? from
            : range.most
          : number(toText);
    const step = stepText === undefined ? 1 : number(stepText);
    if (!(from >= range.least && to <= range.most && from <= to && step >= 1)) return undefined;
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return new Set([...values].sort((a, b) => a - b));
}

function parseDayOfMonth(text: string): ((day: Date) => boolean) | undefined {
  if (text === 'L') return (day) => day.getUTCDate() === daysInMonth(day);
  const nearest = /^(\d{1,2})W$/.exec(text)?.[1];
  if (nearest !== undefined) return (day) => day.getUTCDate() === nearestWeekday(day, Number(nearest));
  const days = parseField(text, { least: 1, most: 31 });
  return days === undefined ? undefined : (day) => days.has(day.getUTCDate());
}

// Cron counts weekdays from SUN = 1.
function parseWeekday(text: string): ((day: Date) => boolean) | undefined {
  const [, lastText] = /^(\w+)L$/.exec(text) ?? [];
  if (lastText !== undefined && text !== 'L') {
    const weekday = weekdayNumber(lastText);
    if (weekday === undefined) return undefined;
    return (day) => day.getUTCDay() + 1 === weekday && day.getUTCDate() + 7 > daysInMonth(day);
  }
  const [, nthDayText, nthText] = /^(\w+)#([1-5])$/.exec(text) ?? [];
  if (nthDayText !== undefined) {
    const weekday = weekdayNumber(nthDayText);
    if (weekday === undefined) return undefined;
    return (day) => day.getUTCDay() + 1 === weekday && Math.ceil(day.getUTCDate() / 7) === Number(nthText);
  }
  const days = parseField(text === 'L' ? '7' : text, { least: 1, most: 7, names: dayNames, firstName: 1 });
  return days === undefined ? undefined : (day) => days.has(day.getUTCDay() + 1);
}

function weekdayNumber(text: string): number | undefined {
  const [value] = parseField(text, { least: 1, most: 7, names: dayNames, firstName: 1 }) ?? [];
  return value;
}

function daysInMonth(day: Date): number {
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
}

// The weekday nearest to a date, without leaving the month.
function nearestWeekday(day: Date, date: number): number {
  const last = daysInMonth(day);
  const target = Math.min(date, last);
  const weekday = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), target)).getUTCDay();
  if (weekday === 6) return target > 1 ? target - 1 : target + 2;
  if (weekday === 0) return target < last ? target + 1 : target - 2;
  return target;
}
