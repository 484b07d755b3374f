// PutItem, UpdateItem, DeleteItem, GetItem, Query and Scan.

import { type Item, itemBytes } from '../attribute-value.js';
import { capacityMember, readUnits, writeSpent } from '../capacity.js';
import type { Engine } from '../engine.js';
import { invalid } from '../errors.js';
import { project } from '../evaluate.js';
import { collectionMember } from '../item-collections.js';
import { refuseMixture } from '../legacy-parameters.js';
import { projectionOf, query, scan } from '../read-operations.js';
import { openSubstitutions } from '../substitutions.js';
import type { Table } from '../table.js';
import {
  keyInput,
  type PreparedWrite,
  prepareDelete,
  preparePut,
  prepareUpdate,
} from '../write-operations.js';
import { type Input, type Operation, requireTable } from './operation.js';

export const itemOperations: Readonly<Record<string, Operation>> = {
  PutItem(engine, input) {
    refuseNewValues(input);
    return write(engine, preparePut(requireTable(engine, input), input), input);
  },
  DeleteItem(engine, input) {
    refuseNewValues(input);
    return write(engine, prepareDelete(requireTable(engine, input), input), input);
  },
  UpdateItem: (engine, input) => write(engine, prepareUpdate(requireTable(engine, input), input), input),
  GetItem(engine, input) {
    const table = requireTable(engine, input);
    const { item, bytes } = readItem(table, input);
    return {
      ...(item === undefined ? {} : { Item: item }),
      ...capacityMember(input.ReturnConsumedCapacity, () => ({
        table,
        tableUnits: readUnits(bytes(), input.ConsistentRead === true),
        indexUnits: new Map(),
      })),
    };
  },
  Query: (engine, input) => query(requireTable(engine, input), input),
  Scan: (engine, input) => scan(requireTable(engine, input), input),
};

/** One item by key, as projected, and the size of what is stored. */
export function readItem(
  table: Table,
  input: Input,
): { readonly item: Item | undefined; readonly bytes: () => number } {
  refuseMixture(input, { legacy: ['AttributesToGet'], expressions: ['ProjectionExpression'] });
  const substitutions = openSubstitutions(input, { withValues: [], others: ['ProjectionExpression'] });
  const paths = projectionOf(input, substitutions);
  substitutions.checkUsed();
  const item = table.get(keyInput(table, input));
  return {
    item: item === undefined || paths === undefined ? item : project(item, paths),
    bytes: () => (item === undefined ? 0 : itemBytes(item)),
  };
}

function refuseNewValues({ ReturnValues }: Input): void {
  if (ReturnValues === undefined || ReturnValues === 'NONE' || ReturnValues === 'ALL_OLD') return;
  throw invalid('ReturnValues can only be ALL_OLD or NONE');
}

function write(engine: Engine, prepared: PreparedWrite, input: Input): unknown {
  const [change] = engine.apply([prepared]);
  const { before, after } = change ?? { before: undefined, after: undefined };
  const shown = shownValues(input.ReturnValues, prepared, { before, after });
  return {
    ...(shown === undefined || Object.keys(shown).length === 0 ? {} : { Attributes: shown }),
    ...capacityMember(input.ReturnConsumedCapacity, () => writeSpent(prepared.table, before, after)),
    ...collectionMember(input.ReturnItemCollectionMetrics, prepared),
  };
}

function shownValues(
  asked: unknown,
  { touched }: PreparedWrite,
  { before, after }: { readonly before: Item | undefined; readonly after: Item | undefined },
): Item | undefined {
  switch (asked) {
    case 'ALL_OLD':
      return before;
    case 'ALL_NEW':
      return after;
    case 'UPDATED_OLD':
      return before === undefined ? undefined : project(before, touched);
    case 'UPDATED_NEW':
      return after === undefined ? undefined : project(after, touched);
    default:
      return undefined;
  }
}
