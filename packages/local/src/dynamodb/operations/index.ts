// The DynamoDB API by operation.

import type { Engine } from '../engine.js';
import { checkMembers } from '../request-members.js';
import { requestShapes } from '../request-shapes.js';
import { batchOperations } from './batch-operations.js';
import { itemOperations } from './item-operations.js';
import type { Input, Operation } from './operation.js';
import { settingOperations } from './setting-operations.js';
import { streamOperations } from './stream-operations.js';
import { tableOperations } from './table-operations.js';
import { transactionOperations } from './transaction-operations.js';

const operations: Readonly<Record<string, Operation>> = {
  ...tableOperations,
  ...itemOperations,
  ...batchOperations,
  ...transactionOperations,
  ...settingOperations,
};

/**
 * Finds an operation of the API or of the streams endpoint.
 *
 * @returns `undefined` for one that is not run here.
 */
export function findOperation(service: string, name: string): Operation | undefined {
  const known = service.startsWith('DynamoDBStreams') ? streamOperations : operations;
  const run = Object.hasOwn(known, name) ? known[name] : undefined;
  const shape = Object.hasOwn(requestShapes, name) ? requestShapes[name] : undefined;
  if (run === undefined || shape === undefined) return run;
  return (engine: Engine, input: Input) => run(engine, checkMembers(input, shape));
}
