// The DynamoDB API: one small function per operation, on parsed JSON.

import { createHash } from 'node:crypto';
import type { Item } from './attribute-value.js';
import type { Engine } from './engine.js';
import { DynamoDbError, invalid, tableNotFound } from './errors.js';
import { project } from './evaluate.js';
import { openSubstitutions, parseProjection } from './expressions.js';
import { maxBatchGetKeys, maxBatchWrites, maxTransactItems } from './limits.js';
import { query, scan, streamNotFound } from './read-operations.js';
import { decodeIterator, encodeIterator, type StreamRecord, type TableStream } from './streams.js';
import { keysOf, type StreamViewType, type Table } from './table.js';
import { labelOf, parseIndex, parseTableDefinition } from './table-definition.js';
import {
  keyInput,
  type PreparedWrite,
  prepareCheck,
  prepareDelete,
  preparePut,
  prepareUpdate,
} from './write-operations.js';

type Input = Readonly<Record<string, unknown>>;
type Operation = (engine: Engine, input: Input) => unknown;

/** Item operations and table operations by name. @throws DynamoDbError */
export const operations: Readonly<Record<string, Operation>> = {
  CreateTable(engine, input) {
    const name = tableName(input);
    if (!/^[A-Za-z0-9_.-]{3,255}$/.test(name)) {
      throw invalid(
        `1 validation error detected: Value '${name}' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+`,
      );
    }
    if (engine.table(name) !== undefined)
      throw new DynamoDbError('ResourceInUseException', `Table already exists: ${name}`);
    const description = parseTableDefinition(input, { name, nowMs: engine.nowMs() });
    const tags = tagMap(input.Tags);
    return { TableDescription: engine.describe(engine.create({ ...description, tags })) };
  },
  DescribeTable: (engine, input) => ({ Table: engine.describe(requireTable(engine, input)) }),
  ListTables(engine, input) {
    const names = engine
      .tables()
      .map(({ description }) => description.name)
      .sort();
    const start =
      input.ExclusiveStartTableName === undefined
        ? 0
        : names.findIndex((name) => name > String(input.ExclusiveStartTableName));
    const limit = Number(input.Limit ?? 100);
    const shown = start === -1 ? [] : names.slice(start, start + limit);
    const isCut = start !== -1 && start + limit < names.length;
    return { TableNames: shown, ...(isCut ? { LastEvaluatedTableName: shown.at(-1) } : {}) };
  },
  DeleteTable(engine, input) {
    const table = requireTable(engine, input);
    const described = { ...engine.describe(table), TableStatus: 'DELETING' };
    engine.drop(table.description.name);
    return { TableDescription: described };
  },
  UpdateTable(engine, input) {
    const table = requireTable(engine, input);
    const { description } = table;
    const definitions = input.AttributeDefinitions;
    const keyTypes = {
      ...description.keyTypes,
      ...Object.fromEntries(
        (Array.isArray(definitions) ? (definitions as Input[]) : []).map(
          ({ AttributeName, AttributeType }) => [String(AttributeName), AttributeType],
        ),
      ),
    } as typeof description.keyTypes;
    let { indexes } = description;
    for (const change of (input.GlobalSecondaryIndexUpdates ?? []) as Input[]) {
      if (change.Create !== undefined)
        indexes = [...indexes, parseIndex(change.Create as Input, keyTypes, true)];
      if (change.Delete !== undefined)
        indexes = indexes.filter(({ name }) => name !== (change.Delete as Input).IndexName);
    }
    const stream = input.StreamSpecification as Input | undefined;
    const throughput = (input.ProvisionedThroughput ?? {}) as Input;
    engine.redescribe(table, {
      ...description,
      keyTypes,
      indexes,
      billingMode:
        input.BillingMode === 'PAY_PER_REQUEST' || input.BillingMode === 'PROVISIONED'
          ? input.BillingMode
          : description.billingMode,
      readUnits: Number(throughput.ReadCapacityUnits ?? description.readUnits),
      writeUnits: Number(throughput.WriteCapacityUnits ?? description.writeUnits),
      stream:
        stream === undefined
          ? description.stream
          : stream.StreamEnabled === true
            ? { viewType: stream.StreamViewType as StreamViewType, label: labelOf(engine.nowMs()) }
            : undefined,
    });
    return { TableDescription: engine.describe(table) };
  },
  PutItem: (engine, input) => write(engine, preparePut(requireTable(engine, input), input), input),
  DeleteItem: (engine, input) => write(engine, prepareDelete(requireTable(engine, input), input), input),
  UpdateItem: (engine, input) => write(engine, prepareUpdate(requireTable(engine, input), input), input),
  GetItem(engine, input) {
    const table = requireTable(engine, input);
    const item = getProjected(table, input);
    return { ...(item === undefined ? {} : { Item: item }), ...capacity(input, table) };
  },
  Query(engine, input) {
    const table = requireTable(engine, input);
    return { ...query(table, input), ...capacity(input, table) };
  },
  Scan(engine, input) {
    const table = requireTable(engine, input);
    return { ...scan(table, input), ...capacity(input, table) };
  },
  BatchGetItem(engine, input) {
    const requests = Object.entries((input.RequestItems ?? {}) as Record<string, Input>);
    const count = requests.reduce((sum, [, { Keys }]) => sum + (Array.isArray(Keys) ? Keys.length : 0), 0);
    if (count === 0)
      throw invalid(
        "1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
      );
    if (count > maxBatchGetKeys) throw invalid('Too many items requested for the BatchGetItem call');
    const Responses: Record<string, Item[]> = {};
    for (const [name, request] of requests) {
      const table = requireNamed(engine, name);
      const seen = new Set<string>();
      Responses[name] = (request.Keys as unknown[]).flatMap((Key) => {
        const id = JSON.stringify(keyInput(table, { Key }));
        if (seen.has(id)) throw invalid('Provided list of item keys contains duplicates');
        seen.add(id);
        const item = getProjected(table, { ...request, Key });
        return item === undefined ? [] : [item];
      });
    }
    return { Responses, UnprocessedKeys: {} };
  },
  BatchWriteItem(engine, input) {
    const requests = Object.entries((input.RequestItems ?? {}) as Record<string, Input[]>);
    const count = requests.reduce((sum, [, list]) => sum + list.length, 0);
    if (count === 0)
      throw invalid(
        "1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
      );
    if (count > maxBatchWrites) {
      throw invalid(
        "1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]",
      );
    }
    const writes = requests.flatMap(([name, list]) => {
      const table = requireNamed(engine, name);
      return list.map(({ PutRequest, DeleteRequest }) =>
        PutRequest === undefined
          ? prepareDelete(table, DeleteRequest as Input)
          : preparePut(table, PutRequest as Input),
      );
    });
    refuseDuplicates(writes, 'Provided list of item keys contains duplicates');
    engine.apply(writes);
    return { UnprocessedItems: {} };
  },
  TransactWriteItems(engine, input) {
    const items = (input.TransactItems ?? []) as Input[];
    checkTransactionSize(items.length);
    const token = input.ClientRequestToken;
    const digest = createHash('sha256').update(JSON.stringify(items)).digest('hex');
    if (typeof token === 'string' && engine.isRepeatedTransaction(token, digest)) return {};
    const writes = items.map((item) => {
      const [[kind, request] = ['', {}]] = Object.entries(item) as [string, Input][];
      const prepare = {
        Put: preparePut,
        Update: prepareUpdate,
        Delete: prepareDelete,
        ConditionCheck: prepareCheck,
      }[kind];
      if (prepare === undefined)
        throw invalid('Invalid Request: TransactWriteRequest should contain Delete or Put or Update request');
      return prepare(requireTable(engine, request), request);
    });
    refuseDuplicates(writes, 'Transaction request cannot include multiple operations on one item');
    engine.applyTransaction(writes);
    if (typeof token === 'string') engine.rememberTransaction(token, digest);
    return {};
  },
  TransactGetItems(engine, input) {
    const items = (input.TransactItems ?? []) as { Get?: Input }[];
    checkTransactionSize(items.length);
    return {
      Responses: items.map(({ Get = {} }) => {
        const item = getProjected(requireTable(engine, Get), Get);
        return item === undefined ? {} : { Item: item };
      }),
    };
  },
  UpdateTimeToLive(engine, input) {
    const table = requireTable(engine, input);
    const { Enabled, AttributeName } = (input.TimeToLiveSpecification ?? {}) as Input;
    if (typeof AttributeName !== 'string') throw invalid('TimeToLiveSpecification is required');
    if ((table.description.ttlAttribute !== undefined) === (Enabled === true)) {
      throw invalid(`TimeToLive is already ${Enabled === true ? 'enabled' : 'disabled'}`);
    }
    engine.redescribe(table, {
      ...table.description,
      ttlAttribute: Enabled === true ? AttributeName : undefined,
    });
    return { TimeToLiveSpecification: { Enabled, AttributeName } };
  },
  DescribeTimeToLive(engine, input) {
    const { ttlAttribute } = requireTable(engine, input).description;
    return {
      TimeToLiveDescription:
        ttlAttribute === undefined
          ? { TimeToLiveStatus: 'DISABLED' }
          : { TimeToLiveStatus: 'ENABLED', AttributeName: ttlAttribute },
    };
  },
  TagResource(engine, input) {
    const table = requireNamed(engine, String(input.ResourceArn));
    engine.redescribe(table, {
      ...table.description,
      tags: { ...table.description.tags, ...tagMap(input.Tags) },
    });
    return {};
  },
  UntagResource(engine, input) {
    const table = requireNamed(engine, String(input.ResourceArn));
    const gone = new Set((input.TagKeys ?? []) as string[]);
    const tags = Object.fromEntries(Object.entries(table.description.tags).filter(([key]) => !gone.has(key)));
    engine.redescribe(table, { ...table.description, tags });
    return {};
  },
  ListTagsOfResource(engine, input) {
    const { tags } = requireNamed(engine, String(input.ResourceArn)).description;
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  },
  DescribeLimits: () => ({
    AccountMaxReadCapacityUnits: 80_000,
    AccountMaxWriteCapacityUnits: 80_000,
    TableMaxReadCapacityUnits: 40_000,
    TableMaxWriteCapacityUnits: 40_000,
  }),
  DescribeEndpoints: (engine) => ({
    Endpoints: [{ Address: `dynamodb.${engine.region}.amazonaws.com`, CachePeriodInMinutes: 1_440 }],
  }),
  DescribeContinuousBackups(engine, input) {
    requireTable(engine, input);
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
      },
    };
  },
};

/** Operations of the streams endpoint. @throws DynamoDbError */
export const streamOperations: Readonly<Record<string, Operation>> = {
  ListStreams(engine, input) {
    const wanted = input.TableName === undefined ? undefined : nameOf(String(input.TableName));
    const streams = engine.streams().filter(({ tableName: name }) => wanted === undefined || name === wanted);
    return {
      Streams: streams.map(({ arn, tableName: TableName, label }) => ({
        StreamArn: arn,
        TableName,
        StreamLabel: label,
      })),
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
        CreationRequestDateTime: description.createdMs / 1_000,
        KeySchema: [
          { AttributeName: description.schema.hash, KeyType: 'HASH' },
          ...(description.schema.range === undefined
            ? []
            : [{ AttributeName: description.schema.range, KeyType: 'RANGE' }]),
        ],
        Shards: [
          { ShardId: shardId, SequenceNumberRange: { StartingSequenceNumber: '100000000000000000000' } },
        ],
      },
    };
  },
  GetShardIterator(engine, input) {
    const stream = requireStream(engine, input.StreamArn);
    const position = () => stream.positionOf(String(input.SequenceNumber));
    const positions: Readonly<Record<string, () => number>> = {
      TRIM_HORIZON: () => stream.start,
      LATEST: () => stream.end,
      AT_SEQUENCE_NUMBER: position,
      AFTER_SEQUENCE_NUMBER: () => position() + 1,
    };
    const find = positions[String(input.ShardIteratorType)];
    if (find === undefined) throw invalid(`Invalid ShardIteratorType: ${String(input.ShardIteratorType)}`);
    return { ShardIterator: encodeIterator(stream.arn, find()) };
  },
  GetRecords(engine, input) {
    const { arn, position } = decodeIterator(String(input.ShardIterator));
    const { records, next } = requireStream(engine, arn).read(position, Number(input.Limit ?? 1_000));
    return { Records: records.map(apiRecord), NextShardIterator: encodeIterator(arn, next) };
  },
};

// The API spells the identity's members with capitals, the Lambda event does not.
function apiRecord({ userIdentity, ...record }: StreamRecord): unknown {
  if (userIdentity === undefined) return record;
  return { ...record, userIdentity: { Type: userIdentity.type, PrincipalId: userIdentity.principalId } };
}

/** Every table has one shard. */
export const shardId = 'shardId-00000000000000000000-00000001';

function write(engine: Engine, prepared: PreparedWrite, input: Input): unknown {
  const [change] = engine.apply([prepared]);
  const { before, after } = change ?? { before: undefined, after: undefined };
  const only = (item: Item | undefined) =>
    item === undefined
      ? undefined
      : Object.fromEntries(Object.entries(item).filter(([name]) => prepared.touched.includes(name)));
  const shown = {
    NONE: undefined,
    ALL_OLD: before,
    ALL_NEW: after,
    UPDATED_OLD: only(before),
    UPDATED_NEW: only(after),
  }[String(input.ReturnValues ?? 'NONE')];
  return {
    ...(shown === undefined || Object.keys(shown).length === 0 ? {} : { Attributes: shown }),
    ...capacity(input, prepared.table),
  };
}

function getProjected(table: Table, input: Input): Item | undefined {
  const item = table.get(keyInput(table, input));
  const substitutions = openSubstitutions(input.ExpressionAttributeNames, undefined);
  const paths =
    typeof input.ProjectionExpression === 'string'
      ? parseProjection(input.ProjectionExpression, substitutions)
      : undefined;
  substitutions.checkUsed();
  return item === undefined || paths === undefined ? item : project(item, paths);
}

function refuseDuplicates(writes: readonly PreparedWrite[], message: string): void {
  const ids = writes.map(
    ({ table, keys }) =>
      `${table.description.name}\n${JSON.stringify(keysOf(table.description.schema, keys))}`,
  );
  if (new Set(ids).size !== ids.length) throw invalid(message);
}

function checkTransactionSize(count: number): void {
  if (count >= 1 && count <= maxTransactItems) return;
  throw invalid(
    `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length ${count === 0 ? 'greater than or equal to 1' : `less than or equal to ${maxTransactItems}`}`,
  );
}

function capacity(input: Input, table: Table): Record<string, unknown> {
  const asked = input.ReturnConsumedCapacity;
  if (asked === undefined || asked === 'NONE') return {};
  return { ConsumedCapacity: { TableName: table.description.name, CapacityUnits: 1 } };
}

function requireTable(engine: Engine, input: Input): Table {
  return requireNamed(engine, tableName(input));
}

function tableName(input: Input): string {
  if (typeof input.TableName === 'string') return nameOf(input.TableName);
  throw invalid(
    "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null",
  );
}

function requireNamed(engine: Engine, nameOrArn: string): Table {
  const table = engine.table(nameOf(nameOrArn));
  if (table === undefined) throw tableNotFound();
  return table;
}

// A table may be named by its ARN.
function nameOf(nameOrArn: string): string {
  return /^arn:[^:]*:dynamodb:[^:]*:[^:]*:table\/([^/]+)/.exec(nameOrArn)?.[1] ?? nameOrArn;
}

function requireStream(engine: Engine, arn: unknown): TableStream {
  const stream = engine.streams().find((candidate) => candidate.arn === arn);
  if (stream === undefined) throw streamNotFound(String(arn));
  return stream;
}

function tagMap(value: unknown): Record<string, string> {
  return Object.fromEntries(
    (Array.isArray(value) ? (value as Input[]) : []).map(({ Key, Value }) => [String(Key), String(Value)]),
  );
}
