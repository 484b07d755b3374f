import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createManualClock } from '../clock/manual-clock.js';
import { createTableStream } from '../dynamodb/streams.js';
import type { InvokeOutcome } from '../lambda/lambda.js';
import { createSeededRandom } from '../random.js';
import { parseMapping } from './mapping.js';
import { createStreamPoller } from './stream-poller.js';

const arn = 'arn:aws:dynamodb:eu-west-1:123456789012:table/shop/stream/2024-01-01T00:00:00.000';
const succeed = (payload = 'null'): InvokeOutcome => ({ kind: 'success', requestId: 'r', payload });
const fail: InvokeOutcome = { kind: 'function-error', requestId: 'r', payload: '{}' };

interface Given {
  readonly Records: readonly {
    readonly eventName: string;
    readonly eventSourceARN: string;
    readonly userIdentity?: unknown;
    readonly dynamodb: {
      readonly SequenceNumber: string;
      readonly Keys: { readonly id: { readonly S: string } };
    };
  }[];
}

function setUp(
  properties: Record<string, unknown>,
  answer: (ids: readonly string[], given: Given) => InvokeOutcome,
) {
  const clock = createManualClock(1_700_000_000_000);
  const stream = createTableStream({
    arn,
    tableName: 'shop',
    viewType: 'NEW_AND_OLD_IMAGES',
    label: 'l',
    region: 'eu-west-1',
    random: createSeededRandom(1),
  });
  const parsed = parseMapping('m', { FunctionName: 'worker', EventSourceArn: arn, ...properties });
  if (parsed.kind === 'refused') throw new Error(parsed.reason);
  const batches: string[][] = [];
  const given: Given[] = [];
  const failures: unknown[] = [];
  const notices: string[] = [];
  const add = (id: string, isExpiry = false) =>
    stream.append(
      {
        table: 'shop',
        keys: { id: { S: id } },
        before: isExpiry ? { id: { S: id } } : undefined,
        after: isExpiry ? undefined : { id: { S: id } },
        isExpiry,
      },
      clock.nowMs(),
    );
  const start = (from?: number) =>
    createStreamPoller(
      {
        clock,
        emit: (kind, data) => {
          if (kind === 'stack.notice') notices.push(JSON.stringify(data));
        },
        lambda: {
          invoke: async (_name, payload) => {
            const event = JSON.parse(payload) as Given;
            const ids = event.Records.map(({ dynamodb }) => dynamodb.Keys.id.S);
            batches.push(ids);
            given.push(event);
            return answer(ids, event);
          },
        },
        sendFailure: async (target, body) => void failures.push([target, JSON.parse(body)]),
      },
      parsed.mapping,
      stream,
      from,
    );
  return { clock, stream, add, batches, given, failures, notices, start };
}

const settle = async () => {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
};

describe('stream poller', () => {
  it('gives records in order, with the source of the event', async () => {
    const { add, given, batches, start } = setUp({ BatchSize: 2 }, () => succeed());
    for (const id of ['a', 'b', 'c']) add(id);
    const poller = start();
    await settle();
    assert.deepEqual(batches, [['a', 'b'], ['c']]);
    assert.deepEqual(
      given[0]?.Records.map(({ eventName, eventSourceARN }) => [eventName, eventSourceARN]),
      [
        ['INSERT', arn],
        ['INSERT', arn],
      ],
    );
    await poller.close();
  });

  it('begins behind what is there with LATEST', async () => {
    const { add, batches, start } = setUp({ StartingPosition: 'LATEST' }, () => succeed());
    add('old');
    const poller = start();
    add('new');
    await settle();
    assert.deepEqual(batches, [['new']]);
    await poller.close();
  });

  it('waits for the batching window', async () => {
    const { add, batches, clock, start } = setUp({ MaximumBatchingWindowInSeconds: 5 }, () => succeed());
    const poller = start();
    add('a');
    await settle();
    add('b');
    await settle();
    assert.deepEqual(batches, []);
    await clock.advance(5_000);
    await settle();
    assert.deepEqual(batches, [['a', 'b']]);
    await poller.close();
  });

  it('holds up what follows until a failed batch succeeds', async () => {
    let calls = 0;
    const { add, batches, clock, start } = setUp({ BatchSize: 1 }, () => (++calls < 3 ? fail : succeed()));
    const poller = start();
    add('a');
    add('b');
    await settle();
    assert.deepEqual(batches, [['a']]);
    await clock.advance(1_000);
    await settle();
    assert.deepEqual(batches, [['a'], ['a']]);
    await clock.advance(2_000);
    await settle();
    assert.deepEqual(batches, [['a'], ['a'], ['a'], ['b']]);
    await poller.close();
  });

  it('says that a batch holds up the stream, and drops it with its age', async () => {
    const { add, batches, clock, notices, start } = setUp({ BatchSize: 1 }, (ids) =>
      ids[0] === 'poison' ? fail : succeed(),
    );
    const poller = start();
    add('poison');
    await settle();
    for (let attempt = 0; attempt < 5; attempt++) {
      await clock.advance(60_000);
      await settle();
    }
    assert.deepEqual(notices, [
      '{"code":"EW6305","message":"Function \\"worker\\" failed 3 times with 1 of the records of table \\"shop\\"; those behind them wait until it succeeds, or for a day"}',
    ]);
    await clock.advance(86_400_000);
    await settle();
    add('good');
    await clock.advance(60_000);
    await settle();
    assert.deepEqual(batches.at(-1), ['good']);
    await poller.close();
  });

  it('gives up after the retries and tells the destination where the records are', async () => {
    const { add, batches, clock, failures, start } = setUp(
      {
        MaximumRetryAttempts: 1,
        DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:123456789012:lost' } },
      },
      () => fail,
    );
    const poller = start();
    add('a');
    await settle();
    await clock.advance(1_000);
    await settle();
    assert.deepEqual(batches, [['a'], ['a']]);
    assert.deepEqual(failures, [
      [
        'arn:aws:sqs:eu-west-1:123456789012:lost',
        {
          requestContext: {
            functionArn: 'worker',
            condition: 'RetryAttemptsExhausted',
            approximateInvokeCount: 2,
          },
          responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
          version: '1.0',
          timestamp: '2023-11-14T22:13:21.000Z',
          DDBStreamBatchInfo: {
            shardId: 'shardId-00000000000000000000-00000000',
            startSequenceNumber: '100000000000000000000',
            endSequenceNumber: '100000000000000000000',
            approximateArrivalOfFirstRecord: '2023-11-14T22:13:20.000Z',
            approximateArrivalOfLastRecord: '2023-11-14T22:13:20.000Z',
            batchSize: 1,
            streamArn: arn,
          },
        },
      ],
    ]);
    await poller.close();
  });

  it('splits a failing batch until the bad record stands alone', async () => {
    const { add, batches, start, clock } = setUp(
      { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0, MaximumBatchingWindowInSeconds: 1 },
      (ids) => (ids.includes('bad') ? fail : succeed()),
    );
    const poller = start();
    for (const id of ['a', 'b', 'bad', 'c']) add(id);
    await settle();
    await clock.advance(1_000);
    await settle();
    assert.deepEqual(batches, [['a', 'b', 'bad', 'c'], ['a', 'b'], ['bad', 'c'], ['bad'], ['c']]);
    await poller.close();
  });

  it('repeats from the lowest record that the handler reports', async () => {
    let calls = 0;
    const { add, batches, clock, start } = setUp(
      { FunctionResponseTypes: ['ReportBatchItemFailures'], MaximumBatchingWindowInSeconds: 1 },
      (_ids, { Records }) =>
        ++calls === 1
          ? succeed(
              JSON.stringify({
                batchItemFailures: [
                  { itemIdentifier: Records[2]?.dynamodb.SequenceNumber },
                  { itemIdentifier: Records[1]?.dynamodb.SequenceNumber },
                ],
              }),
            )
          : succeed(),
    );
    const poller = start();
    for (const id of ['a', 'b', 'c']) add(id);
    await settle();
    await clock.advance(1_000);
    await settle();
    await clock.advance(1_000);
    await settle();
    assert.deepEqual(batches, [
      ['a', 'b', 'c'],
      ['b', 'c'],
    ]);
    await poller.close();
  });

  it('passes what a filter wants, such as deletions by TTL', async () => {
    const { add, batches, given, start } = setUp(
      {
        FilterCriteria: {
          Filters: [{ Pattern: '{"userIdentity":{"type":["Service"]},"eventName":["REMOVE"]}' }],
        },
      },
      () => succeed(),
    );
    const poller = start();
    add('kept');
    add('expired', true);
    await settle();
    assert.deepEqual(batches, [['expired']]);
    assert.deepEqual(given[0]?.Records[0]?.userIdentity, {
      type: 'Service',
      principalId: 'dynamodb.amazonaws.com',
    });
    await poller.close();
  });

  it('gives up records that are too old', async () => {
    const { add, batches, clock, start } = setUp({ MaximumRecordAgeInSeconds: 60, BatchSize: 1 }, (ids) =>
      ids[0] === 'a' ? fail : succeed(),
    );
    const poller = start();
    add('a');
    await settle();
    for (let turn = 0; turn < 14; turn++) {
      await clock.advance(10_000);
      await settle();
    }
    add('b');
    await settle();
    assert.deepEqual(batches.at(-1), ['b']);
    await poller.close();
  });

  it('goes on where another stopped', async () => {
    const { add, batches, start } = setUp({}, () => succeed());
    const first = start();
    add('a');
    await settle();
    await first.close();
    add('b');
    const second = start(first.position);
    await settle();
    assert.deepEqual(batches, [['a'], ['b']]);
    await second.close();
  });
});
