// An order is one transaction: its id is taken and the stock goes down, or neither. The conditions are the
// whole of the shop's concurrency control.

import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { type CatalogueItem, MAX_LEVEL } from './catalogue.js';
import type { Order } from './messages.js';
import { STOCK_PK } from './stock.js';

/** Orders are remembered for a day: no client repeats one later. */
const ORDER_MEMORY_SECONDS = 24 * 60 * 60;

/** What became of an attempt to write an order. */
export type OrderOutcome = 'sold' | 'repeated' | 'sold-out' | 'conflict';

/** Key of the row that remembers an order. */
export function orderKey(orderId: string): { readonly pk: string; readonly sk: number } {
  return { pk: `order#${orderId}`, sk: 0 };
}

/** The two writes of an order: first its id, then the stock. `readOrderOutcome` relies on the order of the two. */
export function orderWrites(
  order: Order,
  context: { readonly entry: CatalogueItem; readonly table: string; readonly nowMs: number },
): TransactWriteCommandInput {
  const { entry, table, nowMs } = context;
  const enoughAtFirst = entry.initialLevel >= order.quantity ? ' OR attribute_not_exists(pk)' : '';
  return {
    TransactItems: [
      {
        Put: {
          TableName: table,
          Item: {
            ...orderKey(order.orderId),
            item: order.item,
            quantity: order.quantity,
            ttl: Math.floor(nowMs / 1_000) + ORDER_MEMORY_SECONDS,
          },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      {
        Update: {
          TableName: table,
          Key: { pk: STOCK_PK, sk: order.item },
          UpdateExpression:
            'SET #level = if_not_exists(#level, :initial) - :quantity, #version = if_not_exists(#version, :zero) + :one',
          ConditionExpression: `#level >= :quantity${enoughAtFirst}`,
          ExpressionAttributeNames: { '#level': 'level', '#version': 'version' },
          ExpressionAttributeValues: {
            ':initial': entry.initialLevel,
            ':quantity': order.quantity,
            ':zero': 0,
            ':one': 1,
          },
        },
      },
    ],
  };
}

/**
 * Reads why a transaction of `orderWrites` was cancelled.
 *
 * @param codes - `CancellationReasons[].Code`, one for each write.
 * @returns *repeated* before *sold-out*: an order that bought the last item has both against it when it is sent again.
 * @source spec/websocket-api.md 11.1
 */
export function readOrderOutcome(codes: readonly (string | undefined)[]): Exclude<OrderOutcome, 'sold'> {
  if (codes[0] === 'ConditionalCheckFailed') return 'repeated';
  if (codes[1] === 'ConditionalCheckFailed') return 'sold-out';
  return 'conflict';
}

/** The write of a delivery: never above what the shelf holds. */
export function deliveryWrite(
  entry: CatalogueItem,
  quantity: number,
): {
  readonly Key: { readonly pk: string; readonly sk: number };
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, number>;
} {
  return {
    Key: { pk: STOCK_PK, sk: entry.item },
    UpdateExpression:
      'SET #level = if_not_exists(#level, :initial) + :quantity, #version = if_not_exists(#version, :zero) + :one',
    ConditionExpression: '#level <= :most OR attribute_not_exists(pk)',
    ExpressionAttributeNames: { '#level': 'level', '#version': 'version' },
    ExpressionAttributeValues: {
      ':initial': entry.initialLevel,
      ':quantity': quantity,
      ':most': MAX_LEVEL - quantity,
      ':zero': 0,
      ':one': 1,
    },
  };
}
