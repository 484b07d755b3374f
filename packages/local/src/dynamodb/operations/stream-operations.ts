// The operations of the streams endpoint.

import type { Engine } from '../engine.js';
import { DynamoDbError, invalid } from '../errors.js';
import { maxStreamRecords } from '../limits.js';
import { decodeIterator, encodeIterator, type StreamRecord, type TableStream } from '../streams.js';
import { keyElements } from '../table-definition.js';
import { type Operation, requireNamed, tableName } from './operation.js';

/** Every stream has one shard. */
const shardId = 'shardId-00000000000000000000-00000001';

export const streamOperations: Readonly<Record<string, Operation>> = {
  ListStreams(engine, input) {
    const wanted = input.TableName === undefined ? undefined : tableName(input.TableName);
    const streams = engine.streams().filter(({ tableName: name }) => wanted === undefined || name === wanted);
    const after = streams.findIndex(({ arn }) => arn === input.ExclusiveStartStreamArn) + 1;
    const limit = Number(input.Limit ?? 100);
    const shown = streams.slice(after, after + limit);
    return {
      Streams: shown.map(({ arn, tableName: TableName, label }) => ({
        StreamArn: arn,
        TableName,
        StreamLabel: label,
      })),
      ...(after + limit < streams.length ? { LastEvaluatedStreamArn: shown.at(-1)?.arn } : {}),
    };
  },
  DescribeStream(engine, input) {
    const stream = requireStream(engine, input.StreamArn);
    const { description } = requireNamed(engine, stream.tableName);
    return {
      StreamDescription: {
        StreamArn: stream.arn,
        StreamLabel: stream.label,
        StreamStatus: 'ENABLED',
        StreamViewType: stream.viewType,
        TableName: stream.tableName,
        CreationRequestDateTime: Date.parse(`${stream.label}Z`) / 1_000,
        KeySchema: keyElements(description.schema),
        Shards:
          input.ExclusiveStartShardId === shardId
            ? []
            : [
                {
                  ShardId: shardId,
                  SequenceNumberRange: { StartingSequenceNumber: stream.sequenceNumberOf(0) },
                },
              ],
      },
    };
  },
  GetShardIterator(engine, input) {
    const stream = requireStream(engine, input.StreamArn);
    if (input.ShardId !== shardId)
      throw new DynamoDbError('ResourceNotFoundException', 'Shard does not exist');
    const position = () => positionOf(stream, input.SequenceNumber);
    const positions: Readonly<Record<string, () => number>> = {
      TRIM_HORIZON: () => stream.start,
      LATEST: () => stream.end,
      AT_SEQUENCE_NUMBER: position,
      AFTER_SEQUENCE_NUMBER: () => position() + 1,
    };
    const type = String(input.ShardIteratorType);
    const find = Object.hasOwn(positions, type) ? positions[type] : undefined;
    if (find === undefined)
      throw invalid(
        `1 validation error detected: Value '${type}' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON]`,
      );
    return { ShardIterator: encodeIterator(stream.arn, find()) };
  },
  GetRecords(engine, input) {
    const limit = input.Limit === undefined ? maxStreamRecords : Number(input.Limit);
    if (!(limit >= 1))
      throw invalid(
        `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
      );
    if (limit > maxStreamRecords)
      throw invalid(
        `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value less than or equal to ${maxStreamRecords}`,
      );
    const { arn, position } = decodeIterator(String(input.ShardIterator));
    const stream = requireStream(engine, arn);
    if (position < stream.start)
      throw new DynamoDbError(
        'TrimmedDataAccessException',
        'The operation attempted to read past the oldest stream record in a shard',
      );
    const { records, next } = stream.read(position, limit);
    return { Records: records.map(apiRecord), NextShardIterator: encodeIterator(arn, next) };
  },
};

function positionOf(stream: TableStream, sequenceNumber: unknown): number {
  if (typeof sequenceNumber !== 'string' || !/^\d{21,40}$/.test(sequenceNumber))
    throw invalid('One or more parameter values were invalid: Invalid SequenceNumber');
  const position = stream.positionOf(sequenceNumber);
  if (position >= stream.start) return position;
  throw new DynamoDbError(
    'TrimmedDataAccessException',
    'The operation attempted to read past the oldest stream record in a shard',
  );
}

function requireStream(engine: Engine, arn: unknown): TableStream {
  if (typeof arn !== 'string')
    throw invalid(
      "1 validation error detected: Value null at 'streamArn' failed to satisfy constraint: Member must not be null",
    );
  const stream = engine.streams().find((candidate) => candidate.arn === arn);
  if (stream !== undefined) return stream;
  if (!/^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/[^/]+\/stream\/[^/]+$/.test(arn))
    throw invalid('Invalid StreamArn');
  throw new DynamoDbError(
    'ResourceNotFoundException',
    `Requested resource not found: Stream: ${arn} not found`,
  );
}

// The API spells the identity's members with capitals, the Lambda event does not.
function apiRecord({ userIdentity, ...record }: StreamRecord): unknown {
  if (userIdentity === undefined) return record;
  return { ...record, userIdentity: { Type: userIdentity.type, PrincipalId: userIdentity.principalId } };
}
