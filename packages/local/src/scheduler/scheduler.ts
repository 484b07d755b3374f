// The schedules of one stack: each runs at its times on the service clock, until its target takes what it sends.

import { formatArn } from '../arn.js';
import type { Emit } from '../events/stack-event.js';
import { traceRoot, uuid } from '../ids.js';
import type { CancelTimer, Clock, Closable, Random, StackIdentity } from '../ports.js';
import { createMemoryJournal, openFileJournal } from '../state/journal.js';
import type { WireRequest, WireResponse } from '../wire.js';
import {
  firstRateRunDelayMs,
  firstRetryDelayMs,
  longestRetryDelayMs,
  runsPastOneTimeSchedules,
} from './assumptions.js';
import {
  type Attempt,
  buildDeadLetterAttributes,
  buildPayload,
  buildTargetRequest,
} from './build-delivery.js';
import type { Schedule, ScheduleTarget } from './model.js';
import { answerSchedulerCall } from './operations.js';
import { parseSchedule } from './parse-schedule.js';
import { nextRun } from './recurrence.js';
import { createScheduleStore, type KeptSchedule } from './schedule-store.js';

/** What is sent to a target. */
export interface TargetDelivery {
  readonly target: ScheduleTarget;
  readonly payload: string;
  readonly traceId: string;
}

/** What the scheduler needs. */
export interface SchedulerPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly emit: Emit;
  readonly identity: StackIdentity;
  /** Hands on to a function, queue, topic or event bus. @returns Why it could not, if so. */
  readonly deliver: (delivery: TargetDelivery) => Promise<string | undefined>;
  /** Sends to a queue by ARN. @returns False when there is no such queue. */
  readonly sendToQueue: (
    queueArn: string,
    body: string,
    attributes: Readonly<Record<string, string>>,
  ) => boolean;
  /** Folder of the schedules that code made; absent for memory only. */
  readonly stateDir?: string;
}

/** A schedule that was put, and when. */
export interface StoredSchedule {
  readonly schedule: Schedule;
  readonly arn: string;
  readonly createdMs: number;
  readonly modifiedMs: number;
}

/** The schedules of one stack. */
export interface Scheduler extends Closable {
  /**
   * Creates a schedule or replaces the one of its name.
   *
   * @param members - As its maker gave them, for a schedule that is to outlive the process.
   */
  put(schedule: Schedule, members?: Readonly<Record<string, unknown>>): StoredSchedule;
  /** False when there is no such schedule. */
  remove(groupName: string, name: string): boolean;
  find(groupName: string, name: string): StoredSchedule | undefined;
  list(): readonly StoredSchedule[];
  putGroup(name: string): string;
  /** Removes a group with its schedules. */
  removeGroup(name: string): void;
  hasGroup(name: string): boolean;
  /** The REST API: schedules only. */
  request(request: WireRequest, requestId: string): WireResponse;
}

/** Creates the service with the group `default` and the schedules that code made in earlier runs. */
export function createScheduler(ports: SchedulerPorts): Scheduler {
  const { clock, random, emit, identity } = ports;
  const schedules = new Map<string, StoredSchedule>();
  const groups = new Set(['default']);
  const timers = new Map<string, Set<CancelTimer>>();
  const store = createScheduleStore(
    ports.stateDir === undefined ? createMemoryJournal() : openFileJournal(ports.stateDir, { fsync: false }),
  );

  const arnOf = (resource: string) => formatArn({ ...identity, service: 'scheduler', resource });
  const keyOf = (groupName: string, name: string) => `${groupName}/${name}`;

  const wait = (key: string, delayMs: number, run: () => void | Promise<void>) => {
    const own = timers.get(key) ?? new Set();
    timers.set(key, own);
    const cancel = clock.after(delayMs, () => {
      own.delete(cancel);
      return run();
    });
    own.add(cancel);
  };
  const cancelTimers = (key: string) => {
    for (const cancel of timers.get(key) ?? []) cancel();
    timers.delete(key);
  };

  const waitForRun = (key: string, stored: StoredSchedule, afterMs: number, leastDelayMs = 0) => {
    const { schedule } = stored;
    const atMs = nextRun(schedule.recurrence, afterMs, {
      firstMs: stored.createdMs + firstRateRunDelayMs,
      startMs: schedule.startMs,
      endMs: schedule.endMs,
    });
    if (atMs === undefined) {
      if (schedule.isDeletedAfterCompletion) remove(schedule.groupName, schedule.name);
      return;
    }
    // A flexible window is a wait of any length up to its own.
    const windowMs = Math.floor(random.next() * schedule.windowMinutes * 60_000);
    wait(key, Math.max(atMs - clock.nowMs() + windowMs, leastDelayMs), () => {
      const kept = store.find(schedule.groupName, schedule.name);
      if (kept !== undefined && schedule.recurrence.kind === 'at') store.keep({ ...kept, hasRun: true });
      const running = attempt(key, stored, {
        scheduleArn: stored.arn,
        scheduledMs: atMs,
        executionId: executionId(random),
        number: 1,
      });
      waitForRun(key, stored, atMs);
      return running;
    });
  };

  const attempt = async (key: string, stored: StoredSchedule, facts: Attempt): Promise<void> => {
    const { name, target } = stored.schedule;
    const traceId = traceRoot(random, clock.nowMs());
    const payload = buildPayload(target.input, facts, {
      id: uuid(random),
      accountId: identity.accountId,
      region: identity.region,
    });
    emit('scheduler.run', { schedule: name, target: target.arn, attempt: facts.number }, { traceId });
    const problem = await ports.deliver({ target, payload, traceId });
    if (problem === undefined) return;
    const delayMs = Math.min(firstRetryDelayMs * 2 ** (facts.number - 1), longestRetryDelayMs);
    const isTooOld = clock.nowMs() + delayMs > facts.scheduledMs + target.eventAgeSeconds * 1_000;
    if (facts.number <= target.retryAttempts && !isTooOld) {
      wait(key, delayMs, () =>
        attempt(key, stored, { ...facts, number: facts.number + 1, executionId: executionId(random) }),
      );
      return;
    }
    const attributes = buildDeadLetterAttributes({
      attempt: facts,
      targetArn: target.arn,
      condition: facts.number > target.retryAttempts ? 'MaximumRetryAttempts' : 'MaximumEventAgeInSeconds',
      message: problem,
    });
    const body = JSON.stringify(buildTargetRequest(target, payload));
    if (target.deadLetterArn !== undefined && ports.sendToQueue(target.deadLetterArn, body, attributes))
      return;
    emit(
      'stack.notice',
      { code: 'EW6304', message: `Schedule "${name}" could not reach "${target.arn}": ${problem}` },
      { level: 'warn', traceId },
    );
  };

  const remove = (groupName: string, name: string): boolean => {
    const key = keyOf(groupName, name);
    cancelTimers(key);
    store.forget(groupName, name);
    return schedules.delete(key);
  };

  // What came due while nothing ran is made up once, when the rest of the stack stands.
  const restore = ({ groupName, name, members, createdMs, hasRun }: KeptSchedule) => {
    const parsed = parseSchedule(name, members);
    if (parsed.kind === 'refused') return;
    const { schedule } = parsed;
    const key = keyOf(groupName, name);
    const stored = { schedule, arn: arnOf(`schedule/${key}`), createdMs, modifiedMs: createdMs };
    schedules.set(key, stored);
    groups.add(groupName);
    const { recurrence } = schedule;
    const isMissed = recurrence.kind === 'at' && !hasRun && recurrence.atMs <= clock.nowMs();
    if (!schedule.isEnabled) return;
    waitForRun(key, stored, isMissed ? recurrence.atMs - 1 : clock.nowMs(), firstRateRunDelayMs);
  };

  const scheduler: Scheduler = {
    put(schedule, members) {
      const key = keyOf(schedule.groupName, schedule.name);
      const nowMs = clock.nowMs();
      const stored: StoredSchedule = {
        schedule,
        arn: arnOf(`schedule/${key}`),
        createdMs: schedules.get(key)?.createdMs ?? nowMs,
        modifiedMs: nowMs,
      };
      cancelTimers(key);
      schedules.set(key, stored);
      const { groupName, name } = schedule;
      if (members === undefined) store.forget(groupName, name);
      else store.keep({ groupName, name, members, createdMs: stored.createdMs, hasRun: false });
      const { recurrence } = schedule;
      const isPast = recurrence.kind === 'at' && recurrence.atMs <= nowMs;
      if (schedule.isEnabled) {
        waitForRun(key, stored, isPast && runsPastOneTimeSchedules ? recurrence.atMs - 1 : nowMs);
      }
      return stored;
    },
    remove,
    find: (groupName, name) => schedules.get(keyOf(groupName, name)),
    list: () => [...schedules.values()],
    putGroup(name) {
      groups.add(name);
      return arnOf(`schedule-group/${name}`);
    },
    removeGroup(name) {
      groups.delete(name);
      for (const { schedule } of [...schedules.values()]) {
        if (schedule.groupName === name) remove(name, schedule.name);
      }
    },
    hasGroup: (name) => groups.has(name),
    request: (request, requestId) => answerSchedulerCall(scheduler, request, requestId),
    async close() {
      for (const key of [...timers.keys()]) cancelTimers(key);
      schedules.clear();
      store.close();
    },
  };
  for (const kept of store.load()) restore(kept);
  return scheduler;
}

function executionId(random: Random): string {
  return Buffer.from(random.bytes(8)).toString('hex');
}
