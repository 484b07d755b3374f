// Who may enter, by address.

import { uncached } from '../http/uncached.js';
import type { Middleware } from '../pipeline.js';

/** Options of `ipAllow`. */
export interface IpAllowOptions {
  /** Addresses and networks: `192.0.2.7`, `198.51.100.0/24`, `2001:db8::/32`. */
  readonly allow: readonly string[];
}

/**
 * Answers 403 to addresses that are not listed.
 *
 * The address is that of the TCP peer: no header can forge it, and behind a proxy it is the proxy's. The IPv6 forms of
 * IPv4 addresses (`::ffff:192.0.2.7`) count as IPv4.
 *
 * @throws {Error} When the function starts, if an entry is no address or network: then nobody enters.
 * @source spec/cloudfront.md 2.1; runtimes 1.0 and 2.0
 */
export function ipAllow({ allow }: IpAllowOptions): Middleware {
  const prefixes = allow.map(prefixOf);
  return {
    name: 'ipAllow',
    request: ({ request, viewer }) => {
      const bits = bitsOf(viewer.ip);
      return prefixes.some((prefix) => bits.startsWith(prefix)) ? request : uncached(403, 'Forbidden');
    },
  };
}

// The bits that all addresses of a network begin with. A length that is no number must not become 0, which fits all.
function prefixOf(network: string): string {
  const [address, length] = network.split('/') as [string, string | undefined];
  const bits = bitsOf(address);
  const most = address.includes(':') ? 128 : 32;
  const count = length === undefined ? most : /^\d+$/.test(length) ? Number(length) : 129;
  if (!/^[01]{128}$/.test(bits) || count > most) {
    throw new Error(`"${network}" is neither an address nor a network`);
  }
  return bits.slice(0, 128 - most + count);
}

// Text of 128 times 0 or 1 for an address; something else for other text. IPv4 addresses stand at ::ffff:0:0/96.
function bitsOf(address: string): string {
  const whole = address.includes(':') ? address : `::ffff:${address}`;
  const text = whole.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a: string, b: string, c: string, d: string) =>
    [pair(a, b), pair(c, d)].join(':'),
  );
  const gap = text.indexOf('::');
  const head = groupsOf(gap < 0 ? text : text.slice(0, gap));
  const tail = gap < 0 ? [] : groupsOf(text.slice(gap + 2));
  if (gap >= 0) while (head.length + tail.length < 8) head.push('0');
  return head
    .concat(tail)
    .map((group) => Number(`0x${group}`).toString(2).padStart(16, '0'))
    .join('');
}

function groupsOf(part: string): string[] {
  return part ? part.split(':') : [];
}

// Two bytes as a group; a byte above 255 makes it too long.
function pair(high: string, low: string): string {
  return Number(low) > 255 ? 'x' : (Number(high) * 256 + Number(low)).toString(16);
}
