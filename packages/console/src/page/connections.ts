// Who is connected, told by events.

import type { ConsoleEvent } from './timeline.js';

/** An open WebSocket connection. */
export interface Connection {
  readonly id: string;
  readonly stage: string;
  readonly sinceMs: number;
  /** Messages from the client. */
  received: number;
  /** Frames to the client: answers and posts. */
  sent: number;
  lastRouteKey: string | undefined;
}

/** Open connections. */
export interface Connections {
  add(event: ConsoleEvent): void;
  /** Oldest first. */
  list(): readonly Connection[];
}

export function createConnections(): Connections {
  const open = new Map<string, Connection>();
  return {
    add({ kind, timeMs, data }) {
      const id = String(data.connectionId ?? '');
      switch (kind) {
        case 'apigateway.connect':
          if (data.status === 101) {
            const stage = String(data.stage);
            // Messages may have been posted before the handshake's own event was told.
            open.set(id, { id, stage, sinceMs: timeMs, received: 0, sent: 0, lastRouteKey: undefined });
          }
          return;
        case 'apigateway.disconnect':
          open.delete(id);
          return;
        case 'apigateway.message': {
          const connection = open.get(id);
          if (connection === undefined) return;
          if (data.direction === 'in') {
            connection.received++;
            connection.lastRouteKey = String(data.routeKey);
          } else connection.sent++;
          return;
        }
        case 'apigateway.post': {
          const connection = open.get(id);
          if (data.status === 410) open.delete(id);
          else if (connection !== undefined && data.operation === 'POST' && data.status === 200)
            connection.sent++;
        }
      }
    },
    list: () => [...open.values()],
  };
}
