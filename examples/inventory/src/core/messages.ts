// What clients and the shop say to each other, and the checks on what clients say.

import { findItem } from './catalogue.js';
import type { StockLevel } from './stock.js';

/** Why an order was not booked. */
export type Refusal = 'sold-out' | 'bad-request' | 'busy';

/** Everything that the shop sends. */
export type ShopMessage =
  | { readonly type: 'hello'; readonly stock: readonly StockLevel[] }
  | { readonly type: 'stock'; readonly stock: readonly StockLevel[] }
  | (Order & { readonly type: 'sold'; readonly stock: readonly StockLevel[] })
  | {
      readonly type: 'refused';
      readonly orderId: string | null;
      readonly reason: Refusal;
      readonly detail: string;
      /** The level that the order met, if it got that far. */
      readonly stock: readonly StockLevel[];
    }
  | { readonly type: 'help'; readonly text: string; readonly examples: readonly string[] };

/** A wish to buy. */
export interface Order {
  readonly orderId: string;
  readonly item: number;
  readonly quantity: number;
}

/** A wish to put something back on the shelf. */
export type Delivery = Omit<Order, 'orderId'>;

/** A checked message, or what is wrong with it. */
export type Parsed<T> =
  | { readonly kind: 'valid'; readonly value: T }
  | { readonly kind: 'invalid'; readonly orderId: string | null; readonly detail: string };

const MAX_QUANTITY = 10;

// Made by the client, once per press of a button. Long enough that nobody meets another's by chance.
const ORDER_ID = /^[A-Za-z0-9_-]{8,64}$/;

/**
 * Checks an `order` message.
 *
 * @param body - Text of the message; absent for an empty one.
 */
export function parseOrder(body: string | undefined): Parsed<Order> {
  const message = parseObject(body);
  const orderId = message?.orderId;
  if (typeof orderId !== 'string' || !ORDER_ID.test(orderId)) {
    return invalid(null, 'orderId has to be 8 to 64 letters, digits, "-" or "_"');
  }
  const goods = parseGoods(message, orderId);
  return goods.kind === 'valid' ? { kind: 'valid', value: { orderId, ...goods.value } } : goods;
}

/** Checks a `restock` message. */
export function parseDelivery(body: string | undefined): Parsed<Delivery> {
  return parseGoods(parseObject(body), null);
}

/** Answer to a message that the shop cannot act on. */
export function refusal(reason: Refusal, orderId: string | null, detail: string): ShopMessage {
  return { type: 'refused', orderId, reason, detail, stock: [] };
}

/** Answer to a message that no route wants. */
export function helpMessage(): ShopMessage {
  return {
    type: 'help',
    text: 'The shop understands the actions "stock", "order" and "restock".',
    examples: [
      '{"action":"stock"}',
      '{"action":"order","orderId":"made-by-you-1","item":1,"quantity":1}',
      '{"action":"restock","item":3,"quantity":1}',
    ],
  };
}

function parseGoods(
  message: Readonly<Record<string, unknown>> | undefined,
  orderId: string | null,
): Parsed<Delivery> {
  const item = message?.item;
  const quantity = message?.quantity ?? 1;
  if (typeof item !== 'number' || findItem(item) === undefined) {
    return invalid(orderId, 'item has to be the number of something that the shop sells');
  }
  if (
    typeof quantity !== 'number' ||
    !Number.isInteger(quantity) ||
    quantity < 1 ||
    quantity > MAX_QUANTITY
  ) {
    return invalid(orderId, `quantity has to be a whole number from 1 to ${MAX_QUANTITY}`);
  }
  return { kind: 'valid', value: { item, quantity } };
}

function parseObject(body: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body ?? '');
    // An object of unknown members: every use checks the type of the member.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    // Not JSON is one of the things that a client may send; the caller names what is missing.
    return undefined;
  }
}

function invalid(orderId: string | null, detail: string): Parsed<never> {
  return { kind: 'invalid', orderId, detail };
}
