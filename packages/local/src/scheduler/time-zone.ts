// Wall clock of a time zone and UTC, both ways. Pure: the rules come from the runtime's own time zone data.

/** A zone of the IANA database. */
export interface TimeZone {
  /** What the clock on the wall shows at a moment, as if it showed UTC. */
  wallMs(utcMs: number): number;
  /**
   * The moment at which the wall shows a time: the first of two when clocks go back, `undefined` when they are put
   * forward over it.
   */
  utcMs(wallMs: number): number | undefined;
}

const dayMs = 86_400_000;

/** @returns `undefined` for a name that the database does not have. */
export function parseTimeZone(name: string): TimeZone | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
  const wallMs = (utcMs: number): number => {
    const parts = new Map(format.formatToParts(utcMs).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const seconds = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
    return seconds + (((utcMs % 1_000) + 1_000) % 1_000);
  };
  return {
    wallMs,
    utcMs(wanted) {
      // The offsets of a day before and after are the only two that can hold at the time itself.
      const moments = [wanted - dayMs, wanted + dayMs].map((near) => wanted - (wallMs(near) - near));
      return moments.sort((left, right) => left - right).find((moment) => wallMs(moment) === wanted);
    },
  };
}
