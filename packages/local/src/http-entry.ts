// How a service takes viewers and clients without owning a port: the wiring listens and hands over.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** A place on the network that one resource answers at (a distribution, an API). */
export interface HttpEntry {
  request(request: IncomingMessage, response: ServerResponse): void;
  /** Absent when the resource has no WebSockets: the wiring then refuses the upgrade. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}
