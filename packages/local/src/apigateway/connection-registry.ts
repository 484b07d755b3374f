// The open connections of all APIs, and the one timer behind their idle and lifetime limits.

import type { Duplex } from 'node:stream';
import type { CancelTimer, Clock } from '../ports.js';
import type { MessageFacts } from './create-message-event-writer.js';
import type { GatewaySocket } from './gateway-socket.js';
import { connectionLifetimeMs, idleTimeoutMs } from './limits.js';
import type { ConnectionFacts } from './model.js';

/** An open connection. */
export interface OpenConnection {
  readonly facts: ConnectionFacts;
  readonly socket: GatewaySocket;
  /** The TCP stream below. */
  readonly stream: Duplex;
  lastActiveMs: number;
  /** Whether the end has begun: nothing is read or sent any more. */
  isClosing: boolean;
  /** Messages that wait for their integration. */
  inFlight: number;
  /** Messages refused by a throttle since the last one that was not. */
  throttledInARow: number;
  /** Whether reading pauses until the client takes what is waiting, or until messages end. */
  isPaused: boolean;
  /** End of the last message, with serial ordering. */
  tail: Promise<void> | undefined;
  /** Made at the first message: an idle connection does not pay for it. */
  writeEvent: ((message: MessageFacts) => string) | undefined;
}

/** Connections by id. */
export interface ConnectionRegistry {
  readonly size: number;
  add(connection: OpenConnection): void;
  find(connectionId: string): OpenConnection | undefined;
  /** False when it was removed before: the close is told once. */
  remove(connectionId: string): boolean;
  all(): IterableIterator<OpenConnection>;
  close(): void;
}

/**
 * One timer serves all connections: it stands at the earliest deadline, which only moves later.
 *
 * @param options.expire - Called for a connection whose idle or lifetime limit is reached.
 * @param options.granularityMs - How late that may be; 0 for a clock that tests move. With thousands of
 *   connections whose deadlines differ by milliseconds, the timer would otherwise fire all the time.
 * @source spec/websocket-api.md 6.1
 */
export function createConnectionRegistry(
  clock: Clock,
  options: { readonly expire: (connection: OpenConnection) => void; readonly granularityMs: number },
): ConnectionRegistry {
  const connections = new Map<string, OpenConnection>();
  let cancel: CancelTimer | undefined;
  let scheduledMs = Number.POSITIVE_INFINITY;

  const deadlineOf = ({ lastActiveMs, facts }: OpenConnection) =>
    Math.min(lastActiveMs + idleTimeoutMs, facts.connectedAtMs + connectionLifetimeMs);

  const schedule = (deadlineMs: number) => {
    const atMs = deadlineMs + options.granularityMs;
    if (atMs >= scheduledMs) return;
    cancel?.();
    scheduledMs = atMs;
    cancel = clock.after(atMs - clock.nowMs(), check);
  };

  const check = () => {
    cancel = undefined;
    scheduledMs = Number.POSITIVE_INFINITY;
    const nowMs = clock.nowMs();
    let earliestMs = Number.POSITIVE_INFINITY;
    for (const connection of connections.values()) {
      const deadlineMs = deadlineOf(connection);
      if (deadlineMs <= nowMs) options.expire(connection);
      else if (deadlineMs < earliestMs) earliestMs = deadlineMs;
    }
    if (earliestMs < Number.POSITIVE_INFINITY) schedule(earliestMs);
  };

  return {
    get size() {
      return connections.size;
    },
    add(connection) {
      connections.set(connection.facts.connectionId, connection);
      schedule(deadlineOf(connection));
    },
    find: (connectionId) => connections.get(connectionId),
    remove: (connectionId) => connections.delete(connectionId),
    all: () => connections.values(),
    close() {
      cancel?.();
      connections.clear();
    },
  };
}
