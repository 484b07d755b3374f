// TransactWriteItems and TransactGetItems.

import { createHash } from 'node:crypto';
import { itemBytes } from '../attribute-value.js';
import { capacityListMember, readUnits, type Spent, writeSpent } from '../capacity.js';
import type { Engine } from '../engine.js';
import { invalid } from '../errors.js';
import { collectionsMember } from '../item-collections.js';
import { maxTransactionBytes } from '../limits.js';
import {
  keyInput,
  type PreparedWrite,
  prepareCheck,
  prepareDelete,
  preparePut,
  prepareUpdate,
} from '../write-operations.js';
import { readItem } from './item-operations.js';
import { type Input, type Operation, refuseDuplicates, requireTable } from './operation.js';

const oneItemOnce = 'Transaction request cannot include multiple operations on one item';

const preparations = {
  Put: preparePut,
  Update: prepareUpdate,
  Delete: prepareDelete,
  ConditionCheck: prepareCheck,
} as const;

export const transactionOperations: Readonly<Record<string, Operation>> = {
  TransactWriteItems(engine, input) {
    const items = input.TransactItems as readonly Input[];
    const token = input.ClientRequestToken;
    const digest = createHash('sha256').update(JSON.stringify(items)).digest('hex');
    const writes = items.map((item) => prepareAction(engine, item));
    refuseDuplicates(writes, oneItemOnce);
    const isRepeated = typeof token === 'string' && engine.isRepeatedTransaction(token, digest);
    const spent = isRepeated ? repeatedSpent(writes) : applied(engine, writes);
    if (typeof token === 'string' && !isRepeated) engine.rememberTransaction(token, digest);
    return {
      ...capacityListMember(input.ReturnConsumedCapacity, spent, 2),
      ...(isRepeated ? {} : collectionsMember(input.ReturnItemCollectionMetrics, writes)),
    };
  },
  TransactGetItems(engine, input) {
    const gets = (input.TransactItems as readonly { readonly Get: Input }[]).map(({ Get }) => ({
      Get,
      table: requireTable(engine, Get),
    }));
    refuseDuplicates(
      gets.map(({ Get, table }) => ({ table, keys: keyInput(table, Get) })),
      oneItemOnce,
    );
    const read = gets.map(({ Get, table }) => ({ table, ...readItem(table, Get) }));
    const spent = read.map(({ table, bytes }) => ({
      table,
      tableUnits: readUnits(bytes(), true),
      indexUnits: new Map<string, number>(),
    }));
    return {
      Responses: read.map(({ item }) => (item === undefined ? {} : { Item: item })),
      ...capacityListMember(input.ReturnConsumedCapacity, spent, 2),
    };
  },
};

function prepareAction(engine: Engine, item: Input): PreparedWrite {
  const actions = Object.entries(preparations).filter(([kind]) => item[kind] !== undefined);
  const [action] = actions;
  if (action === undefined)
    throw invalid('Invalid Request: TransactWriteRequest should contain Delete or Put or Update request');
  if (actions.length > 1) throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  const [kind, prepare] = action;
  const request = item[kind] as Input;
  return prepare(requireTable(engine, request), request);
}

function applied(engine: Engine, writes: readonly PreparedWrite[]): readonly Spent[] {
  const changes = engine.applyTransaction(writes, (planned) => {
    const bytes = planned.reduce((sum, { after }) => sum + (after === undefined ? 0 : itemBytes(after)), 0);
    if (bytes > maxTransactionBytes)
      throw invalid(`Transaction payload size cannot exceed 4MB. Payload Size: ${bytes}`);
  });
  return changes.flatMap(({ before, after }, index) =>
    writes[index] === undefined ? [] : [writeSpent(writes[index].table, before, after)],
  );
}

// A repeated transaction only reads that it was done.
function repeatedSpent(writes: readonly PreparedWrite[]): readonly Spent[] {
  return writes.map(({ table, keys }) => {
    const item = table.get(keys);
    return {
      table,
      tableUnits: readUnits(item === undefined ? 0 : itemBytes(item), true),
      indexUnits: new Map(),
    };
  });
}
