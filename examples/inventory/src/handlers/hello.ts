// Behind the topic of new connections: greets each with the stock. The 101 may not have reached the client yet,
// so a 410 is tried again; a second delivery of the same message only repeats the greeting.

import type { SNSHandler } from 'aws-lambda';
import { environmentVariable } from '../aws/environment.js';
import type { Arrival } from '../aws/events.js';
import { retryPorts } from '../aws/ports.js';
import { createPosts } from '../aws/post.js';
import { createShopTable } from '../aws/shop-table.js';
import { handshakePlan } from '../core/broadcast.js';
import { retryWhile } from '../core/retry.js';

const table = createShopTable(environmentVariable('TABLE_NAME'));
const postsTo = createPosts();

export const handler: SNSHandler = async ({ Records }) => {
  for (const { Sns } of Records) {
    // Published by `connect` alone.
    const arrival = JSON.parse(Sns.Message) as Arrival;
    const stock = await table.stock();
    const post = postsTo(arrival);
    const result = await retryWhile(() => post(arrival.connectionId, { type: 'hello', stock }), {
      plan: handshakePlan,
      ports: retryPorts,
      needsRetry: (outcome) => outcome === 'gone',
    });
    console.log('Greeted', JSON.stringify({ connectionId: arrival.connectionId, result }));
    // Lambda invokes again after a failure. Gone for good is none: the client has left.
    if (result === 'failed') throw new Error(`Cannot greet connection ${arrival.connectionId}`);
  }
};
