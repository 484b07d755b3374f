// Query and Scan over a table or an index.

import { type AttributeValue, compareValues, type Item, itemBytes } from './attribute-value.js';
import { DynamoDbError, invalid } from './errors.js';
import { matches, project } from './evaluate.js';
import {
  type Condition,
  type DocumentPath,
  openSubstitutions,
  parseCondition,
  parseProjection,
} from './expressions.js';
import { type KeySchema, scalarKey } from './key-schema.js';
import { maxPageBytes } from './limits.js';
import type { Entry } from './sorted-index.js';
import { type IndexDescription, keysOf, type Table } from './table.js';

type Input = Readonly<Record<string, unknown>>;

/** Answers Query. */
export function query(table: Table, input: Input): Record<string, unknown> {
  const substitutions = openSubstitutions(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
  const { index, schema } = target(table, input);
  const expression = input.KeyConditionExpression;
  if (typeof expression !== 'string') {
    throw invalid(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  const keyCondition = parseKeyCondition(
    parseCondition(expression, substitutions, 'KeyConditionExpression'),
    schema,
  );
  const shape = parseShape(input, substitutions);
  substitutions.checkUsed();
  const source = index === undefined ? table.primary : table.indexes.get(index.name);
  let entries = (source?.partition(keyCondition.hash) ?? []).filter(({ range }) =>
    keyCondition.accepts(range),
  );
  if (input.ScanIndexForward === false) entries = [...entries].reverse();
  return page(table, entries, { input, shape, index, schema });
}

/** Answers Scan, a segment of it with `TotalSegments`. */
export function scan(table: Table, input: Input): Record<string, unknown> {
  const substitutions = openSubstitutions(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
  const { index, schema } = target(table, input);
  const shape = parseShape(input, substitutions);
  substitutions.checkUsed();
  const source = index === undefined ? table.primary : table.indexes.get(index.name);
  let entries = [...(source?.entries() ?? [])];
  const total = Number(input.TotalSegments ?? 1);
  if (total > 1) {
    const segment = Number(input.Segment ?? 0);
    if (segment >= total)
      throw invalid(
        `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${total}`,
      );
    entries = entries.filter(({ item }) => segmentOf(item, schema, total) === segment);
  }
  return page(table, entries, { input, shape, index, schema });
}

interface Shape {
  readonly filter: Condition | undefined;
  readonly projection: readonly DocumentPath[] | undefined;
  readonly countsOnly: boolean;
}

function parseShape(input: Input, substitutions: ReturnType<typeof openSubstitutions>): Shape {
  return {
    filter:
      typeof input.FilterExpression === 'string'
        ? parseCondition(input.FilterExpression, substitutions, 'FilterExpression')
        : undefined,
    projection:
      typeof input.ProjectionExpression === 'string'
        ? parseProjection(input.ProjectionExpression, substitutions)
        : undefined,
    countsOnly: input.Select === 'COUNT',
  };
}

function target(
  table: Table,
  input: Input,
): { readonly index: IndexDescription | undefined; readonly schema: KeySchema } {
  const name = input.IndexName;
  if (name === undefined) return { index: undefined, schema: table.description.schema };
  const index = table.description.indexes.find((candidate) => candidate.name === name);
  if (index === undefined) throw invalid(`The table does not have the specified index: ${String(name)}`);
  if (index.isGlobal && input.ConsistentRead === true) {
    throw invalid('Consistent reads are not supported on global secondary indexes');
  }
  return { index, schema: index.schema };
}

interface KeyCondition {
  readonly hash: AttributeValue;
  accepts(range: AttributeValue | undefined): boolean;
}

// Only `hash = value`, optionally AND one condition on the sort key.
function parseKeyCondition(condition: Condition, schema: KeySchema): KeyCondition {
  const parts: Condition[] = condition.kind === 'and' ? [condition.left, condition.right] : [condition];
  let hash: AttributeValue | undefined;
  let range: Condition | undefined;
  for (const part of parts) {
    const name = attributeOf(part);
    if (
      name === schema.hash &&
      part.kind === 'compare' &&
      part.operator === '=' &&
      part.right.kind === 'value'
    )
      hash = part.right.value;
    else if (name !== undefined && name === schema.range && isRangeCondition(part)) range = part;
    else if (name === undefined || part.kind === 'or' || part.kind === 'not' || part.kind === 'and') {
      throw invalid(`Invalid operator used in KeyConditionExpression: ${part.kind.toUpperCase()}`);
    } else if (name !== schema.hash && name !== schema.range)
      throw invalid(`Query condition missed key schema element: ${schema.hash}`);
    else throw invalid('Query key condition not supported');
  }
  if (hash === undefined) throw invalid(`Query condition missed key schema element: ${schema.hash}`);
  const rangeName = schema.range;
  const test = range;
  return {
    hash,
    accepts: (value) =>
      test === undefined ||
      (rangeName !== undefined && value !== undefined && matches(test, { [rangeName]: value })),
  };
}

function attributeOf(condition: Condition): string | undefined {
  if (condition.kind === 'compare')
    return condition.left.kind === 'path' ? String(condition.left.path[0]) : undefined;
  if (condition.kind === 'between' || condition.kind === 'test') {
    return condition.of.kind === 'path' ? String(condition.of.path[0]) : undefined;
  }
  return undefined;
}

function isRangeCondition(condition: Condition): boolean {
  if (condition.kind === 'compare') return condition.operator !== '<>';
  return condition.kind === 'between' || (condition.kind === 'test' && condition.name === 'begins_with');
}

function page(
  table: Table,
  entries: readonly Entry[],
  context: {
    readonly input: Input;
    readonly shape: Shape;
    readonly index: IndexDescription | undefined;
    readonly schema: KeySchema;
  },
): Record<string, unknown> {
  const { input, shape, index, schema } = context;
  const limit = input.Limit === undefined ? Number.POSITIVE_INFINITY : Number(input.Limit);
  if (!(limit >= 1)) {
    throw invalid(
      `1 validation error detected: Value '${String(input.Limit)}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  }
  const start = startPosition(table, entries, input.ExclusiveStartKey);
  const items: Item[] = [];
  let scanned = 0;
  let bytes = 0;
  let at = start;
  for (; at < entries.length && scanned < limit && bytes < maxPageBytes; at++) {
    const entry = entries[at];
    if (entry === undefined) break;
    const seen = index === undefined ? entry.item : projected(table, index, entry.item);
    scanned++;
    bytes += itemBytes(seen);
    if (shape.filter === undefined || matches(shape.filter, seen)) items.push(seen);
  }
  const last =
    at < entries.length || (scanned === limit && at === entries.length && scanned > 0)
      ? entries[at - 1]
      : undefined;
  const shown =
    shape.projection === undefined ? items : items.map((item) => project(item, shape.projection ?? []));
  return {
    ...(shape.countsOnly ? {} : { Items: shown }),
    Count: items.length,
    ScannedCount: scanned,
    ...(last === undefined ? {} : { LastEvaluatedKey: pageKey(table, schema, last.item) }),
  };
}

function startPosition(table: Table, entries: readonly Entry[], key: unknown): number {
  if (key === undefined || key === null) return 0;
  const start = key as Item;
  const wanted = table.description.schema;
  const at = entries.findIndex(
    ({ item }) =>
      sameScalar(item[wanted.hash], start[wanted.hash]) &&
      (wanted.range === undefined || sameScalar(item[wanted.range], start[wanted.range])),
  );
  if (at !== -1) return at + 1;
  // The item was deleted since: go on where it would stand, as far as the sort key tells.
  const range = wanted.range === undefined ? undefined : start[wanted.range];
  const after = entries.findIndex(
    (entry) =>
      range !== undefined && entry.range !== undefined && (compareValues(entry.range, range) ?? 0) > 0,
  );
  return after === -1 ? entries.length : after;
}

function sameScalar(left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  return left !== undefined && right !== undefined && (compareValues(left, right) ?? 1) === 0;
}

function pageKey(table: Table, schema: KeySchema, item: Item): Item {
  return { ...keysOf(table.description.schema, item), ...keysOf(schema, item) };
}

function projected(table: Table, index: IndexDescription, item: Item): Item {
  if (index.projection.type === 'ALL') return item;
  const { schema } = table.description;
  const names = new Set([
    schema.hash,
    schema.range,
    index.schema.hash,
    index.schema.range,
    ...index.projection.names,
  ]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}

// Any stable spread over segments will do.
function segmentOf(item: Item, schema: KeySchema, total: number): number {
  const key = scalarKey(item[schema.hash] ?? { S: '' });
  let hash = 0;
  for (let index = 0; index < key.length; index++) hash = (hash * 31 + key.charCodeAt(index)) >>> 0;
  return hash % total;
}

/** Refuses an operation on a stream that does not exist. */
export function streamNotFound(arn: string): DynamoDbError {
  return new DynamoDbError(
    'ResourceNotFoundException',
    `Requested resource not found: Stream: ${arn} not found`,
  );
}
