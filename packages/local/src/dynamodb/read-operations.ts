// Query and Scan over a table or an index.

import { type Item, itemBytes, parseItem } from './attribute-value.js';
import { capacityMember, readUnits } from './capacity.js';
import { acceptedRange, backward, forward } from './entry-range.js';
import { DynamoDbError, invalid } from './errors.js';
import { matches, project } from './evaluate.js';
import { attributesOf, type Condition, type DocumentPath } from './expression-tree.js';
import { parseCondition, parseProjection } from './expressions.js';
import { type KeyCondition, parseKeyCondition } from './key-condition.js';
import { checkKey, type KeySchema, keyOf } from './key-schema.js';
import { parseAttributesToGet, parseFilter, refuseMixture } from './legacy-parameters.js';
import { maxPageBytes } from './limits.js';
import { projectedItem, projectedNames } from './projection.js';
import type { Entry, Place, SortedIndex } from './sorted-index.js';
import { openSubstitutions, type Substitutions } from './substitutions.js';
import { type IndexDescription, keysOf, type Table } from './table.js';

type Input = Readonly<Record<string, unknown>>;

/** Where a request reads. */
interface Source {
  readonly table: Table;
  readonly index: IndexDescription | undefined;
  readonly schema: KeySchema;
  readonly sorted: SortedIndex;
}

/** How its result looks. */
interface Shape {
  readonly filter: Condition | undefined;
  readonly projection: readonly DocumentPath[] | undefined;
  readonly countsOnly: boolean;
  /** Whether items are taken from the table although an index is read. */
  readonly fetches: boolean;
}

/** Answers Query. */
export function query(table: Table, input: Input): Record<string, unknown> {
  refuseMixture(input, {
    legacy: ['AttributesToGet', 'QueryFilter', 'ConditionalOperator', 'KeyConditions'],
    expressions: ['ProjectionExpression', 'FilterExpression', 'KeyConditionExpression'],
  });
  const substitutions = openSubstitutions(input, {
    withValues: ['FilterExpression', 'KeyConditionExpression'],
    others: ['ProjectionExpression'],
  });
  const expression = input.KeyConditionExpression;
  const keyTree =
    typeof expression === 'string'
      ? parseCondition(expression, substitutions, 'KeyConditionExpression')
      : parseFilter(input.KeyConditions, undefined);
  if (keyTree === undefined) {
    throw invalid(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  const filter = filterOf(input, substitutions, input.QueryFilter);
  const projection = projectionOf(input, substitutions);
  substitutions.checkUsed();
  const source = sourceOf(table, input);
  const condition = parseKeyCondition(keyTree, source.schema, table.description.keyTypes);
  refuseKeyFilter(filter, source.schema);
  const shape = shapeOf(source, input, { filter, projection });
  const start = startPlace(source, input);
  if (start !== undefined) checkStart(source, start, condition);
  const entries = source.sorted.partition(condition.hash);
  const range = acceptedRange(entries, condition);
  return page(
    source,
    input.ScanIndexForward === false ? backward(entries, range, start) : forward(entries, range, start),
    { input, shape },
  );
}

/** Answers Scan, a segment of it with `TotalSegments`. */
export function scan(table: Table, input: Input): Record<string, unknown> {
  refuseMixture(input, {
    legacy: ['AttributesToGet', 'ScanFilter', 'ConditionalOperator'],
    expressions: ['ProjectionExpression', 'FilterExpression'],
  });
  const segment = segmentOf(input);
  const substitutions = openSubstitutions(input, {
    withValues: ['FilterExpression'],
    others: ['ProjectionExpression'],
  });
  const filter = filterOf(input, substitutions, input.ScanFilter);
  const projection = projectionOf(input, substitutions);
  substitutions.checkUsed();
  const source = sourceOf(table, input);
  const shape = shapeOf(source, input, { filter, projection });
  const entries = source.sorted.scan({ after: startPlace(source, input), segment });
  return page(source, entries, { input, shape });
}

function segmentOf(input: Input): { readonly index: number; readonly total: number } {
  const { Segment, TotalSegments } = input;
  if (TotalSegments === undefined && Segment !== undefined)
    throw invalid(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  if (TotalSegments !== undefined && Segment === undefined)
    throw invalid(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  const [index, total] = [Number(Segment ?? 0), Number(TotalSegments ?? 1)];
  if (index >= total)
    throw invalid(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${index} is not less than TotalSegments: ${total}`,
    );
  return { index, total };
}

function filterOf(input: Input, substitutions: Substitutions, legacy: unknown): Condition | undefined {
  return typeof input.FilterExpression === 'string'
    ? parseCondition(input.FilterExpression, substitutions, 'FilterExpression')
    : parseFilter(legacy, input.ConditionalOperator);
}

/** The wanted parts of items; `undefined` for all. */
export function projectionOf(
  input: Input,
  substitutions: Substitutions,
): readonly DocumentPath[] | undefined {
  return typeof input.ProjectionExpression === 'string'
    ? parseProjection(input.ProjectionExpression, substitutions)
    : parseAttributesToGet(input.AttributesToGet);
}

function refuseKeyFilter(filter: Condition | undefined, schema: KeySchema): void {
  if (filter === undefined) return;
  const key = attributesOf(filter).find((name) => name === schema.hash || name === schema.range);
  if (key !== undefined)
    throw invalid(
      `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${key}`,
    );
}

function sourceOf(table: Table, input: Input): Source {
  const name = input.IndexName;
  if (name === undefined)
    return { table, index: undefined, schema: table.description.schema, sorted: table.primary };
  const index = table.description.indexes.find((candidate) => candidate.name === name);
  const sorted = table.indexes.get(String(name));
  if (index === undefined || sorted === undefined)
    throw invalid(`The table does not have the specified index: ${String(name)}`);
  if (index.isGlobal && input.ConsistentRead === true)
    throw invalid('Consistent reads are not supported on global secondary indexes');
  return { table, index, schema: index.schema, sorted };
}

function shapeOf(
  { table, index }: Source,
  input: Input,
  parsed: Pick<Shape, 'filter' | 'projection'>,
): Shape {
  const { Select } = input;
  const { projection } = parsed;
  const given = input.AttributesToGet === undefined ? 'ProjectionExpression' : 'AttributesToGet';
  if (projection !== undefined && Select !== undefined && Select !== 'SPECIFIC_ATTRIBUTES')
    throw invalid(
      `Cannot specify the ${given} when choosing to get ${Select === 'COUNT' ? 'only the Count' : String(Select)}`,
    );
  if (projection === undefined && Select === 'SPECIFIC_ATTRIBUTES')
    throw invalid(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  if (index === undefined) {
    if (Select === 'ALL_PROJECTED_ATTRIBUTES')
      throw invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
    return { ...parsed, countsOnly: Select === 'COUNT', fetches: false };
  }
  const names = projectedNames(table.description, index);
  const missing =
    names === undefined
      ? []
      : (projection ?? []).map(([name]) => String(name)).filter((name) => !names.has(name));
  const wantsAll = Select === 'ALL_ATTRIBUTES' && names !== undefined;
  if (index.isGlobal && wantsAll)
    throw invalid(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
  if (index.isGlobal && missing.length > 0)
    throw invalid(
      `One or more parameter values were invalid: Global secondary index ${index.name} does not project [${missing.join(', ')}]`,
    );
  return { ...parsed, countsOnly: Select === 'COUNT', fetches: wantsAll || missing.length > 0 };
}

function startPlace({ table, schema, index }: Source, input: Input): Place | undefined {
  if (input.ExclusiveStartKey === undefined) return undefined;
  const start = parseItem(input.ExclusiveStartKey);
  const { schema: own, keyTypes } = table.description;
  const wanted = new Set(
    [own.hash, own.range, schema.hash, schema.range].filter((name) => name !== undefined),
  );
  const unfit = () =>
    invalid(
      index === undefined
        ? 'The provided starting key is invalid: The provided key element does not match the schema'
        : 'The provided starting key is invalid',
    );
  const names = Object.keys(start);
  if (names.length !== wanted.size || names.some((name) => !wanted.has(name))) throw unfit();
  for (const part of [own, schema]) {
    try {
      checkKey(part, keyTypes, start, { exact: false, asKey: true });
    } catch (error) {
      if (error instanceof DynamoDbError) throw unfit();
      throw error;
    }
  }
  const key = keyOf(schema, start);
  if (key === undefined) throw unfit();
  return { ...key, id: table.idOf(start) };
}

function checkStart({ schema }: Source, start: Place, condition: KeyCondition): void {
  const asItem = (place: Pick<Place, 'hash'>) => JSON.stringify(place.hash);
  if (asItem(start) !== asItem({ hash: condition.hash }))
    throw invalid('The provided starting key is outside query boundaries based on provided conditions');
  if (schema.range !== undefined && !condition.accepts(start.range))
    throw invalid('The provided starting key does not match the range key predicate');
}

function page(
  source: Source,
  entries: Iterable<Entry>,
  context: { readonly input: Input; readonly shape: Shape },
): Record<string, unknown> {
  const { table, index } = source;
  const { input, shape } = context;
  const limit = input.Limit === undefined ? Number.POSITIVE_INFINITY : Number(input.Limit);
  const items: Item[] = [];
  let scanned = 0;
  let bytes = 0;
  let fetchedUnits = 0;
  let last: Entry | undefined;
  let isCut = false;
  for (const entry of entries) {
    if (scanned >= limit || bytes >= maxPageBytes) {
      isCut = true;
      break;
    }
    const stored = index === undefined ? entry.item : projectedItem(table.description, index, entry.item);
    scanned++;
    bytes += itemBytes(stored);
    last = entry;
    const seen = shape.fetches ? entry.item : stored;
    if (shape.fetches) fetchedUnits += readUnits(itemBytes(entry.item), input.ConsistentRead === true);
    if (shape.filter === undefined || matches(shape.filter, seen)) items.push(seen);
  }
  // A page that ends with the last item says so only on the next one, when it was cut by its limit.
  const goesOn = last !== undefined && (isCut || scanned === limit);
  const { projection } = shape;
  return {
    ...(shape.countsOnly
      ? {}
      : { Items: projection === undefined ? items : items.map((item) => project(item, projection)) }),
    Count: items.length,
    ScannedCount: scanned,
    ...(goesOn && last !== undefined ? { LastEvaluatedKey: pageKey(source, last.item) } : {}),
    ...readCapacity(source, input, { bytes, fetchedUnits }),
  };
}

function readCapacity(
  { table, index }: Source,
  input: Input,
  read: { readonly bytes: number; readonly fetchedUnits: number },
): Record<string, unknown> {
  return capacityMember(input.ReturnConsumedCapacity, () => {
    const units = readUnits(read.bytes, input.ConsistentRead === true);
    return index === undefined
      ? { table, tableUnits: units, indexUnits: new Map() }
      : { table, tableUnits: read.fetchedUnits, indexUnits: new Map([[index.name, units]]) };
  });
}

function pageKey({ table, schema }: Source, item: Item): Item {
  return { ...keysOf(table.description.schema, item), ...keysOf(schema, item) };
}
