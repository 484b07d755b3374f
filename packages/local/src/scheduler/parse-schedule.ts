// A schedule from the members that CloudFormation and the API share.

import { parseJson } from '../event-pattern/json-values.js';
import {
  defaultEventAgeSeconds,
  defaultRetryAttempts,
  maxEventAgeSeconds,
  maxFlexibleWindowMinutes,
  maxRetryAttempts,
  minEventAgeSeconds,
} from './limits.js';
import type { Schedule, ScheduleTarget } from './model.js';
import { parseRecurrence } from './recurrence.js';

type Members = Readonly<Record<string, unknown>>;

/** The schedule, or the member that AWS refuses. */
export type ParsedSchedule =
  | { readonly kind: 'schedule'; readonly schedule: Schedule }
  | { readonly kind: 'refused'; readonly property: string; readonly reason: string };

/** Thrown inside this file only. */
class Refusal extends Error {
  readonly property: string;
  constructor(property: string, reason: string) {
    super(reason);
    this.property = property;
  }
}

/**
 * @param name - Given by the path of the API, or made by CloudFormation.
 * @param members - `ScheduleExpression`, `FlexibleTimeWindow`, `Target`, ...; dates are ISO text or epoch seconds.
 * @source AWS page "AWS::Scheduler::Schedule"
 */
export function parseSchedule(name: string, members: Members): ParsedSchedule {
  try {
    return { kind: 'schedule', schedule: readSchedule(name, members) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { kind: 'refused', property: error.property, reason: error.message };
  }
}

function readSchedule(name: string, members: Members): Schedule {
  if (!/^[0-9A-Za-z_.-]{1,64}$/.test(name)) {
    throw new Refusal('Name', `"${name}" is not 1 to 64 letters, digits, "-", "_" and "."`);
  }
  const expression = required(members, 'ScheduleExpression');
  const timezone = text(members.ScheduleExpressionTimezone) ?? 'UTC';
  const parsed = parseRecurrence(expression, timezone);
  if (parsed.kind === 'refused') throw new Refusal(parsed.property, parsed.reason);
  return {
    name,
    groupName: text(members.GroupName) ?? 'default',
    description: text(members.Description),
    expression,
    timezone,
    recurrence: parsed.recurrence,
    startMs: dateMs(members, 'StartDate'),
    endMs: dateMs(members, 'EndDate'),
    isEnabled: members.State !== 'DISABLED',
    windowMinutes: windowMinutes(members.FlexibleTimeWindow),
    isDeletedAfterCompletion: members.ActionAfterCompletion === 'DELETE',
    target: readTarget(members.Target),
  };
}

function windowMinutes(window: unknown): number {
  const mode = map(window).Mode;
  if (mode === 'OFF') return 0;
  if (mode !== 'FLEXIBLE') throw new Refusal('FlexibleTimeWindow', 'its Mode is neither OFF nor FLEXIBLE');
  const minutes = whole(window, { name: 'MaximumWindowInMinutes', min: 1, max: maxFlexibleWindowMinutes });
  if (minutes !== undefined) return minutes;
  throw new Refusal('FlexibleTimeWindow', 'Mode FLEXIBLE needs MaximumWindowInMinutes');
}

function readTarget(target: unknown): ScheduleTarget {
  const members = map(target);
  const arn = required(members, 'Arn', 'Target.Arn');
  const input = text(members.Input);
  // Other targets take any text.
  const wantsJson = /^arn:[^:]*:(lambda|states|events):/.test(arn);
  if (wantsJson && input !== undefined && parseJson(input) === undefined) {
    throw new Refusal('Target', 'its Input is no JSON, which this target wants');
  }
  const event = map(members.EventBridgeParameters);
  const retry = map(members.RetryPolicy);
  return {
    arn,
    roleArn: text(members.RoleArn) ?? '',
    input,
    deadLetterArn: text(map(members.DeadLetterConfig).Arn),
    retryAttempts:
      whole(retry, { name: 'MaximumRetryAttempts', min: 0, max: maxRetryAttempts }) ?? defaultRetryAttempts,
    eventAgeSeconds:
      whole(retry, { name: 'MaximumEventAgeInSeconds', min: minEventAgeSeconds, max: maxEventAgeSeconds }) ??
      defaultEventAgeSeconds,
    messageGroupId: text(map(members.SqsParameters).MessageGroupId),
    event:
      members.EventBridgeParameters === undefined
        ? undefined
        : { source: String(event.Source), detailType: String(event.DetailType) },
  };
}

function map(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function required(members: Members, name: string, property = name): string {
  const value = text(members[name]);
  if (value === undefined) throw new Refusal(property, 'it is required and absent');
  return value;
}

function dateMs(members: Members, name: string): number | undefined {
  const value = members[name];
  if (value === undefined) return undefined;
  const ms = typeof value === 'number' ? value * 1_000 : Date.parse(String(value));
  if (Number.isNaN(ms)) throw new Refusal(name, `"${String(value)}" is no date such as 2026-01-31T10:00:00Z`);
  return ms;
}

function whole(
  members: unknown,
  range: { readonly name: string; readonly min: number; readonly max: number },
): number | undefined {
  const value = map(members)[range.name];
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && number >= range.min && number <= range.max) return number;
  throw new Refusal(
    range.name,
    `it is ${String(value)}, and AWS takes whole numbers from ${range.min} to ${range.max}`,
  );
}
