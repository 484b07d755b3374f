// The library's socket, telling when a connection begins to end: the library's own `close` event waits for TCP,
// which a client that stopped reading can hold up.

import { WebSocket } from 'ws';

/** What a socket tells of itself. */
export interface SocketWatcher {
  messageCame(data: Buffer, isBinary: boolean): void;
  /** To be answered by whoever watches: the library's own answers end a connection after a burst of pings. */
  pingCame(data: Buffer): void;
  /**
   * The closing handshake begins: by the client's close frame, by a protocol violation, or by us. The code is 1005
   * for a close frame without one, 1006 when TCP ended without any.
   */
  endBegan(code: number, reason: string): void;
}

/** A server-side socket. Its listeners are shared by all sockets: a closure each would cost half a kilobyte. */
export class GatewaySocket extends WebSocket {
  private watcher: SocketWatcher | undefined;

  /** Begins to tell; called once. */
  watch(watcher: SocketWatcher): void {
    this.watcher = watcher;
    this.on('message', tellMessage);
    this.on('ping', tellPing);
    this.on('error', tellNothing);
    this.on('close', tellClose);
  }

  /** The library itself calls this to answer a close frame and to refuse a frame. */
  override close(code?: number, reason?: string | Buffer): void {
    this.watcher?.endBegan(code ?? 1_005, reason === undefined ? '' : reason.toString());
    super.close(code, reason);
  }

  static watcherOf(socket: WebSocket): SocketWatcher | undefined {
    return socket instanceof GatewaySocket ? socket.watcher : undefined;
  }
}

function tellMessage(this: WebSocket, data: unknown, isBinary: boolean): void {
  // With the default binaryType, data is one Buffer.
  GatewaySocket.watcherOf(this)?.messageCame(data as Buffer, isBinary);
}

function tellPing(this: WebSocket, data: Buffer): void {
  GatewaySocket.watcherOf(this)?.pingCame(data);
}

function tellNothing(): void {
  // Whatever it is ends the connection, and `close` follows.
}

function tellClose(this: WebSocket, code: number): void {
  GatewaySocket.watcherOf(this)?.endBegan(code, '');
}
