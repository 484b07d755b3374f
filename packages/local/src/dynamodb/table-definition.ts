// CreateTable input (and a template's properties, which have the same members) -> a table description.

import { invalid } from './errors.js';
import type { KeySchema, KeyTypes } from './key-schema.js';
import type { IndexDescription, StreamViewType, TableDescription } from './table.js';

type Input = Readonly<Record<string, unknown>>;

/** @throws ValidationException with AWS's words for what is missing or does not fit. */
export function parseTableDefinition(
  input: Input,
  facts: { readonly name: string; readonly nowMs: number },
): TableDescription {
  const keyTypes = parseKeyTypes(input.AttributeDefinitions);
  const schema = parseSchema(input.KeySchema, keyTypes);
  const globals = listOf(input.GlobalSecondaryIndexes).map((index) => parseIndex(index, keyTypes, true));
  const locals = listOf(input.LocalSecondaryIndexes).map((index) => parseIndex(index, keyTypes, false));
  const used = new Set(
    [schema, ...[...globals, ...locals].map((index) => index.schema)].flatMap(({ hash, range }) =>
      range === undefined ? [hash] : [hash, range],
    ),
  );
  const unused = Object.keys(keyTypes).filter((name) => !used.has(name));
  if (unused.length > 0) {
    throw invalid(
      'One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    );
  }
  const throughput = (input.ProvisionedThroughput ?? {}) as Input;
  const stream = (input.StreamSpecification ?? {}) as Input;
  const viewType = stream.StreamViewType;
  const hasStream = typeof viewType === 'string' && stream.StreamEnabled !== false;
  return {
    name: facts.name,
    schema,
    keyTypes,
    indexes: [...globals, ...locals],
    billingMode: input.BillingMode === 'PAY_PER_REQUEST' ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    readUnits: Number(throughput.ReadCapacityUnits ?? 0),
    writeUnits: Number(throughput.WriteCapacityUnits ?? 0),
    // The view type is one of the API's four words.
    stream: hasStream ? { viewType: viewType as StreamViewType, label: labelOf(facts.nowMs) } : undefined,
    ttlAttribute: undefined,
    createdMs: facts.nowMs,
    tags: {},
  };
}

/** The label of a stream: its creation time. */
export function labelOf(nowMs: number): string {
  return new Date(nowMs).toISOString().replace('Z', '');
}

function parseKeyTypes(value: unknown): KeyTypes {
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

function parseSchema(value: unknown, keyTypes: KeyTypes): KeySchema {
  const elements = listOf(value);
  const hash = elements.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
  const range = elements.find(({ KeyType }) => KeyType === 'RANGE')?.AttributeName;
  if (typeof hash !== 'string')
    throw invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  for (const name of [hash, range]) {
    if (typeof name === 'string' && keyTypes[name] === undefined) {
      throw invalid(
        `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${name}], AttributeDefinitions: [${Object.keys(keyTypes).join(', ')}]`,
      );
    }
  }
  return { hash, range: typeof range === 'string' ? range : undefined };
}

/** One entry of GlobalSecondaryIndexes or LocalSecondaryIndexes. */
export function parseIndex(value: Input, keyTypes: KeyTypes, isGlobal: boolean): IndexDescription {
  const projection = (value.Projection ?? {}) as Input;
  const type = projection.ProjectionType;
  return {
    name: String(value.IndexName),
    isGlobal,
    schema: parseSchema(value.KeySchema, keyTypes),
    projection: {
      type: type === 'KEYS_ONLY' || type === 'INCLUDE' ? type : 'ALL',
      names: listOf(projection.NonKeyAttributes).map(String),
    },
  };
}

/** The `Table` or `TableDescription` member of answers. */
export function describeTable(
  description: TableDescription,
  facts: {
    readonly arn: string;
    readonly streamArn: string | undefined;
    readonly itemCount: number;
    readonly bytes: number;
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
    ItemCount: facts.itemCount,
    IndexSizeBytes: facts.bytes,
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
    ...(billingMode === 'PAY_PER_REQUEST' ? { BillingModeSummary: { BillingMode: billingMode } } : {}),
    TableSizeBytes: facts.bytes,
    ItemCount: facts.itemCount,
    ...(globals.length === 0 ? {} : { GlobalSecondaryIndexes: globals.map(index) }),
    ...(locals.length === 0 ? {} : { LocalSecondaryIndexes: locals.map(index) }),
    ...(description.stream === undefined
      ? {}
      : {
          StreamSpecification: { StreamEnabled: true, StreamViewType: description.stream.viewType },
          LatestStreamLabel: description.stream.label,
          LatestStreamArn: facts.streamArn,
        }),
    DeletionProtectionEnabled: false,
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
