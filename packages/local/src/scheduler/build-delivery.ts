// What a run of a schedule sends to its target, and what its dead-letter queue is told.

import type { ScheduleTarget } from './model.js';

/** Facts of one attempt to deliver. */
export interface Attempt {
  readonly scheduleArn: string;
  readonly scheduledMs: number;
  readonly executionId: string;
  /** 1 for the first. */
  readonly number: number;
}

/** Facts of the event that a target without an input receives. */
export interface DefaultEventFacts {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
}

/**
 * The payload of one attempt.
 *
 * @returns The target's input with its keywords replaced; without an input the event whose `detail` is the text `{}`.
 * @source AWS page "Adding context attributes in EventBridge Scheduler"
 */
export function buildPayload(input: string | undefined, attempt: Attempt, facts: DefaultEventFacts): string {
  if (input === undefined) {
    return JSON.stringify({
      version: '0',
      id: facts.id,
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: facts.accountId,
      time: isoSeconds(attempt.scheduledMs),
      region: facts.region,
      resources: [attempt.scheduleArn],
      detail: '{}',
    });
  }
  const values: Readonly<Record<string, string>> = {
    'schedule-arn': attempt.scheduleArn,
    'scheduled-time': isoSeconds(attempt.scheduledMs),
    'execution-id': attempt.executionId,
    'attempt-number': String(attempt.number),
  };
  return input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => values[name] ?? whole);
}

/** The request that could not be made, in the members of the target's API. */
export function buildTargetRequest(target: ScheduleTarget, payload: string): object {
  const service = target.arn.split(':')[2];
  if (service === 'lambda') return { FunctionName: target.arn, InvocationType: 'Event', Payload: payload };
  if (service === 'sns') return { TopicArn: target.arn, Message: payload };
  if (service === 'sqs') return { QueueUrl: target.arn, MessageBody: payload };
  return { Arn: target.arn, Input: payload };
}

/** Why a run is given up. */
export interface GivenUp {
  readonly attempt: Attempt;
  readonly targetArn: string;
  readonly condition: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';
  readonly message: string;
}

/** @source AWS page "Configuring a schedule's dead-letter queue in EventBridge Scheduler" */
export function buildDeadLetterAttributes(given: GivenUp): Record<string, string> {
  const { attempt } = given;
  return {
    ERROR_CODE: 'ResourceNotFoundException',
    ERROR_MESSAGE: given.message,
    EXECUTION_ID: attempt.executionId,
    EXHAUSTED_RETRY_CONDITION: given.condition,
    IS_PAYLOAD_TRUNCATED: 'false',
    RETRY_ATTEMPTS: String(attempt.number - 1),
    SCHEDULED_TIME: isoSeconds(attempt.scheduledMs),
    SCHEDULE_ARN: attempt.scheduleArn,
    TARGET_ARN: given.targetArn,
  };
}

function isoSeconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
