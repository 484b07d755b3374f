// Route "order": books an order once, however often it is sent, and tells everybody the new level.

import type { APIGatewayProxyWebsocketHandlerV2 } from 'aws-lambda';
import { environmentVariable } from '../aws/environment.js';
import { reply } from '../aws/events.js';
import { nowMs, retryPorts } from '../aws/ports.js';
import { createPosts } from '../aws/post.js';
import { pushStock } from '../aws/push-stock.js';
import { createShopTable } from '../aws/shop-table.js';
import { findItem } from '../core/catalogue.js';
import { parseOrder, refusal } from '../core/messages.js';
import { conflictPlan, retryWhile } from '../core/retry.js';

const table = createShopTable(environmentVariable('TABLE_NAME'));
const postsTo = createPosts();

export const handler: APIGatewayProxyWebsocketHandlerV2 = async ({ body, requestContext }) => {
  const parsed = parseOrder(body);
  if (parsed.kind === 'invalid') return reply(refusal('bad-request', parsed.orderId, parsed.detail));
  const order = parsed.value;
  const { orderId, item } = order;
  const entry = findItem(item);
  if (entry === undefined) throw new Error(`parseOrder accepted item ${item}, which is not in the catalogue`);

  const outcome = await retryWhile(() => table.writeOrder(order, { entry, nowMs: nowMs() }), {
    plan: conflictPlan,
    ports: retryPorts,
    needsRetry: (result) => result === 'conflict',
  });
  switch (outcome) {
    case 'sold': {
      const stock = await pushStock(item, { table, post: postsTo(requestContext) });
      return reply({ type: 'sold', ...order, stock });
    }
    case 'repeated': {
      // The first attempt may have been cut off between its write and its push: both are made good here. The
      // answer tells what was booked, whatever the repetition asks for.
      const booked = (await table.bookedOrder(orderId)) ?? order;
      const stock = await pushStock(booked.item, { table, post: postsTo(requestContext) });
      return reply({ type: 'sold', ...booked, stock });
    }
    case 'sold-out': {
      const detail = `Not enough left: ${entry.name}`;
      return reply({ type: 'refused', orderId, reason: 'sold-out', detail, stock: await table.level(item) });
    }
    case 'conflict':
      return reply(refusal('busy', orderId, 'Too many orders at once; try again'));
  }
};
