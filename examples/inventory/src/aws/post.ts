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

/**
 * Keeps a client for each stage that posts go to, so that an execution environment uses its connections again.
 *
 * @returns A function that gives the `Post` of a stage.
 */
export function createPosts(): (home: ConnectionHome) => Post {
  const posts = new Map<string, Post>();
  return ({ domainName, stage }) => {
    const endpoint = `https://${domainName}/${stage}`;
    const post = posts.get(endpoint) ?? createPost(endpoint);
    posts.set(endpoint, post);
    return post;
  };
}

function createPost(endpoint: string): Post {
  const client = new ApiGatewayManagementApiClient({ endpoint });
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
