// CreateTable input (and a template's properties, which have the same members) -> a table description.

import { invalid, unfit } from './errors.js';
import type { KeySchema, KeyTypes } from './key-schema.js';
import { maxGlobalIndexes, maxLocalIndexes } from './limits.js';
import type { Measure } from './measure-table.js';
import type { IndexDescription, StreamViewType, TableDescription } from './table.js';
import { checkName } from './table-name.js';

type Input = Readonly<Record<string, unknown>>;

/**
 * Parses a table. Members have their types already; what is checked here is how they fit together.
 *
 * @throws ValidationException with AWS's words for what is missing or does not fit.
 */
export function parseTableDefinition(
  input: Input,
  facts: { readonly name: string; readonly nowMs: number },
): TableDescription {
  checkName(facts.name);
  const throughput = parseThroughput(input);
  const keyTypes = parseKeyTypes(input.AttributeDefinitions);
  const schema = parseSchema(input.KeySchema, keyTypes);
  const locals = parseLocalIndexes(input.LocalSecondaryIndexes, schema, keyTypes);
  const globals = parseGlobalIndexes(input, keyTypes);
  const indexes = [...globals, ...locals];
  const names = indexes.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw unfit(`Duplicate index name: ${twice}`);
  const used = new Set(
    [schema, ...indexes.map((index) => index.schema)].flatMap(({ hash, range }) => [hash, range]),
  );
  const unused = Object.keys(keyTypes).filter((name) => !used.has(name));
  if (unused.length > 0) {
    throw unfit(
      indexes.length === 0
        ? 'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions'
        : `Some AttributeDefinitions are not used. AttributeDefinitions: [${Object.keys(keyTypes).join(', ')}], keys used: [${[...used].filter((name) => name !== undefined).join(', ')}]`,
    );
  }
  const viewType = parseStream(input.StreamSpecification);
  return {
    name: facts.name,
    schema,
    keyTypes,
    indexes,
    ...throughput,
    ...(input.DeletionProtectionEnabled === true ? { isProtected: true } : {}),
    stream: viewType === undefined ? undefined : { viewType, label: labelOf(facts.nowMs) },
    ttlAttribute: undefined,
    createdMs: facts.nowMs,
    tags: {},
  };
}

/** The label of a stream: its creation time. */
export function labelOf(nowMs: number): string {
  return new Date(nowMs).toISOString().replace('Z', '');
}

/** `StreamSpecification`; `undefined` for a stream that is off. A template's has no `StreamEnabled`. */
export function parseStream(source: unknown): StreamViewType | undefined {
  if (source === undefined) return undefined;
  const { StreamEnabled, StreamViewType: viewType } = source as Input;
  if (StreamEnabled === false) {
    if (viewType !== undefined)
      throw invalid(
        'Invalid StreamViewType: Stream StreamEnabled was false but a StreamViewType was present.',
      );
    return undefined;
  }
  if (viewType === undefined) {
    throw invalid('Invalid StreamViewType: Stream ViewType must not be null or empty when enabling streams.');
  }
  // The view type is one of the API's four words.
  return viewType as StreamViewType;
}

/** `AttributeDefinitions`. */
export function parseKeyTypes(value: unknown): KeyTypes {
  return Object.fromEntries(
    listOf(value).map(({ AttributeName, AttributeType }) => {
      if (AttributeType !== 'S' && AttributeType !== 'N' && AttributeType !== 'B') {
        throw invalid(
          `1 validation error detected: Value '${String(AttributeType)}' at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must satisfy enum value set: [B, N, S]`,
        );
      }
      return [String(AttributeName), AttributeType];
    }),
  );
}

function parseThroughput(input: Input): Pick<TableDescription, 'billingMode' | 'readUnits' | 'writeUnits'> {
  const throughput = input.ProvisionedThroughput as Input | undefined;
  if (input.BillingMode === 'PAY_PER_REQUEST') {
    if (throughput !== undefined)
      throw unfit(
        'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
      );
    return { billingMode: 'PAY_PER_REQUEST', readUnits: 0, writeUnits: 0 };
  }
  const [readUnits, writeUnits] = [
    Number(throughput?.ReadCapacityUnits ?? 0),
    Number(throughput?.WriteCapacityUnits ?? 0),
  ];
  if (!(readUnits > 0 && writeUnits > 0))
    throw unfit(
      'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    );
  return { billingMode: 'PROVISIONED', readUnits, writeUnits };
}

function parseSchema(value: unknown, keyTypes: KeyTypes): KeySchema {
  const [first, second] = listOf(value);
  const hash = first?.AttributeName;
  const range = second?.AttributeName;
  const names = [hash, range].filter((name) => typeof name === 'string');
  const defined = Object.keys(keyTypes);
  if (names.some((name) => keyTypes[name] === undefined)) {
    throw names.length > defined.length
      ? invalid('Invalid KeySchema: Some index key attribute have no definition')
      : unfit(
          `Some index key attributes are not defined in AttributeDefinitions. Keys: [${names.join(', ')}], AttributeDefinitions: [${defined.join(', ')}]`,
        );
  }
  if (hash !== undefined && hash === range)
    throw invalid('Both the Hash Key and the Range Key element in the KeySchema have the same name');
  if (typeof hash !== 'string' || first?.KeyType !== 'HASH')
    throw invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  if (second !== undefined && second.KeyType !== 'RANGE')
    throw invalid('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
  return { hash, range: typeof range === 'string' ? range : undefined };
}

function parseLocalIndexes(
  value: unknown,
  schema: KeySchema,
  keyTypes: KeyTypes,
): readonly IndexDescription[] {
  if (value === undefined) return [];
  const sources = listOf(value);
  if (sources.length === 0) throw unfit('List of LocalSecondaryIndexes is empty');
  if (schema.range === undefined)
    throw unfit(
      'Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
    );
  const indexes = sources.map((source) => parseIndex(source, keyTypes, false));
  for (const { name, schema: own } of indexes) {
    if (own.range === undefined) throw unfit(`Index KeySchema does not have a range key for index: ${name}`);
    if (own.hash !== schema.hash)
      throw unfit(
        `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${name}. index hash key: ${own.hash}, table hash key: ${schema.hash}`,
      );
  }
  if (indexes.length > maxLocalIndexes)
    throw unfit(`Number of LocalSecondaryIndexes exceeds per-table limit of ${maxLocalIndexes}`);
  return indexes;
}

function parseGlobalIndexes(input: Input, keyTypes: KeyTypes): readonly IndexDescription[] {
  if (input.GlobalSecondaryIndexes === undefined) return [];
  const sources = listOf(input.GlobalSecondaryIndexes);
  if (sources.length === 0) throw unfit('List of GlobalSecondaryIndexes is empty');
  if (sources.length > maxGlobalIndexes)
    throw unfit(`GlobalSecondaryIndex count exceeds the per-table limit of ${maxGlobalIndexes}`);
  return sources.map((source) => {
    if (input.BillingMode === 'PAY_PER_REQUEST' && source.ProvisionedThroughput !== undefined)
      throw unfit(
        `ProvisionedThroughput should not be specified for index: ${String(source.IndexName)} when BillingMode is PAY_PER_REQUEST`,
      );
    return parseIndex(source, keyTypes, true);
  });
}

/** One entry of GlobalSecondaryIndexes or LocalSecondaryIndexes. */
export function parseIndex(value: Input, keyTypes: KeyTypes, isGlobal: boolean): IndexDescription {
  const projection = (value.Projection ?? {}) as Input;
  const type = projection.ProjectionType;
  const schema = parseSchema(value.KeySchema, keyTypes);
  if (type !== 'ALL' && type !== 'KEYS_ONLY' && type !== 'INCLUDE')
    throw unfit(`Unknown ProjectionType: ${String(type ?? null)}`);
  // Names are text: the request's shape was checked, a template's values are texts.
  const names = projection.NonKeyAttributes as readonly string[] | undefined;
  if (names !== undefined && type !== 'INCLUDE')
    throw unfit(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
  if (names === undefined && type === 'INCLUDE')
    throw unfit('ProjectionType is INCLUDE, but NonKeyAttributes is not specified');
  return { name: String(value.IndexName), isGlobal, schema, projection: { type, names: names ?? [] } };
}

/** The `Table` or `TableDescription` member of answers. */
export function describeTable(
  description: TableDescription,
  facts: {
    readonly arn: string;
    readonly streamArn: string | undefined;
    readonly itemCount: number;
    readonly bytes: number;
    readonly indexes: ReadonlyMap<string, Measure>;
  },
): Record<string, unknown> {
  const { schema, billingMode } = description;
  const throughput = {
    NumberOfDecreasesToday: 0,
    ReadCapacityUnits: description.readUnits,
    WriteCapacityUnits: description.writeUnits,
  };
  const index = ({ name, schema: own, projection, isGlobal }: IndexDescription) => ({
    IndexName: name,
    KeySchema: keyElements(own),
    Projection: {
      ProjectionType: projection.type,
      ...(projection.names.length === 0 ? {} : { NonKeyAttributes: projection.names }),
    },
    IndexArn: `${facts.arn}/index/${name}`,
    ItemCount: facts.indexes.get(name)?.itemCount ?? 0,
    IndexSizeBytes: facts.indexes.get(name)?.bytes ?? 0,
    ...(isGlobal ? { IndexStatus: 'ACTIVE', ProvisionedThroughput: throughput } : {}),
  });
  const globals = description.indexes.filter(({ isGlobal }) => isGlobal);
  const locals = description.indexes.filter(({ isGlobal }) => !isGlobal);
  return {
    TableName: description.name,
    TableArn: facts.arn,
    TableId: '00000000-0000-0000-0000-000000000000',
    TableStatus: 'ACTIVE',
    CreationDateTime: description.createdMs / 1_000,
    AttributeDefinitions: Object.entries(description.keyTypes).map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    KeySchema: keyElements(schema),
    ProvisionedThroughput: throughput,
    ...(billingMode === 'PAY_PER_REQUEST' || description.wasOnDemand === true
      ? { BillingModeSummary: { BillingMode: billingMode } }
      : {}),
    TableSizeBytes: facts.bytes,
    ItemCount: facts.itemCount,
    ...(globals.length === 0 ? {} : { GlobalSecondaryIndexes: globals.map(index) }),
    ...(locals.length === 0 ? {} : { LocalSecondaryIndexes: locals.map(index) }),
    ...(description.stream === undefined
      ? description.lastStreamLabel === undefined
        ? {}
        : {
            LatestStreamLabel: description.lastStreamLabel,
            LatestStreamArn: `${facts.arn}/stream/${description.lastStreamLabel}`,
          }
      : {
          StreamSpecification: { StreamEnabled: true, StreamViewType: description.stream.viewType },
          LatestStreamLabel: description.stream.label,
          LatestStreamArn: facts.streamArn,
        }),
    DeletionProtectionEnabled: description.isProtected === true,
  };
}

export function keyElements(
  schema: KeySchema,
): readonly { readonly AttributeName: string; readonly KeyType: string }[] {
  const hash = { AttributeName: schema.hash, KeyType: 'HASH' };
  return schema.range === undefined ? [hash] : [hash, { AttributeName: schema.range, KeyType: 'RANGE' }];
}

function listOf(value: unknown): Input[] {
  return Array.isArray(value) ? (value as Input[]) : [];
}
