// The REST API of EventBridge Scheduler, as far as handlers use it: schedules that code makes, reads and deletes.

import { percentDecoded } from '../http-semantics/percent-decode.js';
import type { WireRequest, WireResponse } from '../wire.js';
import type { Schedule } from './model.js';
import { parseSchedule } from './parse-schedule.js';
import type { Scheduler, StoredSchedule } from './scheduler.js';

type Members = Readonly<Record<string, unknown>>;
type Error = { readonly status: number; readonly type: string; readonly message: string };

/**
 * Answers one request.
 *
 * @source AWS page "EventBridge Scheduler API Reference": CreateSchedule, UpdateSchedule, GetSchedule,
 *   DeleteSchedule, ListSchedules
 */
export function answerSchedulerCall(
  scheduler: Scheduler,
  request: WireRequest,
  requestId: string,
): WireResponse {
  const headers = { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
  const answer = (body: object): WireResponse => ({ status: 200, headers, body: JSON.stringify(body) });
  const refuse = ({ status, type, message }: Error): WireResponse => ({
    status,
    headers: { ...headers, 'x-amzn-errortype': type },
    body: JSON.stringify({ Message: message }),
  });
  const [, resource, encodedName] = request.path.split('/');
  const name = percentDecoded(encodedName ?? '');
  const query = new URLSearchParams(request.query);
  if (resource !== 'schedules' || name === undefined) {
    return refuse({
      status: 400,
      type: 'UnknownOperationException',
      message: `"${request.method} ${request.path}" is not run locally`,
    });
  }
  const body = readBody(request);
  if (body === undefined) return refuse(validation('The request body is not JSON'));
  const groupName = String(body.GroupName ?? query.get('groupName') ?? 'default');
  const known = scheduler.find(groupName, name);

  const put = (): WireResponse => {
    if (!scheduler.hasGroup(groupName)) return refuse(notFound('Schedule group', groupName));
    const parsed = parseSchedule(name, body);
    if (parsed.kind === 'refused') return refuse(validation(parsed.reason));
    return answer({ ScheduleArn: scheduler.put(parsed.schedule, body).arn });
  };
  if (request.method === 'GET' && name === '') return answer({ Schedules: listed(scheduler, query) });
  switch (request.method) {
    case 'POST':
      return known === undefined
        ? put()
        : refuse({ status: 409, type: 'ConflictException', message: `Schedule ${name} already exists.` });
    case 'PUT':
      return known === undefined ? refuse(notFound('Schedule', name)) : put();
    case 'DELETE':
      return scheduler.remove(groupName, name) ? answer({}) : refuse(notFound('Schedule', name));
    default:
      return known === undefined ? refuse(notFound('Schedule', name)) : answer(describe(known));
  }
}

function listed(scheduler: Scheduler, query: URLSearchParams): object[] {
  const prefix = query.get('NamePrefix') ?? '';
  const group = query.get('ScheduleGroup');
  const state = query.get('State');
  return scheduler
    .list()
    .filter(
      ({ schedule }) =>
        schedule.name.startsWith(prefix) &&
        (group === null || schedule.groupName === group) &&
        (state === null || stateOf(schedule) === state),
    )
    .map((stored) => ({ ...common(stored), Target: { Arn: stored.schedule.target.arn } }));
}

function describe(stored: StoredSchedule): object {
  const { schedule } = stored;
  const { target } = schedule;
  return {
    ...common(stored),
    Description: schedule.description,
    ScheduleExpression: schedule.expression,
    ScheduleExpressionTimezone: schedule.timezone,
    StartDate: seconds(schedule.startMs),
    EndDate: seconds(schedule.endMs),
    ActionAfterCompletion: schedule.isDeletedAfterCompletion ? 'DELETE' : 'NONE',
    FlexibleTimeWindow:
      schedule.windowMinutes === 0
        ? { Mode: 'OFF' }
        : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: schedule.windowMinutes },
    Target: {
      Arn: target.arn,
      RoleArn: target.roleArn,
      Input: target.input,
      RetryPolicy: {
        MaximumRetryAttempts: target.retryAttempts,
        MaximumEventAgeInSeconds: target.eventAgeSeconds,
      },
      DeadLetterConfig: target.deadLetterArn === undefined ? undefined : { Arn: target.deadLetterArn },
      SqsParameters:
        target.messageGroupId === undefined ? undefined : { MessageGroupId: target.messageGroupId },
      EventBridgeParameters:
        target.event === undefined
          ? undefined
          : { Source: target.event.source, DetailType: target.event.detailType },
    },
  };
}

function common({ schedule, arn, createdMs, modifiedMs }: StoredSchedule): object {
  return {
    Arn: arn,
    Name: schedule.name,
    GroupName: schedule.groupName,
    State: stateOf(schedule),
    CreationDate: seconds(createdMs),
    LastModificationDate: seconds(modifiedMs),
  };
}

function stateOf(schedule: Schedule): string {
  return schedule.isEnabled ? 'ENABLED' : 'DISABLED';
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1_000;
}

function validation(message: string): Error {
  return { status: 400, type: 'ValidationException', message };
}

function notFound(what: string, name: string): Error {
  return { status: 404, type: 'ResourceNotFoundException', message: `${what} ${name} does not exist.` };
}

function readBody({ body }: WireRequest): Members | undefined {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Members) : undefined;
  } catch {
    return undefined;
  }
}
