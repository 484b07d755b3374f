// The parts of API Gateway's events and results that the handlers share.

import type { APIGatewayEventWebsocketRequestContextV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { ShopMessage } from '../core/messages.js';
import type { ConnectionHome } from './post.js';
import type { Connection } from './shop-table.js';

/** What `$connect` publishes and `hello` receives. */
export interface Arrival extends ConnectionHome {
  readonly connectionId: string;
}

/** The connection that an event is about. */
export function connectionOf(context: APIGatewayEventWebsocketRequestContextV2): Connection {
  return { id: context.connectionId, connectedAtMs: context.connectedAt };
}

/** A two-way route's answer: `body` is the frame that the client gets. */
export function reply(message: ShopMessage): APIGatewayProxyStructuredResultV2 {
  return { statusCode: 200, body: JSON.stringify(message) };
}
