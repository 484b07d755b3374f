// Rows of connections: "who came since T" is one query over a numeric sort key.
//
// The sort key is the Unix time of the connection in seconds, as `requestContext.connectedAt` tells it, with six
// digits of fraction: three that the clock knows, three to move on by when somebody else came in the same
// millisecond. Whole seconds would let the second connection of a second overwrite the first.

/** Partition key of all connection rows. */
export const CONNECTION_PK = 'connection';

/** Connections hear the shop for this long; the page connects anew before. */
export const LIFETIME_SECONDS: number = 20 * 60;

/** Connections that one millisecond can tell apart. */
export const SLOTS_PER_MILLISECOND = 1_000;

/** Younger connections may not have finished their handshake: a 410 for them is not yet the truth. */
const SETTLING_SECONDS = 10;

/** A row of the table. */
export interface ConnectionRow {
  readonly pk: typeof CONNECTION_PK;
  readonly sk: number;
  /** Connection id. */
  readonly id: string;
  /** Unix time in seconds after which the row means nothing, deleted or not. */
  readonly ttl: number;
}

/** Row of a connection; `slot` counts the attempts to find a free key. */
export function connectionRow(connection: {
  readonly id: string;
  readonly connectedAtMs: number;
  readonly slot: number;
}): ConnectionRow {
  const { id, connectedAtMs, slot } = connection;
  return {
    pk: CONNECTION_PK,
    sk: sortKey(connectedAtMs, slot),
    id,
    ttl: Math.floor(connectedAtMs / 1_000) + LIFETIME_SECONDS,
  };
}

/** Least and greatest sort key that a connection of this millisecond can have. */
export function sortKeyRange(connectedAtMs: number): readonly [number, number] {
  return [sortKey(connectedAtMs, 0), sortKey(connectedAtMs, SLOTS_PER_MILLISECOND - 1)];
}

/** Sort key after which connections still count. */
export function listeningSince(nowMs: number): number {
  return nowMs / 1_000 - LIFETIME_SECONDS;
}

/** Whether a row still counts: TTL deletion may be days late. */
export function isListening(row: ConnectionRow, nowMs: number): boolean {
  return row.ttl > nowMs / 1_000;
}

/** Whether the handshake may still be under way, so that a 410 deserves another try. */
export function isSettling(row: ConnectionRow, nowMs: number): boolean {
  return nowMs / 1_000 - row.sk < SETTLING_SECONDS;
}

// Whole microseconds are exact in a double until the year 2255, and so is their quotient's shortest text.
function sortKey(connectedAtMs: number, slot: number): number {
  return (connectedAtMs * 1_000 + slot) / 1_000_000;
}
