// Posts to connections through @connections.

import {
  ApiGatewayManagementApiClient,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { PostResult } from '../core/broadcast.js';
import type { ShopMessage } from '../core/messages.js';

/** Where connections of a stage live, as events tell it. */
export interface ConnectionHome {
  readonly domainName: string;
  readonly stage: string;
}

/** Posts one message; failures other than 410 are logged, so that one bad connection does not stop a broadcast. */
export type Post = (connectionId: string, message: ShopMessage) => Promise<PostResult>;

/** @returns A function that posts to connections of this stage. */
export function createPost({ domainName, stage }: ConnectionHome): Post {
  const client = new ApiGatewayManagementApiClient({ endpoint: `https://${domainName}/${stage}` });
  return async (connectionId, message) => {
    try {
      await client.send(
        new PostToConnectionCommand({ ConnectionId: connectionId, Data: JSON.stringify(message) }),
      );
      return 'sent';
    } catch (error) {
      if (error instanceof GoneException) return 'gone';
      console.error('Cannot post to connection', connectionId, error);
      return 'failed';
    }
  };
}
