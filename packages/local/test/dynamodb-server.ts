// The embedded DynamoDB behind its wire protocol, with the SDK's clients, under a manual clock.

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { createManualClock, type ManualClock } from '../src/clock/manual-clock.js';
import { createDynamoDb } from '../src/dynamodb/index.js';
import { createSeededRandom } from '../src/random.js';
import { clientOptions, serveWire, testIdentity } from './wire-server.js';

/** A running DynamoDB without tables. */
export interface DynamoDbServer {
  readonly clock: ManualClock;
  readonly client: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
  close(): Promise<void>;
}

/** Its clock begins at 2024-01-20 11:55 UTC. */
export async function serveDynamoDb(): Promise<DynamoDbServer> {
  const clock = createManualClock(1_705_751_700_000);
  const dynamodb = createDynamoDb({
    clock,
    random: createSeededRandom(1),
    emit: () => {},
    identity: testIdentity,
  });
  const server = await serveWire((request) => dynamodb.request(request));
  const client = new DynamoDBClient({ ...clientOptions(server.url), maxAttempts: 1 });
  const streams = new DynamoDBStreamsClient(clientOptions(server.url));
  return {
    clock,
    client,
    streams,
    async close() {
      client.destroy();
      streams.destroy();
      await server.close();
      await dynamodb.close();
    },
  };
}
