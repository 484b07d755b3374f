// The one table of the shop: connections, stock and orders, each a command and its outcome.

import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { CatalogueItem } from '../core/catalogue.js';
import {
  CONNECTION_PK,
  type ConnectionRow,
  connectionRow,
  listeningSince,
  SLOTS_PER_MILLISECOND,
  sortKeyRange,
} from '../core/connection.js';
import type { Order } from '../core/messages.js';
import {
  deliveryWrite,
  type OrderOutcome,
  orderKey,
  orderWrites,
  readOrderOutcome,
} from '../core/order-writes.js';
import { STOCK_PK, type StockLevel, type StockRow, stockLevels } from '../core/stock.js';

/** A connection as API Gateway's events describe it. */
export interface Connection {
  readonly id: string;
  readonly connectedAtMs: number;
}

/** What became of an attempt to write a delivery: *full* if the shelf would overflow. */
export type DeliveryOutcome = 'stored' | 'full' | 'conflict';

/** What the handlers do with the table. */
export interface ShopTable {
  remember(connection: Connection): Promise<void>;
  /** Deletes the row of a connection; fine if there is none. */
  forget(connection: Connection): Promise<void>;
  /** Deletes a row that a query returned. */
  forgetRow(row: ConnectionRow): Promise<void>;
  listeners(nowMs: number): Promise<readonly ConnectionRow[]>;
  stock(): Promise<readonly StockLevel[]>;
  /** The level of one item, as the list that messages carry. */
  level(item: number): Promise<readonly StockLevel[]>;
  writeOrder(order: Order, context: { entry: CatalogueItem; nowMs: number }): Promise<OrderOutcome>;
  /** @returns What was booked under this id; `undefined` if nothing was. */
  bookedOrder(orderId: string): Promise<Order | undefined>;
  writeDelivery(entry: CatalogueItem, quantity: number): Promise<DeliveryOutcome>;
}

/** Opens the table of that name. */
export function createShopTable(table: string): ShopTable {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

  const query = async (input: Omit<QueryCommandInput, 'TableName'>): Promise<Record<string, unknown>[]> => {
    const rows: Record<string, unknown>[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({ TableName: table, ...input, ExclusiveStartKey: from }),
      );
      rows.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    return rows;
  };

  const forgetRow = async ({ pk, sk, id }: Pick<ConnectionRow, 'pk' | 'sk' | 'id'>): Promise<void> => {
    await ignoringFailedCondition(
      client.send(
        new DeleteCommand({
          TableName: table,
          Key: { pk, sk },
          ConditionExpression: 'id = :id',
          ExpressionAttributeValues: { ':id': id },
        }),
      ),
    );
  };

  const stock = async (): Promise<readonly StockLevel[]> => {
    const rows = await query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': STOCK_PK },
      ConsistentRead: true,
    });
    // Rows of this partition are written by `writeOrder` and `writeDelivery` alone.
    return stockLevels(rows as unknown as StockRow[]);
  };

  return {
    forgetRow,

    async remember({ id, connectedAtMs }) {
      for (let slot = 0; slot < SLOTS_PER_MILLISECOND; slot++) {
        const put = new PutCommand({
          TableName: table,
          Item: connectionRow({ id, connectedAtMs, slot }),
          ConditionExpression: 'attribute_not_exists(pk)',
        });
        if (await ignoringFailedCondition(client.send(put))) return;
      }
      throw new Error(`No free key for a connection at ${connectedAtMs} ms`);
    },

    async forget({ id, connectedAtMs }) {
      const [from, to] = sortKeyRange(connectedAtMs);
      const rows = await query({
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        FilterExpression: 'id = :id',
        ExpressionAttributeValues: { ':pk': CONNECTION_PK, ':from': from, ':to': to, ':id': id },
        ConsistentRead: true,
      });
      for (const row of rows as unknown as ConnectionRow[]) await forgetRow(row);
    },

    async listeners(nowMs) {
      const rows = await query({
        KeyConditionExpression: 'pk = :pk AND sk > :since',
        ExpressionAttributeValues: { ':pk': CONNECTION_PK, ':since': listeningSince(nowMs) },
        ConsistentRead: true,
      });
      // Rows of this partition are written by `remember` alone.
      return rows as unknown as ConnectionRow[];
    },

    stock,
    level: async (item) => (await stock()).filter((level) => level.item === item),

    async writeOrder(order, { entry, nowMs }) {
      try {
        await client.send(new TransactWriteCommand(orderWrites(order, { entry, table, nowMs })));
        return 'sold';
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        return readOrderOutcome((error.CancellationReasons ?? []).map(({ Code }) => Code));
      }
    },

    async bookedOrder(orderId) {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: orderKey(orderId), ConsistentRead: true }),
      );
      // Rows with this key are written by `writeOrder` alone.
      return Item === undefined
        ? undefined
        : ({ orderId, item: Item.item, quantity: Item.quantity } as Order);
    },

    async writeDelivery(entry, quantity) {
      const update = new UpdateCommand({ TableName: table, ...deliveryWrite(entry, quantity) });
      try {
        return (await ignoringFailedCondition(client.send(update))) ? 'stored' : 'full';
      } catch (error) {
        // An order's transaction holds the row just now.
        if (error instanceof TransactionConflictException) return 'conflict';
        throw error;
      }
    },
  };
}

async function ignoringFailedCondition(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
