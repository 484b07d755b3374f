// Route "stock": the current level of everything.

import type { APIGatewayProxyWebsocketHandlerV2 } from 'aws-lambda';
import { environmentVariable } from '../aws/environment.js';
import { reply } from '../aws/events.js';
import { createShopTable } from '../aws/shop-table.js';

const table = createShopTable(environmentVariable('TABLE_NAME'));

export const handler: APIGatewayProxyWebsocketHandlerV2 = async () =>
  reply({ type: 'stock', stock: await table.stock() });
