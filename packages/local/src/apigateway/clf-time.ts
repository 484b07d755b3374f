// Request times as access logs write them, in UTC.

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * @param epochMs - Unix epoch milliseconds.
 * @returns `dd/MMM/yyyy:HH:mm:ss +0000`.
 * @source spec/websocket-api.md 1.6
 */
export function clfTime(epochMs: number): string {
  const iso = new Date(epochMs).toISOString();
  const month = months[Number(iso.slice(5, 7)) - 1] ?? '';
  return `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
