// One message to everybody who listens. Each connection's outcome is its own; whoever has gone is forgotten.

import { type ConnectionRow, isListening, isSettling } from './connection.js';
import { mapBounded } from './map-bounded.js';
import type { ShopMessage } from './messages.js';
import { type RetryPlan, type RetryPorts, retryWhile } from './retry.js';

/** Result of posting to one connection: *gone* is 410, *failed* anything else that was not a success. */
export type PostResult = 'sent' | 'gone' | 'failed';

/** The outside of a broadcast. */
export interface BroadcastPorts extends RetryPorts {
  nowMs(): number;
  listeners(): Promise<readonly ConnectionRow[]>;
  post(connectionId: string, message: ShopMessage): Promise<PostResult>;
  forget(row: ConnectionRow): Promise<void>;
}

/** How many connections ended how. */
export interface BroadcastReport {
  readonly sent: number;
  readonly gone: number;
  readonly failed: number;
}

const PARALLEL_POSTS = 20;

/** Posts answered with 410 are repeated for connections whose handshake may still be under way. */
export const handshakePlan: RetryPlan = { attempts: 5, firstDelayMs: 50 };

/**
 * Posts a message to every listening connection and forgets those that are gone.
 *
 * @source spec/websocket-api.md 1.5, 5.4, 11.1
 */
export async function broadcast(message: ShopMessage, ports: BroadcastPorts): Promise<BroadcastReport> {
  const rows = (await ports.listeners()).filter((row) => isListening(row, ports.nowMs()));
  const results = await mapBounded(rows, {
    limit: PARALLEL_POSTS,
    work: async (row) => {
      const result = await retryWhile(() => ports.post(row.id, message), {
        plan: handshakePlan,
        ports,
        needsRetry: (outcome) => outcome === 'gone' && isSettling(row, ports.nowMs()),
      });
      if (result === 'gone') await ports.forget(row);
      return result;
    },
  });
  const count = (wanted: PostResult) => results.filter((result) => result === wanted).length;
  return { sent: count('sent'), gone: count('gone'), failed: count('failed') };
}
