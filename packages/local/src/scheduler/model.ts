// A schedule as plain data.

import type { Recurrence } from './recurrence.js';

/** A schedule with its defaults filled in. Times are epoch milliseconds. */
export interface Schedule {
  readonly name: string;
  readonly groupName: string;
  readonly description: string | undefined;
  readonly expression: string;
  readonly timezone: string;
  readonly recurrence: Recurrence;
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
  readonly isEnabled: boolean;
  /** 0 without a flexible window. */
  readonly windowMinutes: number;
  readonly isDeletedAfterCompletion: boolean;
  readonly target: ScheduleTarget;
}

/** What a schedule calls. */
export interface ScheduleTarget {
  readonly arn: string;
  readonly roleArn: string;
  /** Text; keywords such as `<aws.scheduler.schedule-arn>` are replaced at each run. */
  readonly input: string | undefined;
  readonly deadLetterArn: string | undefined;
  readonly retryAttempts: number;
  readonly eventAgeSeconds: number;
  /** FIFO queues only. */
  readonly messageGroupId: string | undefined;
  /** Event buses only. */
  readonly event: { readonly source: string; readonly detailType: string } | undefined;
}
