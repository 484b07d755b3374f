import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextRun, parseRecurrence } from './recurrence.js';

/** The next runs after a moment, in UTC. */
function runs(
  expression: string,
  options: { zone?: string; after: string; count?: number; start?: string; end?: string },
): string[] {
  const parsed = parseRecurrence(expression, options.zone ?? 'UTC');
  if (parsed.kind === 'refused') return [`${parsed.property}: ${parsed.reason}`];
  const times: string[] = [];
  let afterMs = Date.parse(options.after);
  const bounds = {
    firstMs: afterMs + 5_000,
    startMs: options.start === undefined ? undefined : Date.parse(options.start),
    endMs: options.end === undefined ? undefined : Date.parse(options.end),
  };
  for (let count = 0; count < (options.count ?? 2); count++) {
    const next = nextRun(parsed.recurrence, afterMs, bounds);
    if (next === undefined) break;
    times.push(new Date(next).toISOString().slice(0, 19));
    afterMs = next;
  }
  return times;
}

describe('nextRun', () => {
  const cases: [string, Parameters<typeof runs>, string[]][] = [
    [
      'begins a rate soon and goes on from there',
      ['rate(5 minutes)', { after: '2024-01-20T12:00:00Z' }],
      ['2024-01-20T12:00:05', '2024-01-20T12:05:05'],
    ],
    [
      'begins a rate at its start date, or at the next step when that is past',
      ['rate(1 hours)', { after: '2024-01-20T12:30:00Z', start: '2024-01-20T10:00:00Z' }],
      ['2024-01-20T13:00:00', '2024-01-20T14:00:00'],
    ],
    [
      'ends with the end date',
      ['rate(1 day)', { after: '2024-01-20T12:00:00Z', end: '2024-01-20T23:00:00Z', count: 3 }],
      ['2024-01-20T12:00:05'],
    ],
    [
      'follows the wall clock of a zone over the change to summer time',
      ['cron(0 9 * * ? *)', { zone: 'Europe/Vienna', after: '2024-03-29T12:00:00Z', count: 3 }],
      ['2024-03-30T08:00:00', '2024-03-31T07:00:00', '2024-04-01T07:00:00'],
    ],
    [
      'skips a time that clocks are put forward over',
      ['cron(30 2 * * ? *)', { zone: 'America/New_York', after: '2024-03-09T12:00:00Z', count: 2 }],
      ['2024-03-11T06:30:00', '2024-03-12T06:30:00'],
    ],
    [
      'runs once at a time that comes twice',
      ['cron(30 1 * * ? *)', { zone: 'America/New_York', after: '2024-11-03T04:00:00Z', count: 2 }],
      ['2024-11-03T05:30:00', '2024-11-04T06:30:00'],
    ],
    [
      'runs a cron schedule at its start date itself',
      ['cron(0 10 * * ? *)', { after: '2024-01-01T00:00:00Z', start: '2024-02-01T10:00:00Z', count: 1 }],
      ['2024-02-01T10:00:00'],
    ],
    [
      'runs once at a time of a zone, and ignores the end date',
      [
        'at(2024-06-01T09:00:00)',
        { zone: 'Asia/Kolkata', after: '2024-05-01T00:00:00Z', end: '2024-05-02T00:00:00Z' },
      ],
      ['2024-06-01T03:30:00'],
    ],
    ['does not run what is past', ['at(2023-06-01T09:00:00)', { after: '2024-05-01T00:00:00Z' }], []],
  ];
  for (const [title, args, expected] of cases) {
    it(title, () => assert.deepEqual(runs(...args), expected));
  }
});

describe('parseRecurrence', () => {
  const after = '2024-01-01T00:00:00Z';
  for (const expression of [
    'rate(0 minutes)',
    'rate(5 weeks)',
    'at(tomorrow)',
    'cron(0 10 * * * *)',
    'daily',
  ]) {
    it(`refuses ${expression}`, () =>
      assert.deepEqual(runs(expression, { after }), [
        `ScheduleExpression: Invalid Schedule Expression ${expression}.`,
      ]));
  }
  it('refuses a time zone that does not exist', () =>
    assert.deepEqual(runs('rate(1 day)', { after, zone: 'Europe/Atlantis' }), [
      'ScheduleExpressionTimezone: Invalid ScheduleExpressionTimezone Europe/Atlantis.',
    ]));
});
