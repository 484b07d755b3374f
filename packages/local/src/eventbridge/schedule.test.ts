import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSchedule } from './schedule.js';

function nextTimes(expression: string, after: string, count = 1): string[] {
  const parsed = parseSchedule(expression);
  if (parsed.kind === 'refused') return [parsed.reason];
  const times: string[] = [];
  let atMs = Date.parse(after);
  for (let index = 0; index < count; index++) {
    const next = parsed.schedule.next(atMs);
    if (next === undefined) break;
    times.push(new Date(next).toISOString().slice(0, 16));
    atMs = next;
  }
  return times;
}

describe('parseSchedule', () => {
  const cases: [string, string, string[]][] = [
    ['rate(5 minutes)', '2024-01-20T11:55:00Z', ['2024-01-20T12:00', '2024-01-20T12:05']],
    ['rate(1 hour)', '2024-01-20T11:55:00Z', ['2024-01-20T12:55', '2024-01-20T13:55']],
    ['cron(0 10 * * ? *)', '2024-01-20T11:55:00Z', ['2024-01-21T10:00', '2024-01-22T10:00']],
    ['cron(0/15 8-9 ? * MON-FRI *)', '2024-01-20T11:55:00Z', ['2024-01-22T08:00', '2024-01-22T08:15']],
    ['cron(0 0 L * ? *)', '2024-02-01T00:00:00Z', ['2024-02-29T00:00', '2024-03-31T00:00']],
    ['cron(0 9 ? * 2#1 *)', '2024-01-20T11:55:00Z', ['2024-02-05T09:00', '2024-03-04T09:00']],
    ['cron(0 9 ? * 6L *)', '2024-01-20T11:55:00Z', ['2024-01-26T09:00', '2024-02-23T09:00']],
    ['cron(0 9 3W * ? 2024)', '2024-01-20T11:55:00Z', ['2024-02-02T09:00', '2024-03-04T09:00']],
    ['cron(30 4 1 JAN ? 2026)', '2024-01-20T11:55:00Z', ['2026-01-01T04:30']],
  ];
  for (const [expression, after, expected] of cases) {
    it(`fires ${expression}`, () => {
      assert.deepEqual(nextTimes(expression, after, 2), expected);
    });
  }
  const refused = [
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(0 minutes)',
    'rate(5 seconds)',
    'cron(0 10 * * *)',
    'cron(0 10 * * * *)',
    'cron(0 10 ? * ? *)',
    'cron(60 10 * * ? *)',
    'every 5 minutes',
  ];
  for (const expression of refused) {
    it(`refuses ${expression}`, () => {
      assert.deepEqual(parseSchedule(expression), {
        kind: 'refused',
        reason: 'Parameter ScheduleExpression is not valid.',
      });
    });
  }
});
