// Brings a table of another DynamoDB to what the template says. What is there stays: its items, and whatever the
// template does not mention.

import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDbError } from '../errors.js';
import type { IndexDescription, TableDescription } from '../table.js';
import { keyElements } from '../table-definition.js';
import type { EndpointClient } from './endpoint-client.js';

type Answer = Readonly<Record<string, unknown>>;

/** Longer than a table with items needs for a new index. */
const activationTimeoutMs = 120_000;
const activationPollMs = 100;

/** A table that is ready. */
export interface EnsuredTable {
  readonly arn: string;
  readonly streamArn: string | undefined;
  /** Whether its stream began now, so that all its records are this run's. */
  readonly hasNewStream: boolean;
  /** What the template wants and the table, being there already, does not get. */
  readonly differences: readonly string[];
}

/**
 * Creates the table, or adds to it the indexes, stream and TTL that it lacks.
 *
 * @throws Error when a table of that name has another key; DynamoDbError of the endpoint.
 */
export async function ensureRemoteTable(
  client: EndpointClient,
  wanted: TableDescription,
): Promise<EnsuredTable> {
  let table = await describe(client, wanted.name);
  const differences: string[] = [];
  let hasNewStream = wanted.stream !== undefined && !hasStream(table);
  if (table === undefined) {
    await client.call('CreateTable', createTableInput(wanted));
  } else {
    checkSchema(client, wanted, table);
    for (const input of missingParts(wanted, table, differences)) {
      await client.call('UpdateTable', { TableName: wanted.name, ...input });
      await activated(client, wanted.name);
    }
    hasNewStream &&= wanted.stream !== undefined;
  }
  table = await activated(client, wanted.name);
  await ensureTimeToLive(client, wanted);
  return {
    arn: String(table.TableArn),
    streamArn:
      typeof table.LatestStreamArn === 'string' && hasStream(table) ? table.LatestStreamArn : undefined,
    hasNewStream,
    differences,
  };
}

async function describe(client: EndpointClient, name: string): Promise<Answer | undefined> {
  try {
    return (await client.call('DescribeTable', { TableName: name })).Table as Answer;
  } catch (error) {
    if (error instanceof DynamoDbError && error.type === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

async function activated(client: EndpointClient, name: string): Promise<Answer> {
  for (let waitedMs = 0; waitedMs < activationTimeoutMs; waitedMs += activationPollMs) {
    const table = await describe(client, name);
    const parts = [table, ...listOf(table?.GlobalSecondaryIndexes)];
    const isActive = parts.every(
      (part) => (part?.TableStatus ?? part?.IndexStatus ?? 'CREATING') === 'ACTIVE',
    );
    if (table !== undefined && isActive) return table;
    await delay(activationPollMs);
  }
  throw new Error(`table "${name}" at ${client.url} is not ACTIVE after ${activationTimeoutMs / 1_000} s`);
}

function hasStream(table: Answer | undefined): boolean {
  return ((table?.StreamSpecification ?? {}) as Answer).StreamEnabled === true;
}

function checkSchema(client: EndpointClient, wanted: TableDescription, table: Answer): void {
  const types = new Map(
    listOf(table.AttributeDefinitions).map(({ AttributeName, AttributeType }) => [
      AttributeName,
      AttributeType,
    ]),
  );
  const shape = (elements: readonly Answer[], typeOf: (name: string) => unknown) =>
    elements.map(
      ({ AttributeName, KeyType }) => `${KeyType} ${AttributeName} ${typeOf(String(AttributeName))}`,
    );
  const is = shape(listOf(table.KeySchema), (name) => types.get(name)).join(', ');
  const shall = shape(keyElements(wanted.schema), (name) => wanted.keyTypes[name]).join(', ');
  if (is === shall) return;
  throw new Error(
    `table "${wanted.name}" exists at ${client.url} with the key ${is} instead of ${shall}: delete it there, or give the template's table another name`,
  );
}

// One change a call: AWS takes one new index at a time, and no other change with it.
function* missingParts(
  wanted: TableDescription,
  table: Answer,
  differences: string[],
): Generator<Record<string, unknown>> {
  const known = new Set(
    [...listOf(table.GlobalSecondaryIndexes), ...listOf(table.LocalSecondaryIndexes)].map(
      ({ IndexName }) => IndexName,
    ),
  );
  for (const index of wanted.indexes) {
    if (known.has(index.name)) continue;
    if (!index.isGlobal) {
      differences.push(`local index "${index.name}", which only a new table can get`);
      continue;
    }
    yield {
      AttributeDefinitions: attributeDefinitions(wanted),
      GlobalSecondaryIndexUpdates: [{ Create: indexInput(wanted, index) }],
    };
  }
  if (wanted.stream === undefined) return;
  const stream = (table.StreamSpecification ?? {}) as Answer;
  if (!hasStream(table)) {
    yield { StreamSpecification: { StreamEnabled: true, StreamViewType: wanted.stream.viewType } };
  } else if (stream.StreamViewType !== wanted.stream.viewType) {
    differences.push(
      `stream view "${wanted.stream.viewType}": the stream that is there has "${String(stream.StreamViewType)}"`,
    );
  }
}

async function ensureTimeToLive(client: EndpointClient, wanted: TableDescription): Promise<void> {
  const { name, ttlAttribute } = wanted;
  if (ttlAttribute === undefined) return;
  const answer = await client.call('DescribeTimeToLive', { TableName: name });
  const { TimeToLiveStatus } = (answer.TimeToLiveDescription ?? {}) as Answer;
  if (TimeToLiveStatus === 'ENABLED' || TimeToLiveStatus === 'ENABLING') return;
  await client.call('UpdateTimeToLive', {
    TableName: name,
    TimeToLiveSpecification: { Enabled: true, AttributeName: ttlAttribute },
  });
}

function createTableInput(wanted: TableDescription): Record<string, unknown> {
  const globals = wanted.indexes.filter(({ isGlobal }) => isGlobal);
  const locals = wanted.indexes.filter(({ isGlobal }) => !isGlobal);
  const inputs = (indexes: readonly IndexDescription[]) => indexes.map((index) => indexInput(wanted, index));
  return {
    TableName: wanted.name,
    AttributeDefinitions: attributeDefinitions(wanted),
    KeySchema: keyElements(wanted.schema),
    ...throughputOf(wanted),
    BillingMode: isProvisioned(wanted) ? 'PROVISIONED' : 'PAY_PER_REQUEST',
    ...(globals.length === 0 ? {} : { GlobalSecondaryIndexes: inputs(globals) }),
    ...(locals.length === 0 ? {} : { LocalSecondaryIndexes: inputs(locals) }),
    ...(wanted.stream === undefined
      ? {}
      : { StreamSpecification: { StreamEnabled: true, StreamViewType: wanted.stream.viewType } }),
  };
}

function attributeDefinitions({ keyTypes }: TableDescription): unknown[] {
  return Object.entries(keyTypes).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

function indexInput(table: TableDescription, index: IndexDescription): Record<string, unknown> {
  const { type, names } = index.projection;
  return {
    IndexName: index.name,
    KeySchema: keyElements(index.schema),
    Projection: { ProjectionType: type, ...(names.length === 0 ? {} : { NonKeyAttributes: names }) },
    ...(index.isGlobal ? throughputOf(table) : {}),
  };
}

// Without numbers a template's table is on demand: nothing here is limited by them.
function isProvisioned({ billingMode, readUnits, writeUnits }: TableDescription): boolean {
  return billingMode === 'PROVISIONED' && readUnits > 0 && writeUnits > 0;
}

function throughputOf(table: TableDescription): Record<string, unknown> {
  if (!isProvisioned(table)) return {};
  return {
    ProvisionedThroughput: { ReadCapacityUnits: table.readUnits, WriteCapacityUnits: table.writeUnits },
  };
}

function listOf(value: unknown): readonly Answer[] {
  return Array.isArray(value) ? (value as Answer[]) : [];
}
