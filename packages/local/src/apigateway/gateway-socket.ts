// The library's socket, telling when a connection begins to end: the library's own `close` event waits for TCP,
// which a client that stopped reading can hold up.

import { WebSocket } from 'ws';

/** A server-side socket. */
export class GatewaySocket extends WebSocket {
  /**
   * Called when the closing handshake begins: by the client's close frame, by a protocol violation, or by us. The
   * code is 1005 for a close frame without one.
   */
  whenClosing: ((code: number, reason: string) => void) | undefined;

  /** The library itself calls this to answer a close frame and to refuse a frame. */
  override close(code?: number, reason?: string | Buffer): void {
    this.whenClosing?.(code ?? 1_005, reason === undefined ? '' : reason.toString());
    super.close(code, reason);
  }
}
