// BatchGetItem and BatchWriteItem.

import type { Item } from '../attribute-value.js';
import { capacityListMember, readUnits, type Spent, writeSpent } from '../capacity.js';
import { invalid } from '../errors.js';
import { collectionsMember } from '../item-collections.js';
import { maxBatchAnswerBytes, maxBatchGetKeys, maxBatchWrites } from '../limits.js';
import { keyInput, type PreparedWrite, prepareDelete, preparePut } from '../write-operations.js';
import { readItem } from './item-operations.js';
import { type Input, type Operation, refuseDuplicates, requireNamed } from './operation.js';

export const batchOperations: Readonly<Record<string, Operation>> = {
  BatchGetItem(engine, input) {
    const requests = Object.entries(input.RequestItems as Readonly<Record<string, Input>>).map(
      ([name, request]) => ({ name, request, keys: request.Keys as readonly Input[] }),
    );
    if (requests.reduce((sum, { keys }) => sum + keys.length, 0) > maxBatchGetKeys)
      throw invalid('Too many items requested for the BatchGetItem call');
    const Responses: Record<string, Item[]> = {};
    const UnprocessedKeys: Record<string, unknown> = {};
    const spent: Spent[] = [];
    let answerBytes = 0;
    for (const { name, request, keys } of requests) {
      const table = requireNamed(engine, name);
      refuseDuplicates(
        keys.map((Key) => ({ table, keys: keyInput(table, { Key }) })),
        'Provided list of item keys contains duplicates',
      );
      const found: Item[] = [];
      const left: unknown[] = [];
      for (const Key of keys) {
        const { item, bytes: measure } = readItem(table, { ...request, Key });
        const bytes = measure();
        if (answerBytes > 0 && answerBytes + bytes > maxBatchAnswerBytes) {
          left.push(Key);
          continue;
        }
        answerBytes += bytes;
        const tableUnits = readUnits(bytes, request.ConsistentRead === true);
        spent.push({ table, tableUnits, indexUnits: new Map() });
        if (item !== undefined) found.push(item);
      }
      Responses[name] = found;
      if (left.length > 0) UnprocessedKeys[name] = { ...request, Keys: left };
    }
    return { Responses, UnprocessedKeys, ...capacityListMember(input.ReturnConsumedCapacity, spent) };
  },
  BatchWriteItem(engine, input) {
    const requests = Object.entries(input.RequestItems as Readonly<Record<string, readonly Input[]>>);
    if (requests.reduce((sum, [, list]) => sum + list.length, 0) > maxBatchWrites)
      throw invalid('Too many items requested for the BatchWriteItem call');
    const writes = requests.flatMap(([name, list]) => {
      const table = requireNamed(engine, name);
      return list.map(({ PutRequest, DeleteRequest }): PreparedWrite => {
        if (PutRequest !== undefined && DeleteRequest !== undefined)
          throw invalid(
            'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
          );
        if (PutRequest !== undefined) return preparePut(table, PutRequest as Input, { asKey: true });
        if (DeleteRequest !== undefined) return prepareDelete(table, DeleteRequest as Input);
        throw invalid(
          'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
        );
      });
    });
    refuseDuplicates(writes, 'Provided list of item keys contains duplicates');
    const spent = engine
      .apply(writes)
      .flatMap(({ before, after }, index) =>
        writes[index] === undefined ? [] : [writeSpent(writes[index].table, before, after)],
      );
    return {
      UnprocessedItems: {},
      ...capacityListMember(input.ReturnConsumedCapacity, spent),
      ...collectionsMember(input.ReturnItemCollectionMetrics, writes),
    };
  },
};
