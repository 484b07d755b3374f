// DynamoDB Streams: one shard per table, records for a day, listeners for pollers.

import type { Random } from '../ports.js';
import { type Item, itemBytes } from './attribute-value.js';
import { DynamoDbError } from './errors.js';
import { streamRetentionMs } from './limits.js';
import type { ItemChange, StreamViewType } from './table.js';

/** A stream record in the API's form. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  /** Only on deletions by TTL. */
  readonly userIdentity?: { readonly type: 'Service'; readonly principalId: 'dynamodb.amazonaws.com' };
  readonly dynamodb: {
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: StreamViewType;
  };
}

/** Records of one table in their order, as event source mappings read them. */
export interface RecordSource {
  readonly arn: string;
  readonly tableName: string;
  /** Position of the next record. */
  readonly end: number;
  /** Position of the oldest record kept. */
  readonly start: number;
  /** Records from a position on, and the position after them. */
  read(from: number, limit: number): { readonly records: readonly StreamRecord[]; readonly next: number };
  /** Calls `listener` after records were added; returns the function that ends it. */
  onRecords(listener: () => void): () => void;
}

/** The stream of one table of the embedded engine. */
export interface TableStream extends RecordSource {
  readonly viewType: StreamViewType;
  readonly label: string;
  append(change: ItemChange, nowMs: number): void;
  positionOf(sequenceNumber: string): number;
  sequenceNumberOf(position: number): string;
}

const firstSequenceNumber = 100_000_000_000_000_000_000n;

const sequenceNumberOf = (position: number) => String(firstSequenceNumber + BigInt(position));

export function createTableStream(options: {
  readonly arn: string;
  readonly tableName: string;
  readonly viewType: StreamViewType;
  readonly label: string;
  readonly region: string;
  readonly random: Random;
}): TableStream {
  const { viewType } = options;
  let records: { readonly record: StreamRecord; readonly addedMs: number }[] = [];
  let start = 0;
  const listeners = new Set<() => void>();
  const drop = (nowMs: number) => {
    const expired = records.findIndex(({ addedMs }) => nowMs - addedMs < streamRetentionMs);
    const count = expired === -1 ? records.length : expired;
    if (count === 0) return;
    records = records.slice(count);
    start += count;
  };
  const stream: TableStream = {
    arn: options.arn,
    viewType,
    label: options.label,
    tableName: options.tableName,
    get end() {
      return start + records.length;
    },
    get start() {
      return start;
    },
    append(change, nowMs) {
      drop(nowMs);
      records.push({
        record: buildRecord(change, { ...options, position: stream.end, nowMs }),
        addedMs: nowMs,
      });
      for (const listener of listeners) listener();
    },
    read(from, limit) {
      const at = Math.max(from, start);
      const found = records.slice(at - start, at - start + limit).map(({ record }) => record);
      return { records: found, next: at + found.length };
    },
    positionOf: (sequenceNumber) => Number(BigInt(sequenceNumber) - firstSequenceNumber),
    sequenceNumberOf,
    onRecords(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return stream;
}

/** @source spec/websocket-api.md 10.4 */
function buildRecord(
  change: ItemChange,
  context: {
    readonly viewType: StreamViewType;
    readonly region: string;
    readonly random: Random;
    readonly position: number;
    readonly nowMs: number;
  },
): StreamRecord {
  const { before, after, keys } = change;
  const { viewType } = context;
  const withNew = after !== undefined && (viewType === 'NEW_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES');
  const withOld = before !== undefined && (viewType === 'OLD_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES');
  return {
    eventID: Buffer.from(context.random.bytes(16)).toString('hex'),
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: context.region,
    ...(change.isExpiry
      ? { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } as const }
      : {}),
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(context.nowMs / 1_000),
      Keys: keys,
      ...(withNew ? { NewImage: after } : {}),
      ...(withOld ? { OldImage: before } : {}),
      SequenceNumber: sequenceNumberOf(context.position),
      SizeBytes: itemBytes(keys) + (withNew ? itemBytes(after) : 0) + (withOld ? itemBytes(before) : 0),
      StreamViewType: viewType,
    },
  };
}

/** A shard iterator is the stream and a position, opaque to callers. */
export function encodeIterator(arn: string, position: number): string {
  return Buffer.from(JSON.stringify([arn, position])).toString('base64');
}

export function decodeIterator(text: string): { readonly arn: string; readonly position: number } {
  try {
    const [arn, position] = JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as [string, number];
    return { arn, position };
  } catch (cause) {
    throw Object.assign(new DynamoDbError('ValidationException', 'Invalid ShardIterator'), { cause });
  }
}
