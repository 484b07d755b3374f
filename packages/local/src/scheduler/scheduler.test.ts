import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createManualClock } from '../clock/manual-clock.js';
import { createSeededRandom } from '../random.js';
import { createScheduler, parseSchedule } from './index.js';

const startMs = Date.parse('2024-01-20T12:00:00Z');
const queueArn = 'arn:aws:sqs:eu-west-1:123456789012:ticks';

function setUp(
  options: { readonly fails?: boolean; readonly stateDir?: string; readonly atMs?: number } = {},
) {
  const clock = createManualClock(options.atMs ?? startMs);
  const delivered: [string, string][] = [];
  const dead: [string, unknown, Record<string, string>][] = [];
  const notices: string[] = [];
  const scheduler = createScheduler({
    clock,
    random: createSeededRandom(1),
    emit: (kind, data) => {
      if (kind === 'stack.notice') notices.push(JSON.stringify(data));
    },
    identity: {
      stackName: 's',
      stage: 'dev',
      accountId: '123456789012',
      region: 'eu-west-1',
      partition: 'aws',
      urlSuffix: 'amazonaws.com',
    },
    ...(options.stateDir === undefined ? {} : { stateDir: options.stateDir }),
    deliver: async ({ payload }) => {
      delivered.push([new Date(clock.nowMs()).toISOString().slice(11, 19), payload]);
      return options.fails === true ? 'the queue is gone' : undefined;
    },
    sendToQueue: (arn, body, attributes) => {
      dead.push([arn, JSON.parse(body), { ...attributes, EXECUTION_ID: '' }]);
      return arn.endsWith(':lost');
    },
  });
  const put = (members: Record<string, unknown>, target: Record<string, unknown> = {}) => {
    const parsed = parseSchedule('tick', {
      FlexibleTimeWindow: { Mode: 'OFF' },
      ...members,
      Target: { Arn: queueArn, RoleArn: 'arn:aws:iam::123456789012:role/r', Input: 'tick', ...target },
    });
    return parsed.kind === 'refused'
      ? `${parsed.property}: ${parsed.reason}`
      : scheduler.put(parsed.schedule).arn;
  };
  return { clock, scheduler, put, delivered, dead, notices };
}

describe('scheduler', () => {
  it('runs a rate soon after its creation and then at its steps', async () => {
    const { clock, put, delivered, scheduler } = setUp();
    assert.equal(
      put({ ScheduleExpression: 'rate(1 minute)' }),
      'arn:aws:scheduler:eu-west-1:123456789012:schedule/default/tick',
    );
    await clock.advance(130_000);
    assert.deepEqual(delivered, [
      ['12:00:05', 'tick'],
      ['12:01:05', 'tick'],
      ['12:02:05', 'tick'],
    ]);
    await scheduler.close();
  });

  it('replaces the keywords of an input and makes an event where there is none', async () => {
    const { clock, put, delivered } = setUp();
    const at = { ScheduleExpression: 'at(2024-01-20T13:00:00)' };
    put(at, { Input: '{"n":"<aws.scheduler.attempt-number>","at":"<aws.scheduler.scheduled-time>"}' });
    await clock.advance(3_600_000);
    assert.deepEqual(delivered, [['13:00:00', '{"n":"1","at":"2024-01-20T13:00:00Z"}']]);
    put({ ScheduleExpression: 'at(2024-01-20T14:00:00)' }, { Input: undefined });
    await clock.advance(3_600_000);
    const { id, ...event } = JSON.parse(delivered[1]?.[1] ?? '{}') as Record<string, unknown>;
    assert.match(String(id), /^[0-9a-f-]{36}$/);
    assert.deepEqual(event, {
      version: '0',
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: '123456789012',
      time: '2024-01-20T14:00:00Z',
      region: 'eu-west-1',
      resources: ['arn:aws:scheduler:eu-west-1:123456789012:schedule/default/tick'],
      detail: '{}',
    });
  });

  it('runs within a flexible window', async () => {
    const { clock, put, delivered } = setUp();
    put({
      ScheduleExpression: 'at(2024-01-20T13:00:00)',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
    });
    await clock.advance(3_600_000 + 900_000);
    assert.equal(delivered.length, 1);
    const [[time = ''] = []] = delivered;
    assert.ok(time > '13:00:00' && time < '13:15:00', time);
  });

  it('tries again until the retries are used up, and tells the dead-letter queue', async () => {
    const { clock, put, delivered, dead, notices } = setUp({ fails: true });
    put(
      { ScheduleExpression: 'at(2024-01-20T13:00:00)' },
      {
        RetryPolicy: { MaximumRetryAttempts: 2 },
        DeadLetterConfig: { Arn: 'arn:aws:sqs:eu-west-1:123456789012:lost' },
      },
    );
    await clock.advance(7_200_000);
    assert.deepEqual(
      delivered.map(([time]) => time),
      ['13:00:00', '13:01:00', '13:03:00'],
    );
    assert.deepEqual(dead, [
      [
        'arn:aws:sqs:eu-west-1:123456789012:lost',
        { QueueUrl: queueArn, MessageBody: 'tick' },
        {
          ERROR_CODE: 'ResourceNotFoundException',
          ERROR_MESSAGE: 'the queue is gone',
          EXECUTION_ID: '',
          EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
          IS_PAYLOAD_TRUNCATED: 'false',
          RETRY_ATTEMPTS: '2',
          SCHEDULED_TIME: '2024-01-20T13:00:00Z',
          SCHEDULE_ARN: 'arn:aws:scheduler:eu-west-1:123456789012:schedule/default/tick',
          TARGET_ARN: queueArn,
        },
      ],
    ]);
    assert.deepEqual(notices, []);
  });

  it('gives up an event that is too old, and says so where no queue takes it', async () => {
    const { clock, put, delivered, notices } = setUp({ fails: true });
    put({ ScheduleExpression: 'at(2024-01-20T13:00:00)' }, { RetryPolicy: { MaximumEventAgeInSeconds: 90 } });
    await clock.advance(7_200_000);
    assert.equal(delivered.length, 2);
    assert.deepEqual(notices, [
      `{"code":"EW6304","message":"Schedule \\"tick\\" could not reach \\"${queueArn}\\": the queue is gone"}`,
    ]);
  });

  it('does not run a disabled schedule, and forgets one that is removed', async () => {
    const { clock, put, delivered, scheduler } = setUp();
    put({ ScheduleExpression: 'rate(1 minute)', State: 'DISABLED' });
    await clock.advance(60_000);
    assert.deepEqual(delivered, []);
    put({ ScheduleExpression: 'rate(1 minute)' });
    assert.equal(scheduler.remove('default', 'tick'), true);
    await clock.advance(60_000);
    assert.deepEqual(delivered, []);
    assert.equal(scheduler.remove('default', 'tick'), false);
  });

  it('keeps what code made over a restart, makes up what it missed once, and forgets what is deleted', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'edgewire-scheduler-'));
    const request = (
      scheduler: ReturnType<typeof setUp>['scheduler'],
      method: string,
      name: string,
      body = {},
    ) =>
      scheduler.request(
        {
          method,
          path: `/schedules/${name}`,
          query: '',
          headers: {},
          body: Buffer.from(JSON.stringify(body)),
          sourceIp: '127.0.0.1',
        },
        'r',
      );
    const members = (ScheduleExpression: string, Input: string) => ({
      ScheduleExpression,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: queueArn, RoleArn: 'r', Input },
    });
    try {
      const first = setUp({ stateDir });
      request(first.scheduler, 'POST', 'once', members('at(2024-01-20T13:00:00)', 'missed'));
      request(first.scheduler, 'POST', 'often', members('rate(1 hour)', 'often'));
      request(first.scheduler, 'POST', 'gone', members('rate(1 minute)', 'gone'));
      request(first.scheduler, 'DELETE', 'gone');
      await first.scheduler.close();

      const second = setUp({ stateDir, atMs: startMs + 5_400_000 });
      await second.clock.advance(3_600_000);
      assert.deepEqual(second.delivered, [
        ['13:30:05', 'missed'],
        ['14:00:05', 'often'],
      ]);
      await second.scheduler.close();

      const third = setUp({ stateDir, atMs: startMs + 9_000_000 });
      assert.deepEqual(
        third.scheduler.list().map(({ schedule }) => schedule.name),
        ['once', 'often'],
      );
      await third.clock.advance(60_000);
      assert.deepEqual(third.delivered, []);
      await third.scheduler.close();
    } finally {
      rmSync(stateDir, { recursive: true });
    }
  });

  const refusals: [string, Record<string, unknown>, Record<string, unknown>, string][] = [
    ['no expression', {}, {}, 'ScheduleExpression: it is required and absent'],
    [
      'no window',
      { ScheduleExpression: 'rate(1 day)', FlexibleTimeWindow: undefined },
      {},
      'FlexibleTimeWindow: its Mode is neither OFF nor FLEXIBLE',
    ],
    [
      'too many retries',
      { ScheduleExpression: 'rate(1 day)' },
      { RetryPolicy: { MaximumRetryAttempts: 186 } },
      'MaximumRetryAttempts: it is 186, and AWS takes whole numbers from 0 to 185',
    ],
    [
      'text for a function',
      { ScheduleExpression: 'rate(1 day)' },
      { Arn: 'arn:aws:lambda:eu-west-1:123456789012:function:f' },
      'Target: its Input is no JSON, which this target wants',
    ],
  ];
  for (const [title, members, target, expected] of refusals) {
    it(`refuses ${title}`, () => assert.equal(setUp().put(members, target), expected));
  }
});
