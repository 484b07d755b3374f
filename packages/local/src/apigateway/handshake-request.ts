// Reads an upgrade request: whether it is a WebSocket handshake at all, and the parts that events show.

import type { HeaderList } from './model.js';

/** What is wrong with an upgrade request. */
export interface HandshakeFault {
  readonly status: 400 | 405 | 426;
  readonly message: string;
}

/**
 * Checks an upgrade request before anything is invoked for it.
 *
 * @param headers - By lower-case name, as Node gives them.
 * @returns The fault, or `undefined` for a proper handshake.
 * @source RFC 6455 4.2.1, 4.4; spec/websocket-api.md 1.2
 */
export function findHandshakeFault(
  method: string,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): HandshakeFault | undefined {
  if (method !== 'GET') return { status: 405, message: 'Method Not Allowed' };
  if (textOf(headers.upgrade).toLowerCase() !== 'websocket') return { status: 400, message: 'Bad Request' };
  // The key is 16 bytes in base64.
  if (!/^[+/0-9A-Za-z]{22}==$/.test(textOf(headers['sec-websocket-key'])))
    return { status: 400, message: 'Bad Request' };
  if (textOf(headers['sec-websocket-version']) !== '13') return { status: 426, message: 'Upgrade Required' };
  return undefined;
}

/** Header names and values in order, from Node's flat list. */
export function headerListOf(rawHeaders: readonly string[]): HeaderList {
  const list: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    list.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return list;
}

/** Path and query of a request target, both as sent. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const at = target.indexOf('?');
  return at === -1 ? { path: target, query: '' } : { path: target.slice(0, at), query: target.slice(at + 1) };
}

/**
 * The subprotocol that `$connect` chose, to be copied to the 101.
 *
 * @returns `undefined` when there is none or when its text cannot be a header value.
 * @source spec/websocket-api.md 1.4
 */
export function chosenSubprotocol(headers: Readonly<Record<string, string>>): string | undefined {
  const value = Object.entries(headers).find(
    ([name]) => name.toLowerCase() === 'sec-websocket-protocol',
  )?.[1];
  return value !== undefined && /^[\x21-\x7e][\x20-\x7e]*$/.test(value) ? value : undefined;
}

function textOf(value: string | readonly string[] | undefined): string {
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}
