// UpdateTable: one table description -> the next.

import { DynamoDbError, invalid } from './errors.js';
import type { KeyTypes } from './key-schema.js';
import type { TableDescription } from './table.js';
import { labelOf, parseIndex, parseKeyTypes, parseStream } from './table-definition.js';

type Input = Readonly<Record<string, unknown>>;
type Description = Readonly<Record<string, unknown>>;

/** What an update comes to. */
export interface DescriptionUpdate {
  readonly description: TableDescription;
  /** What the answer shows: the change as it begins. */
  shown(before: Description, after: Description): Description;
}

/** @throws ValidationException, LimitExceededException, ResourceNotFoundException with AWS's words */
export function updateDescription(
  description: TableDescription,
  input: Input,
  nowMs: number,
): DescriptionUpdate {
  const { TableName: _name, AttributeDefinitions: _definitions, ...changes } = input;
  if (Object.keys(changes).length === 0)
    throw invalid(
      'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required',
    );
  const indexed = updateIndexes(description, input);
  return {
    description: {
      ...description,
      ...updateBilling(description, input),
      ...updateStream(description, input, nowMs),
      ...indexed.description,
      ...(input.DeletionProtectionEnabled === undefined
        ? {}
        : { isProtected: input.DeletionProtectionEnabled === true }),
    },
    shown: (before, after) => ({ ...after, TableStatus: 'UPDATING', ...indexed.shown(before, after) }),
  };
}

function updateBilling(description: TableDescription, input: Input): Partial<TableDescription> {
  const throughput = input.ProvisionedThroughput as Input | undefined;
  const mode = input.BillingMode ?? description.billingMode;
  if (mode === 'PAY_PER_REQUEST') {
    if (throughput !== undefined)
      throw invalid(
        'One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
      );
    return { billingMode: 'PAY_PER_REQUEST', readUnits: 0, writeUnits: 0 };
  }
  if (throughput === undefined) {
    if (description.billingMode === 'PROVISIONED') return {};
    throw invalid(
      'One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    );
  }
  const [readUnits, writeUnits] = [
    Number(throughput.ReadCapacityUnits),
    Number(throughput.WriteCapacityUnits),
  ];
  if (description.readUnits === readUnits && description.writeUnits === writeUnits)
    throw invalid(
      `The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: ${readUnits}. Requested ReadCapacityUnits: ${readUnits}. Current WriteCapacityUnits provisioned for the table: ${writeUnits}. Requested WriteCapacityUnits: ${writeUnits}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
    );
  return {
    billingMode: 'PROVISIONED',
    wasOnDemand: description.wasOnDemand === true || description.billingMode === 'PAY_PER_REQUEST',
    readUnits,
    writeUnits,
  };
}

function updateStream(description: TableDescription, input: Input, nowMs: number): Partial<TableDescription> {
  if (input.StreamSpecification === undefined) return {};
  const viewType = parseStream(input.StreamSpecification);
  const current = description.stream;
  if (viewType === undefined) {
    if (current === undefined) throw invalid('Table has no stream to disable');
    return { stream: undefined, lastStreamLabel: current.label };
  }
  if (current !== undefined) throw invalid('Table already has an enabled stream');
  return { stream: { viewType, label: labelOf(nowMs) }, lastStreamLabel: undefined };
}

function updateIndexes(
  description: TableDescription,
  input: Input,
): {
  readonly description: Partial<TableDescription>;
  readonly shown: DescriptionUpdate['shown'];
} {
  const updates = (input.GlobalSecondaryIndexUpdates ?? []) as readonly Readonly<Record<string, Input>>[];
  const [created, ...moreCreated] = updates.flatMap(({ Create }) => (Create === undefined ? [] : [Create]));
  const [deleted, ...moreDeleted] = updates.flatMap(({ Delete }) => (Delete === undefined ? [] : [Delete]));
  if (moreCreated.length + moreDeleted.length > 0 || (created !== undefined && deleted !== undefined))
    throw new DynamoDbError(
      'LimitExceededException',
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    );
  const keyTypes = mergeKeyTypes(description.keyTypes, input.AttributeDefinitions);
  const { indexes } = description;
  if (created !== undefined) {
    const index = parseIndex(created, keyTypes, true);
    if (indexes.some(({ name }) => name === index.name))
      throw invalid('Attempting to create an index which already exists');
    return {
      description: { keyTypes, indexes: [...indexes, index] },
      shown: (_before, after) =>
        withIndexStatus(after, index.name, {
          IndexStatus: 'CREATING',
          Backfilling: false,
          ItemCount: 0,
          IndexSizeBytes: 0,
        }),
    };
  }
  if (deleted !== undefined) {
    const index = indexes.find(({ name, isGlobal }) => isGlobal && name === deleted.IndexName);
    if (index === undefined)
      throw new DynamoDbError('ResourceNotFoundException', 'Requested resource not found');
    const left = indexes.filter((other) => other !== index);
    return {
      description: { indexes: left, keyTypes: usedKeyTypes({ ...description, indexes: left }) },
      shown: (before) => withIndexStatus(before, index.name, { IndexStatus: 'DELETING' }),
    };
  }
  return { description: {}, shown: () => ({}) };
}

function mergeKeyTypes(known: KeyTypes, definitions: unknown): KeyTypes {
  const added = parseKeyTypes(definitions);
  for (const [name, type] of Object.entries(added)) {
    if (known[name] !== undefined && known[name] !== type)
      throw invalid(
        'invalid attribute, SchemaElement redefined should be of same type as previously defined',
      );
  }
  return { ...known, ...added };
}

// An attribute that no key names any more goes with its index.
function usedKeyTypes({ schema, indexes, keyTypes }: TableDescription): KeyTypes {
  const used = new Set(
    [schema, ...indexes.map((index) => index.schema)].flatMap(({ hash, range }) => [hash, range]),
  );
  return Object.fromEntries(Object.entries(keyTypes).filter(([name]) => used.has(name)));
}

function withIndexStatus(described: Description, name: string, status: Description): Description {
  const indexes = described.GlobalSecondaryIndexes as readonly Input[];
  return {
    AttributeDefinitions: described.AttributeDefinitions,
    GlobalSecondaryIndexes: indexes.map((index) =>
      index.IndexName === name ? { ...index, ...status } : index,
    ),
  };
}
