// Watches a socket while $connect runs: the client may give up, or send bytes before it may.

import type { Duplex } from 'node:stream';
import { maxEarlyBytes } from './assumptions.js';

/** A socket whose 101 is pending. */
export interface HeldUpgrade {
  /** Whether the client has gone. */
  readonly isAborted: boolean;
  /** Stops watching. @returns The bytes that came early, the upgrade's own head included. */
  release(): Buffer;
}

/** Begins to watch. A client that ends or resets its side, or sends too much, is cut off. */
export function holdUpgrade(socket: Duplex, head: Buffer): HeldUpgrade {
  const chunks: Buffer[] = head.length > 0 ? [head] : [];
  let bytes = head.length;
  let isAborted = socket.destroyed;
  const abort = () => {
    isAborted = true;
    socket.destroy();
  };
  const take = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxEarlyBytes) abort();
    else chunks.push(chunk);
  };
  // Without a reader, the end of the client's side would stay unnoticed.
  socket.on('data', take);
  socket.on('end', abort);
  socket.on('close', abort);
  socket.on('error', abort);
  return {
    get isAborted() {
      return isAborted;
    },
    release() {
      socket.off('data', take);
      socket.off('end', abort);
      socket.off('close', abort);
      socket.off('error', abort);
      return chunks.length === 1 ? (chunks[0] ?? head) : Buffer.concat(chunks);
    },
  };
}
