// Event buses and rules: events that match a pattern, and schedules, reach their targets.

import { formatArn } from '../arn.js';
import { type EventPattern, matchesEventPattern } from '../event-pattern/event-pattern.js';
import { bodyValues } from '../event-pattern/json-values.js';
import type { Emit } from '../events/stack-event.js';
import { traceRootOf, uuid } from '../ids.js';
import type { CancelTimer, Clock, Closable, Random, StackIdentity } from '../ports.js';
import type { WireRequest, WireResponse } from '../wire.js';
import type { Schedule } from './schedule.js';
import { type TargetInput, transformInput } from './transform-input.js';

/** What EventBridge needs. */
export interface EventBridgePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly emit: Emit;
  readonly identity: StackIdentity;
  /** Delivers a payload to a Lambda function, queue or topic by ARN. @returns Why it could not, if so. */
  readonly deliver: (
    target: Pick<RuleTarget, 'arn' | 'messageGroupId'>,
    payload: string,
    traceId: string | undefined,
  ) => Promise<string | undefined>;
  /** Sends to a queue by ARN. @returns False when there is no such queue. */
  readonly sendToQueue: (
    queueArn: string,
    body: string,
    attributes: Readonly<Record<string, string>>,
  ) => boolean;
}

/** A rule with its trigger and targets. */
export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly busName: string;
  readonly isEnabled: boolean;
  readonly pattern?: EventPattern;
  readonly schedule?: Schedule;
  readonly targets: readonly RuleTarget[];
}

/** Where a rule sends events. */
export interface RuleTarget {
  readonly id: string;
  readonly arn: string;
  readonly input: TargetInput;
  /** Queue for events that could not be delivered. */
  readonly deadLetterArn?: string;
  /** FIFO queues only. */
  readonly messageGroupId?: string;
}

/** An event of a service, as PutEvents takes it from others. */
export interface ServiceEvent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

export interface EventBridge extends Closable {
  putRule(rule: Omit<Rule, 'arn'>): Rule;
  removeRule(arn: string): void;
  /** Puts an event of a service on a bus. @returns False for an ARN that names no bus here. */
  putServiceEvent(busArn: string, event: ServiceEvent): boolean;
  /** `AWSEvents.PutEvents`. */
  request(request: WireRequest, requestId: string): WireResponse;
}

/** The envelope that rules see and targets receive. */
interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** Creates the service without rules. Schedules follow the service clock. */
export function createEventBridge(ports: EventBridgePorts): EventBridge {
  const { clock, random, emit, identity } = ports;
  const rules = new Map<string, Rule>();
  const timers = new Map<string, CancelTimer>();

  const arnOf = (resource: string) =>
    formatArn({
      partition: identity.partition,
      service: 'events',
      region: identity.region,
      accountId: identity.accountId,
      resource,
    });

  // A bus as target gets the event itself, which its own rules then see.
  const deliver = async (
    rule: Rule,
    target: RuleTarget,
    event: BusEvent,
    traceId: string | undefined,
  ): Promise<string | undefined> => {
    const busName = busOfArn(target.arn, arnOf);
    if (busName === undefined) return ports.deliver(target, transformInput(event, target.input), traceId);
    if (busName === rule.busName) return 'the rule listens on this bus, so its events would go round';
    offer(busName, event, traceId);
    return undefined;
  };

  const sendDeadLetter = (rule: Rule, target: RuleTarget, event: BusEvent, problem: string): boolean =>
    ports.sendToQueue(target.deadLetterArn ?? '', JSON.stringify(event), {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.arn,
      // Nothing else fails here: functions queue what they cannot run yet.
      ERROR_CODE: 'NO_RESOURCE',
      ERROR_MESSAGE: problem,
      EXHAUSTED_RETRY_CONDITION: 'NonRetryableError',
      RETRY_ATTEMPTS: '0',
    });

  const offer = (busName: string, event: BusEvent, traceId: string | undefined) => {
    const values = bodyValues(JSON.stringify(event));
    if (values === undefined) return;
    for (const rule of rules.values()) {
      if (!rule.isEnabled || rule.busName !== busName || rule.pattern === undefined) continue;
      if (matchesEventPattern(rule.pattern, values)) void run(rule, event, traceId);
    }
  };

  const run = async (rule: Rule, event: BusEvent, traceId: string | undefined): Promise<void> => {
    emit('events.rule', { rule: rule.name, targets: rule.targets.length }, { traceId });
    for (const target of rule.targets) {
      const problem = await deliver(rule, target, event, traceId);
      if (problem !== undefined) {
        if (target.deadLetterArn !== undefined && sendDeadLetter(rule, target, event, problem)) continue;
        emit(
          'stack.notice',
          { code: 'EW6302', message: `Rule "${rule.name}" could not reach "${target.arn}": ${problem}` },
          { level: 'warn', traceId },
        );
      }
    }
  };

  const buildEvent = (fields: {
    readonly detailType: string;
    readonly source: string;
    readonly resources: readonly string[];
    readonly detail: unknown;
    readonly timeMs: number;
  }): BusEvent => ({
    version: '0',
    id: uuid(random),
    'detail-type': fields.detailType,
    source: fields.source,
    account: identity.accountId,
    time: new Date(fields.timeMs).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region: identity.region,
    resources: fields.resources,
    detail: fields.detail,
  });

  const scheduleNext = (rule: Rule) => {
    const atMs = rule.schedule?.next(clock.nowMs());
    if (atMs === undefined || !rule.isEnabled) return;
    timers.set(
      rule.arn,
      clock.after(atMs - clock.nowMs(), async () => {
        scheduleNext(rule);
        const event = buildEvent({
          detailType: 'Scheduled Event',
          source: 'aws.events',
          resources: [rule.arn],
          detail: {},
          timeMs: clock.nowMs(),
        });
        await run(rule, event, undefined);
      }),
    );
  };

  const removeRule = (arn: string) => {
    timers.get(arn)?.();
    timers.delete(arn);
    rules.delete(arn);
  };

  const putEvent = (entry: Record<string, unknown>, traceId: string | undefined): Record<string, string> => {
    const refusal = entryRefusal(entry);
    if (refusal !== undefined) return refusal;
    const event = buildEvent({
      detailType: String(entry.DetailType),
      source: String(entry.Source),
      resources: Array.isArray(entry.Resources) ? entry.Resources.map(String) : [],
      detail: JSON.parse(String(entry.Detail)),
      timeMs: typeof entry.Time === 'number' ? entry.Time * 1_000 : clock.nowMs(),
    });
    offer(busNameOf(entry.EventBusName), event, traceId);
    return { EventId: event.id };
  };

  return {
    putRule(draft) {
      const path = draft.busName === 'default' ? draft.name : `${draft.busName}/${draft.name}`;
      const rule: Rule = { ...draft, arn: arnOf(`rule/${path}`) };
      removeRule(rule.arn);
      rules.set(rule.arn, rule);
      scheduleNext(rule);
      return rule;
    },
    removeRule,
    putServiceEvent(busArn, event) {
      const busName = busOfArn(busArn, arnOf);
      if (busName === undefined) return false;
      offer(busName, buildEvent({ ...event, timeMs: clock.nowMs() }), undefined);
      return true;
    },
    request(request, requestId) {
      const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId };
      const refuse = (type: string, message: string): WireResponse => ({
        status: 400,
        headers: { ...headers, 'x-amzn-errortype': type },
        body: JSON.stringify({ __type: type, message }),
      });
      const operation = request.headers['x-amz-target']?.split('.')[1];
      if (operation !== 'PutEvents')
        return refuse('UnknownOperationException', `${operation} is not run locally`);
      let entries: unknown;
      try {
        entries = (JSON.parse(request.body.toString('utf8')) as { Entries?: unknown }).Entries;
      } catch {
        return refuse('SerializationException', 'The request body is not JSON');
      }
      if (!Array.isArray(entries) || entries.length === 0 || entries.length > 10) {
        return refuse(
          'ValidationException',
          "1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and 10",
        );
      }
      const traceId = traceRootOf(request.headers['x-amzn-trace-id']);
      const Entries = entries.map((entry: Record<string, unknown>) => putEvent(entry, traceId));
      const FailedEntryCount = Entries.filter((entry) => entry.ErrorCode !== undefined).length;
      return { status: 200, headers, body: JSON.stringify({ FailedEntryCount, Entries }) };
    },
    async close() {
      for (const arn of [...rules.keys()]) removeRule(arn);
    },
  };
}

function entryRefusal(entry: Record<string, unknown>): Record<string, string> | undefined {
  for (const name of ['Source', 'DetailType', 'Detail']) {
    if (typeof entry[name] !== 'string' || entry[name] === '') {
      return {
        ErrorCode: 'InvalidArgument',
        ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      };
    }
  }
  try {
    JSON.parse(String(entry.Detail));
  } catch {
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  }
  return undefined;
}

// Only a bus of this account and Region has such an ARN.
function busOfArn(arn: string, arnOf: (resource: string) => string): string | undefined {
  const prefix = arnOf('event-bus/');
  return arn.startsWith(prefix) ? arn.slice(prefix.length) : undefined;
}

// A bus is named by its name or its ARN.
function busNameOf(value: unknown): string {
  const text = typeof value === 'string' && value !== '' ? value : 'default';
  return text.slice(text.lastIndexOf('/') + 1);
}
