// DynamoDB as the rest of the stack sees it, whoever answers behind it.

import type { Emit } from '../events/stack-event.js';
import type { Clock, Closable, Random, StackIdentity } from '../ports.js';
import type { WireRequest, WireResponse } from '../wire.js';
import type { RecordSource } from './streams.js';
import type { TableDescription } from './table.js';

/** Who answers DynamoDB calls. */
export type DynamoDbChoice =
  /** The engine of this package. */
  | { readonly kind: 'embedded' }
  /** Another DynamoDB, such as one that runs already. */
  | { readonly kind: 'endpoint'; readonly url: string }
  /** AWS's DynamoDB Local, started with the stack; `place` is its folder or jar. */
  | { readonly kind: 'local'; readonly place?: string };

/** What DynamoDB needs. */
export interface DynamoDbPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly emit: Emit;
  readonly identity: StackIdentity;
  /** Folder of the data; absent for memory only. */
  readonly stateDir?: string;
  /** Wait for the disk at every write, against power cuts. */
  readonly fsync?: boolean;
}

/** The DynamoDB service. */
export interface DynamoDb extends Closable {
  request(request: WireRequest): Promise<WireResponse>;
  /**
   * Creates the table, or adopts the one that is there with its items.
   *
   * @throws Error when another DynamoDB has a table of that name that does not fit, or refuses.
   */
  ensureTable(description: TableDescription): Promise<void>;
  removeTable(name: string): void;
  tableArn(name: string): string;
  streamArn(tableName: string): string | undefined;
  /** The stream behind an ARN, for event source mappings. */
  stream(arn: string): RecordSource | undefined;
}
