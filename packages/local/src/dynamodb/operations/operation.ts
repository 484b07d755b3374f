// What operations share: finding tables, and the duplicates that AWS refuses.

import type { Engine } from '../engine.js';
import { invalid, tableNotFound } from '../errors.js';
import { keysOf, type Table } from '../table.js';
import { checkName } from '../table-name.js';
import type { PreparedWrite } from '../write-operations.js';

/** A parsed request. */
export type Input = Readonly<Record<string, unknown>>;

/** One operation on parsed JSON. @throws DynamoDbError */
export type Operation = (engine: Engine, input: Input) => unknown;

/** The table of a request on items. */
export function requireTable(engine: Engine, input: Input): Table {
  return requireNamed(engine, input.TableName);
}

/** The table of a name or ARN, for requests on items. */
export function requireNamed(engine: Engine, nameOrArn: unknown): Table {
  const table = engine.table(tableName(nameOrArn));
  if (table === undefined) throw tableNotFound();
  return table;
}

/** The table of a request on tables, whose error names it. */
export function requireDescribed(engine: Engine, nameOrArn: unknown): Table {
  const name = tableName(nameOrArn);
  const table = engine.table(name);
  if (table === undefined) throw tableNotFound(name);
  return table;
}

/** A table may be named by its ARN. @throws ValidationException for what is neither. */
export function tableName(nameOrArn: unknown): string {
  if (typeof nameOrArn !== 'string')
    throw invalid(
      "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null",
    );
  const name = /^arn:[^:]*:dynamodb:[^:]*:[^:]*:table\/([^/]+)/.exec(nameOrArn)?.[1] ?? nameOrArn;
  checkName(name);
  return name;
}

export function refuseDuplicates(
  writes: readonly Pick<PreparedWrite, 'table' | 'keys'>[],
  message: string,
): void {
  const ids = writes.map(
    ({ table, keys }) => `${table.description.name}\n${table.idOf(keysOf(table.description.schema, keys))}`,
  );
  if (new Set(ids).size !== ids.length) throw invalid(message);
}
