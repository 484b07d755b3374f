// Reads one HTTP request completely, within a bound.

import type { IncomingMessage } from 'node:http';
import type { WireRequest } from '../wire.js';

/** The whole request, or why it could not be had. */
export type ReadWireRequest =
  | { readonly kind: 'request'; readonly request: WireRequest }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'aborted' };

/** Reads the body up to `maxBodyBytes`; a larger one is not kept in memory. Never rejects. */
export function readWireRequest(
  message: IncomingMessage,
  options: { readonly maxBodyBytes: number },
): Promise<ReadWireRequest> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    message.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= options.maxBodyBytes) chunks.push(chunk);
      else {
        chunks.length = 0;
        resolve({ kind: 'too-large' });
      }
    });
    message.on('error', () => resolve({ kind: 'aborted' }));
    message.on('close', () => resolve({ kind: 'aborted' }));
    message.on('end', () => resolve({ kind: 'request', request: toWireRequest(message, chunks) }));
  });
}

function toWireRequest(message: IncomingMessage, chunks: readonly Buffer[]): WireRequest {
  const target = message.url ?? '/';
  const queryAt = target.indexOf('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    method: message.method ?? 'GET',
    path: queryAt === -1 ? target : target.slice(0, queryAt),
    query: queryAt === -1 ? '' : target.slice(queryAt + 1),
    headers,
    body: chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks),
    sourceIp: message.socket.remoteAddress ?? '',
  };
}
