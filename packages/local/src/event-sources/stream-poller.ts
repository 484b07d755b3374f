// Moves the records of a table's stream to a function: in order, in batches, and a batch that fails holds up those behind
// it until it succeeds, is given up or is too old.

import type { RecordSource, StreamRecord } from '../dynamodb/index.js';
import { matchesEventPattern } from '../event-pattern/event-pattern.js';
import { bodyValues } from '../event-pattern/json-values.js';
import type { Emit } from '../events/stack-event.js';
import type { InvokeOutcome, Lambda } from '../lambda/lambda.js';
import type { CancelTimer, Clock, Closable } from '../ports.js';
import { attemptsBeforeNotice, firstRetryDelayMs, longestRetryDelayMs } from './assumptions.js';
import { parseBatchAnswer } from './batch-item-failures.js';
import { type DiscardedBatch, discardedBatchMessage } from './discarded-batch.js';
import type { EventSourceMapping } from './mapping.js';

/** What the poller needs. */
export interface StreamPollerPorts {
  readonly clock: Clock;
  readonly emit: Emit;
  readonly lambda: Pick<Lambda, 'invoke'>;
  /** Hands a message to an on-failure destination. */
  readonly sendFailure: (targetArn: string, body: string) => Promise<void>;
}

/** Age at which a record leaves its stream. Source: AWS page "Change data capture for DynamoDB Streams". */
const streamRetentionSeconds = 86_400;

/** A poller that can go on where another stopped. */
export interface StreamPoller extends Closable {
  /** Of the first record that the function has not been given yet. */
  readonly position: number;
}

/**
 * Starts moving records; `close` stops after the batch under way.
 *
 * @param from - Position to go on from. @default by the mapping's starting position
 * @source spec/websocket-api.md 10.4; AWS Lambda Developer Guide, "Using AWS Lambda with Amazon DynamoDB"
 */
export function createStreamPoller(
  ports: StreamPollerPorts,
  mapping: EventSourceMapping,
  stream: RecordSource,
  from?: number,
): StreamPoller {
  let readTo = from ?? (mapping.startingPosition === 'LATEST' ? stream.end : stream.start);
  let doneTo = readTo;
  let gathered: StreamRecord[] = [];
  let windowTimer: CancelTimer | undefined;
  let isWindowOver = false;
  let isClosed = false;
  let running: Promise<void> | undefined;
  let cancelPause = () => {};

  const gather = () => {
    while (gathered.length < mapping.batchSize) {
      const { records, next } = stream.read(readTo, mapping.batchSize - gathered.length);
      if (records.length === 0) break;
      readTo = next;
      gathered.push(...records.filter((record) => passes(mapping, record)));
    }
    if (gathered.length === 0) doneTo = readTo;
  };

  const isReady = () =>
    gathered.length > 0 &&
    (gathered.length >= mapping.batchSize || mapping.batchWindowSeconds === 0 || isWindowOver);

  const work = async () => {
    for (;;) {
      gather();
      if (isClosed || !isReady()) break;
      windowTimer?.();
      windowTimer = undefined;
      isWindowOver = false;
      const batch = gathered;
      gathered = [];
      await deliver(batch, 0);
      if (!isClosed) doneTo = readTo;
    }
    if (gathered.length > 0 && !isClosed) {
      windowTimer ??= ports.clock.after(mapping.batchWindowSeconds * 1_000, () => {
        isWindowOver = true;
        // Not handed to the clock: a batch that fails pauses, and the pause waits for the clock itself.
        void wake();
      });
    }
  };

  const wake = (): Promise<void> => {
    running ??= work().finally(() => {
      running = undefined;
      // A record that came while the last look was over.
      if (!isClosed && stream.end > readTo) void wake();
    });
    return running;
  };

  // Gives records to the function until all are done with; `attempts` failed before.
  async function deliver(given: readonly StreamRecord[], attemptsBefore: number): Promise<void> {
    let records = given;
    let attempts = attemptsBefore;
    while (!isClosed) {
      const expired = records.filter((record) => isTooOld(record));
      if (expired.length > 0) {
        await giveUp({ records: expired, condition: 'RecordAgeExceeded', attempts });
        records = records.slice(expired.length);
      }
      if (records.length === 0) return;
      const outcome = await invoke(records);
      const done = countDone(mapping, records, outcome);
      report(done, records.length);
      if (done === records.length) return;
      // What succeeded before the first failure is not given again.
      if (done > 0) attempts = 0;
      records = records.slice(done);
      if (mapping.bisectsOnError && records.length > 1) {
        // A split does not count as an attempt.
        const half = Math.ceil(records.length / 2);
        await deliver(records.slice(0, half), attempts);
        await deliver(records.slice(half), attempts);
        return;
      }
      attempts++;
      if (mapping.maximumRetryAttempts !== -1 && attempts > mapping.maximumRetryAttempts) {
        await giveUp({ records, condition: 'RetryAttemptsExhausted', attempts });
        return;
      }
      if (mapping.maximumRetryAttempts === -1 && attempts === attemptsBeforeNotice) tellOfHoldUp(records);
      await pause(Math.min(firstRetryDelayMs * 2 ** (attempts - 1), longestRetryDelayMs));
    }
  }

  const invoke = (records: readonly StreamRecord[]): Promise<InvokeOutcome> =>
    ports.lambda.invoke(
      mapping.functionName,
      JSON.stringify({ Records: records.map((record) => ({ ...record, eventSourceARN: stream.arn })) }),
      { type: 'RequestResponse' },
    );

  const longestAgeSeconds =
    mapping.maximumRecordAgeSeconds === -1 ? streamRetentionSeconds : mapping.maximumRecordAgeSeconds;
  const isTooOld = ({ dynamodb }: StreamRecord) =>
    ports.clock.nowMs() / 1_000 - dynamodb.ApproximateCreationDateTime > longestAgeSeconds;

  const tellOfHoldUp = (records: readonly StreamRecord[]) =>
    ports.emit(
      'stack.notice',
      {
        code: 'EW6305',
        message: `Function "${mapping.functionName}" failed ${attemptsBeforeNotice} times with ${records.length} of the records of table "${stream.tableName}"; those behind them wait until it succeeds, or for a day`,
      },
      { level: 'warn' },
    );

  const giveUp = async (batch: Omit<DiscardedBatch, 'functionName' | 'streamArn' | 'nowMs'>) => {
    const { functionName, onFailureArn } = mapping;
    ports.emit(
      'stream.batch',
      {
        source: stream.tableName,
        function: functionName,
        records: batch.records.length,
        outcome: `given up: ${batch.condition}`,
      },
      { level: 'warn' },
    );
    if (onFailureArn === undefined) return;
    const message = discardedBatchMessage({
      ...batch,
      functionName,
      streamArn: stream.arn,
      nowMs: ports.clock.nowMs(),
    });
    await ports.sendFailure(onFailureArn, JSON.stringify(message));
  };

  const report = (succeeded: number, records: number) =>
    ports.emit(
      'stream.batch',
      {
        source: stream.tableName,
        function: mapping.functionName,
        records,
        outcome: succeeded === records ? 'succeeded' : `${records - succeeded} failed`,
      },
      { level: succeeded === records ? 'debug' : 'warn' },
    );

  const pause = (delayMs: number) =>
    new Promise<void>((resolve) => {
      const cancel = ports.clock.after(delayMs, resolve);
      cancelPause = () => {
        cancel();
        resolve();
      };
    });

  const unsubscribe = stream.onRecords(() => void wake());
  void wake();
  return {
    get position() {
      return doneTo;
    },
    async close() {
      isClosed = true;
      unsubscribe();
      windowTimer?.();
      cancelPause();
      await running;
    },
  };
}

/** @returns How many records, from the first on, need not be given again. */
function countDone(
  mapping: EventSourceMapping,
  records: readonly StreamRecord[],
  outcome: InvokeOutcome,
): number {
  if (outcome.kind !== 'success') return 0;
  if (!mapping.reportsItemFailures) return records.length;
  const numbers = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
  const answer = parseBatchAnswer(outcome.payload, new Set(numbers));
  switch (answer.kind) {
    case 'all-succeeded':
      return records.length;
    case 'all-failed':
      return 0;
    case 'some-failed':
      // Everything from the lowest reported number on is given again.
      return Math.min(...answer.identifiers.map((identifier) => numbers.indexOf(identifier)));
  }
}

function passes(mapping: EventSourceMapping, record: StreamRecord): boolean {
  if (mapping.filters.length === 0) return true;
  const values = bodyValues(JSON.stringify(record));
  return values !== undefined && mapping.filters.some((filter) => matchesEventPattern(filter, values));
}
