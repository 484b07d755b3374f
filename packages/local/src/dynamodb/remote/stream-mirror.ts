// The stream of a table elsewhere, read by GetRecords while somebody listens, and kept for the pollers here.

import type { Clock } from '../../ports.js';
import { DynamoDbError } from '../errors.js';
import { streamRetentionMs } from '../limits.js';
import type { RecordSource, StreamRecord } from '../streams.js';
import type { EndpointClient } from './endpoint-client.js';

type Answer = Readonly<Record<string, unknown>>;

/** AWS takes five calls of GetRecords a second for a shard. */
const pollIntervalMs = 200;

/** A mirrored stream. */
export interface StreamMirror extends RecordSource {
  /** Ends the reading; resolves when the call under way is over. */
  close(): Promise<void>;
}

interface Shard {
  iterator: string | undefined;
  lastSequenceNumber: string | undefined;
}

/**
 * Opens a stream where it stands.
 *
 * @param options.from - `LATEST` for a stream that was there: its records are not this run's.
 * @param options.clock - Ages the kept records; reading goes by real time.
 * @param options.onFault - Told once for every outage.
 */
export async function openStreamMirror(
  client: EndpointClient,
  options: {
    readonly arn: string;
    readonly tableName: string;
    readonly from: 'LATEST' | 'TRIM_HORIZON';
    readonly clock: Clock;
    readonly onFault: (error: unknown) => void;
  },
): Promise<StreamMirror> {
  const { arn, clock } = options;
  const shards = new Map<string, Shard>();
  const listeners = new Set<() => void>();
  let records: { readonly record: StreamRecord; readonly addedMs: number }[] = [];
  let start = 0;
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> | undefined;
  let isFaulty = false;
  let isClosed = false;

  const iteratorOf = async (shardId: string, place: Record<string, unknown>) =>
    (await client.call('GetShardIterator', { StreamArn: arn, ShardId: shardId, ...place })).ShardIterator as
      | string
      | undefined;

  const findShards = async (type: 'LATEST' | 'TRIM_HORIZON') => {
    let after: unknown;
    do {
      const answer = await client.call('DescribeStream', {
        StreamArn: arn,
        ...(after === undefined ? {} : { ExclusiveStartShardId: after }),
      });
      const { Shards, LastEvaluatedShardId } = answer.StreamDescription as Answer;
      for (const shard of Shards as Answer[]) {
        const id = String(shard.ShardId);
        if (shards.has(id)) continue;
        const isOver = (shard.SequenceNumberRange as Answer).EndingSequenceNumber !== undefined;
        const isSkipped = isOver && type === 'LATEST';
        shards.set(id, {
          iterator: isSkipped ? undefined : await iteratorOf(id, { ShardIteratorType: type }),
          lastSequenceNumber: undefined,
        });
      }
      after = LastEvaluatedShardId;
    } while (after !== undefined);
  };

  const readShard = async (id: string, shard: Shard): Promise<number> => {
    let answer: Answer;
    try {
      answer = await client.call('GetRecords', { ShardIterator: shard.iterator });
    } catch (error) {
      if (!(error instanceof DynamoDbError) || error.type !== 'ExpiredIteratorException') throw error;
      shard.iterator = await iteratorOf(
        id,
        shard.lastSequenceNumber === undefined
          ? { ShardIteratorType: 'LATEST' }
          : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: shard.lastSequenceNumber },
      );
      return 0;
    }
    const found = (answer.Records as ApiRecord[]).map(lambdaRecord);
    shard.iterator = answer.NextShardIterator as string | undefined;
    shard.lastSequenceNumber = found.at(-1)?.dynamodb.SequenceNumber ?? shard.lastSequenceNumber;
    const addedMs = clock.nowMs();
    records.push(...found.map((record) => ({ record, addedMs })));
    return found.length;
  };

  const dropOld = () => {
    const kept = records.findIndex(({ addedMs }) => clock.nowMs() - addedMs < streamRetentionMs);
    const count = kept === -1 ? records.length : kept;
    if (count === 0) return;
    records = records.slice(count);
    start += count;
  };

  const readAll = async () => {
    dropOld();
    let added = 0;
    // In the order of the shards: a parent is listed before its children.
    for (const [id, shard] of shards) {
      while (shard.iterator !== undefined && !isClosed) {
        const count = await readShard(id, shard);
        added += count;
        if (count === 0) break;
      }
    }
    if (added > 0) for (const listener of listeners) listener();
    // A shard that ended has children.
    if ([...shards.values()].every(({ iterator }) => iterator === undefined))
      await findShards('TRIM_HORIZON');
  };

  const poll = () => {
    timer = undefined;
    if (isClosed || listeners.size === 0) return;
    reading = readAll()
      .then(
        () => {
          isFaulty = false;
        },
        (error: unknown) => {
          if (!isFaulty && !isClosed) options.onFault(error);
          isFaulty = true;
        },
      )
      .then(() => {
        reading = undefined;
        if (!isClosed) timer = setTimeout(poll, pollIntervalMs).unref();
      });
  };

  await findShards(options.from);
  return {
    arn,
    tableName: options.tableName,
    get start() {
      return start;
    },
    get end() {
      return start + records.length;
    },
    read(from, limit) {
      const at = Math.max(from, start);
      const found = records.slice(at - start, at - start + limit).map(({ record }) => record);
      return { records: found, next: at + found.length };
    },
    onRecords(listener) {
      listeners.add(listener);
      if (timer === undefined && reading === undefined) timer = setTimeout(poll, 0).unref();
      return () => void listeners.delete(listener);
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await reading;
    },
  };
}

type ApiRecord = Omit<StreamRecord, 'userIdentity'> & {
  readonly userIdentity?: { readonly Type: 'Service'; readonly PrincipalId: 'dynamodb.amazonaws.com' };
};

// The API spells the identity's members with capitals, the Lambda event does not.
function lambdaRecord({ userIdentity, ...record }: ApiRecord): StreamRecord {
  if (userIdentity === undefined) return record;
  return { ...record, userIdentity: { type: userIdentity.Type, principalId: userIdentity.PrincipalId } };
}
