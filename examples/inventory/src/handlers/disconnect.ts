// $disconnect: forgets the connection. May never be called; 410 and TTL take care of what it leaves behind.

import type { APIGatewayProxyWebsocketHandlerV2 } from 'aws-lambda';
import { environmentVariable } from '../aws/environment.js';
import { connectionOf } from '../aws/events.js';
import { createShopTable } from '../aws/shop-table.js';

const table = createShopTable(environmentVariable('TABLE_NAME'));

export const handler: APIGatewayProxyWebsocketHandlerV2 = async ({ requestContext }) => {
  await table.forget(connectionOf(requestContext));
  return { statusCode: 200 };
};
