// Route "restock": a delivery, so that the demonstration can start again. A real shop would not let everybody.

import type { APIGatewayProxyWebsocketHandlerV2 } from 'aws-lambda';
import { environmentVariable } from '../aws/environment.js';
import { reply } from '../aws/events.js';
import { retryPorts } from '../aws/ports.js';
import { createPosts } from '../aws/post.js';
import { pushStock } from '../aws/push-stock.js';
import { createShopTable } from '../aws/shop-table.js';
import { findItem, MAX_LEVEL } from '../core/catalogue.js';
import { parseDelivery, refusal } from '../core/messages.js';
import { conflictPlan, retryWhile } from '../core/retry.js';

const table = createShopTable(environmentVariable('TABLE_NAME'));
const postsTo = createPosts();

export const handler: APIGatewayProxyWebsocketHandlerV2 = async ({ body, requestContext }) => {
  const parsed = parseDelivery(body);
  if (parsed.kind === 'invalid') return reply(refusal('bad-request', null, parsed.detail));
  const { item, quantity } = parsed.value;
  const entry = findItem(item);
  if (entry === undefined)
    throw new Error(`parseDelivery accepted item ${item}, which is not in the catalogue`);

  const outcome = await retryWhile(() => table.writeDelivery(entry, quantity), {
    plan: conflictPlan,
    ports: retryPorts,
    needsRetry: (result) => result === 'conflict',
  });
  switch (outcome) {
    case 'stored':
      return reply({ type: 'stock', stock: await pushStock(item, { table, post: postsTo(requestContext) }) });
    case 'full':
      return reply(refusal('bad-request', null, `The shelf holds ${MAX_LEVEL} of an item`));
    case 'conflict':
      return reply(refusal('busy', null, 'Too many orders at once; try again'));
  }
};
