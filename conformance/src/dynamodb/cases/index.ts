// Every case.

import type { OperationCase } from '../operation-case.js';
import { batchCases } from './batches.js';
import { conditionCases } from './conditions.js';
import { itemCases } from './items.js';
import { queryCases } from './queries.js';
import { tableCases } from './tables.js';
import { updateCases } from './updates.js';
import { valueCases } from './values.js';
import { wireCases } from './wire.js';

/** All cases, each with an id of its own. */
export const operationCases: readonly OperationCase[] = [
  ...valueCases,
  ...itemCases,
  ...conditionCases,
  ...updateCases,
  ...queryCases,
  ...batchCases,
  ...tableCases,
  ...wireCases,
];
