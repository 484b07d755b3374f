// What an on-failure destination is told of stream records that were given up: where they are, not what they hold.

import type { StreamRecord } from '../dynamodb/index.js';

/** A batch that will not be tried again. */
export interface DiscardedBatch {
  readonly records: readonly StreamRecord[];
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
  /** Invocations that failed. */
  readonly attempts: number;
  readonly functionName: string;
  readonly streamArn: string;
  readonly nowMs: number;
}

/** @source AWS Lambda Developer Guide, "Retain discarded records for a DynamoDB event source in Lambda" */
export function discardedBatchMessage(batch: DiscardedBatch): object {
  const { records } = batch;
  const arrival = (record: StreamRecord | undefined) =>
    new Date((record?.dynamodb.ApproximateCreationDateTime ?? 0) * 1_000).toISOString();
  return {
    requestContext: {
      functionArn: batch.functionName,
      condition: batch.condition,
      approximateInvokeCount: batch.attempts,
    },
    ...(batch.attempts === 0
      ? {}
      : {
          responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        }),
    version: '1.0',
    timestamp: new Date(batch.nowMs).toISOString(),
    DDBStreamBatchInfo: {
      shardId: 'shardId-00000000000000000000-00000000',
      startSequenceNumber: records[0]?.dynamodb.SequenceNumber,
      endSequenceNumber: records.at(-1)?.dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: arrival(records[0]),
      approximateArrivalOfLastRecord: arrival(records.at(-1)),
      batchSize: records.length,
      streamArn: batch.streamArn,
    },
  };
}
