// What rows run against: Edgewire, a peer, or a deployed stack.

import type { ApiName, Row } from './row.js';

/** Addresses and abilities of one target. */
export interface Target {
  readonly name: string;
  /** Version for the report, e.g. `edgewire 0.1.0`. */
  readonly version: string;
  /** WebSocket address with the stage, per API; absent when the target has no such API. */
  readonly sockets: Readonly<Partial<Record<ApiName, string>>>;
  /** Management address with the stage, per API. */
  readonly management: Readonly<Partial<Record<ApiName, string>>>;
  /** Signs management calls and IAM handshakes; absent where nothing is checked. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly region: string;
  };
  /** Moves the target's clock, e.g. by `10m`; absent for a target with a real clock only. */
  readonly advance?: (by: string) => Promise<void>;
  /** Why a row says nothing about this target, e.g. because its configuration cannot express what the row needs. */
  readonly notComparable?: (row: Row) => string | undefined;
  /** Starts again what a row has ended; tells whether there was anything. Needs rows one after the other. */
  readonly revive?: () => Promise<boolean>;
  close(): Promise<void>;
}

/** How long to wait for what should come, in milliseconds. AWS needs more than a loopback. */
export const patienceMs = 5_000;
