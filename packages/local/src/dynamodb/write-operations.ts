// Conditional writes: what PutItem, UpdateItem, DeleteItem and their transactional forms have in common.

import { type Item, parseItem } from './attribute-value.js';
import { conditionFailed, invalid } from './errors.js';
import { applyUpdate, matches } from './evaluate.js';
import type { Condition, DocumentPath, UpdateAction } from './expression-tree.js';
import { parseCondition, parseUpdate } from './expressions.js';
import { checkKey } from './key-schema.js';
import { parseAttributeUpdates, parseExpected, refuseMixture } from './legacy-parameters.js';
import { openSubstitutions } from './substitutions.js';
import { checkItem, keysOf, type Table } from './table.js';

type Input = Readonly<Record<string, unknown>>;

/** A write that is checked and ready: `apply` gives the new item from the old one. */
export interface PreparedWrite {
  readonly table: Table;
  readonly keys: Item;
  readonly condition: Condition | undefined;
  readonly returnsOldOnFailure: boolean;
  /** `undefined` deletes; a check writes nothing. */
  readonly apply: ((before: Item | undefined) => Item | undefined) | undefined;
  /** What an update touches, for UPDATED_OLD and UPDATED_NEW. */
  readonly touched: readonly DocumentPath[];
}

/** @param options.asKey - Whether a key that does not fit is said in the words of reads, as batches do. */
export function preparePut(
  table: Table,
  input: Input,
  options: { readonly asKey: boolean } = { asKey: false },
): PreparedWrite {
  const common = parseCommon(table, input);
  const item = parseItem(input.Item);
  const { schema, keyTypes } = table.description;
  checkKey(schema, keyTypes, item, { exact: false, asKey: options.asKey });
  checkItem(table, item, 'put');
  return { ...common, keys: keysOf(schema, item), apply: () => item, touched: [] };
}

export function prepareDelete(table: Table, input: Input): PreparedWrite {
  const common = parseCommon(table, input);
  return { ...common, keys: keyInput(table, input), apply: () => undefined, touched: [] };
}

export function prepareCheck(table: Table, input: Input): PreparedWrite {
  const common = parseCommon(table, input);
  return { ...common, keys: keyInput(table, input), apply: undefined, touched: [] };
}

export function prepareUpdate(table: Table, input: Input): PreparedWrite {
  refuseMixture(input, {
    legacy: ['AttributeUpdates', 'Expected', 'ConditionalOperator'],
    expressions: ['UpdateExpression', 'ConditionExpression'],
  });
  const substitutions = openSubstitutions(input, {
    withValues: ['UpdateExpression', 'ConditionExpression'],
    others: [],
  });
  const actions: readonly UpdateAction[] =
    typeof input.UpdateExpression === 'string'
      ? parseUpdate(input.UpdateExpression, substitutions)
      : parseAttributeUpdates(input.AttributeUpdates);
  const condition =
    typeof input.ConditionExpression === 'string'
      ? parseCondition(input.ConditionExpression, substitutions, 'ConditionExpression')
      : parseExpected(input);
  substitutions.checkUsed();
  const keys = keyInput(table, input);
  const { schema } = table.description;
  for (const { path } of actions) {
    if (path[0] === schema.hash || path[0] === schema.range) {
      throw invalid(
        `One or more parameter values were invalid: Cannot update attribute ${String(path[0])}. This attribute is part of the key`,
      );
    }
  }
  return {
    table,
    keys,
    condition,
    returnsOldOnFailure: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
    apply(before) {
      const after = applyUpdate(before ?? keys, actions);
      checkItem(table, after, 'update');
      return after;
    },
    touched: actions.map(({ path }) => path),
  };
}

/** @throws ConditionalCheckFailedException */
export function checkCondition(write: PreparedWrite, before: Item | undefined): void {
  if (write.condition === undefined || matches(write.condition, before ?? {})) return;
  throw conditionFailed(write.returnsOldOnFailure ? before : undefined);
}

function parseCommon(
  table: Table,
  input: Input,
): Pick<PreparedWrite, 'table' | 'condition' | 'returnsOldOnFailure'> {
  refuseMixture(input, {
    legacy: ['Expected', 'ConditionalOperator'],
    expressions: ['ConditionExpression'],
  });
  const substitutions = openSubstitutions(input, { withValues: ['ConditionExpression'], others: [] });
  const condition =
    typeof input.ConditionExpression === 'string'
      ? parseCondition(input.ConditionExpression, substitutions, 'ConditionExpression')
      : parseExpected(input);
  substitutions.checkUsed();
  return { table, condition, returnsOldOnFailure: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' };
}

/** The checked `Key` of a request. */
export function keyInput(table: Table, input: Input): Item {
  const key = parseItem(input.Key);
  checkKey(table.description.schema, table.description.keyTypes, key, { exact: true });
  return key;
}
