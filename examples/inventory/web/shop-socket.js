// A WebSocket that stays: it comes back with growing delays, says something before ten idle minutes are over, and
// renews itself before the shop stops pushing to connections older than twenty minutes.

import { reconnectDelay } from './backoff.js';

const KEEP_ALIVE_MS = 4 * 60_000;
const RENEW_AFTER_MS = 18 * 60_000;
const RENEWAL_RETRY_MS = 30_000;

/**
 * Opens the shop's socket on the host that the page came from.
 *
 * @param {{
 *   onState(state: 'connecting' | 'open' | 'waiting', detail: string): void,
 *   onMessage(message: unknown): void,
 *   onOpen(): void,
 * }} listener
 * @returns {{ send(message: unknown): boolean }} `send` returns false while there is no connection.
 */
export function openShopSocket(listener) {
  const url = new URL('/socket', location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  /** @type {WebSocket | undefined} */
  let current;
  let failures = 0;

  const isOpen = () => current?.readyState === WebSocket.OPEN;

  // A renewal opens the new socket while the old one still listens, then lets the old one go.
  const connect = (/** @type {WebSocket | undefined} */ replaced) => {
    if (replaced === undefined) listener.onState('connecting', '');
    const socket = new WebSocket(url);
    const timers = [];
    socket.onopen = () => {
      current = socket;
      failures = 0;
      listener.onState('open', '');
      listener.onOpen();
      timers.push(setInterval(() => socket.send('{"action":"stock"}'), KEEP_ALIVE_MS));
      timers.push(setTimeout(() => connect(socket), RENEW_AFTER_MS));
      replaced?.close(1000);
    };
    socket.onmessage = ({ data }) => {
      // A two-way route without a body answers with an empty frame.
      if (data !== '') listener.onMessage(JSON.parse(data));
    };
    socket.onclose = ({ code }) => {
      timers.forEach(clearTimeout);
      if (current !== socket && isOpen()) {
        // The replaced one after a renewal, or a renewal that failed while the old one still listens.
        if (replaced === current) setTimeout(() => connect(replaced), RENEWAL_RETRY_MS);
        return;
      }
      if (current === socket) current = undefined;
      failures += 1;
      const delay = reconnectDelay(failures, Math.random());
      listener.onState('waiting', `closed with ${code}, again in ${(delay / 1_000).toFixed(1)} s`);
      setTimeout(() => connect(undefined), delay);
    };
  };
  connect(undefined);

  return {
    send(message) {
      if (!isOpen()) return false;
      current?.send(JSON.stringify(message));
      return true;
    },
  };
}
