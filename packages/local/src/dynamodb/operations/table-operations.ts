// CreateTable, DescribeTable, ListTables, UpdateTable and DeleteTable.

import { DynamoDbError, invalid } from '../errors.js';
import { maxListedTables } from '../limits.js';
import { checkMembers } from '../request-members.js';
import { parseTableDefinition } from '../table-definition.js';
import { createTableShape, updateTableShape } from '../table-shapes.js';
import { updateDescription } from '../update-description.js';
import { type Input, type Operation, requireDescribed, tableName } from './operation.js';

export const tableOperations: Readonly<Record<string, Operation>> = {
  CreateTable(engine, source) {
    const name = tableName(source.TableName);
    const input = checkMembers(source, createTableShape);
    const description = parseTableDefinition(input, { name, nowMs: engine.nowMs() });
    if (engine.table(name) !== undefined)
      throw new DynamoDbError('ResourceInUseException', `Table already exists: ${name}`);
    const table = engine.create({ ...description, tags: tagMap(input.Tags) });
    return { TableDescription: engine.describe(table) };
  },
  DescribeTable: (engine, input) => ({ Table: engine.describe(requireDescribed(engine, input.TableName)) }),
  ListTables(engine, source) {
    const input = checkMembers(source, {
      ExclusiveStartTableName: { kind: 'text' },
      Limit: { kind: 'number', min: 1, max: maxListedTables },
    });
    const names = engine
      .tables()
      .map(({ description }) => description.name)
      .sort();
    const start =
      input.ExclusiveStartTableName === undefined
        ? 0
        : names.findIndex((name) => name > String(input.ExclusiveStartTableName));
    const limit = Number(input.Limit ?? maxListedTables);
    const shown = start === -1 ? [] : names.slice(start, start + limit);
    const isCut = start !== -1 && start + limit < names.length;
    return { TableNames: shown, ...(isCut ? { LastEvaluatedTableName: shown.at(-1) } : {}) };
  },
  DeleteTable(engine, input) {
    const table = requireDescribed(engine, input.TableName);
    if (table.description.isProtected === true)
      throw invalid(
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
      );
    const described = { ...engine.describe(table), TableStatus: 'DELETING' };
    engine.drop(table.description.name);
    return { TableDescription: described };
  },
  UpdateTable(engine, source) {
    const table = requireDescribed(engine, source.TableName);
    const input = checkMembers(source, updateTableShape);
    const update = updateDescription(table.description, input, engine.nowMs());
    const before = engine.describe(table);
    engine.redescribe(table, update.description);
    return { TableDescription: update.shown(before, engine.describe(table)) };
  },
};

/** Tags by key. */
export function tagMap(value: unknown): Record<string, string> {
  return Object.fromEntries(
    (Array.isArray(value) ? (value as Input[]) : []).map(({ Key, Value }) => [String(Key), String(Value)]),
  );
}
