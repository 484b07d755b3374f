// Fn::Cidr: cuts an address block into smaller ones.

/**
 * @param block - IPv4 or IPv6 block, e.g. `10.0.0.0/16`.
 * @param count - Number of blocks, 1 to 256.
 * @param bits - Host bits of each block.
 * @returns The blocks, or why there are none.
 * @source AWS CloudFormation reference, "Fn::Cidr"
 */
export function cidrBlocks(block: string, count: number, bits: number): string[] | string {
  const [address = '', prefixText = ''] = block.split('/');
  const isV6 = address.includes(':');
  const width = isV6 ? 128 : 32;
  const start = isV6 ? parseV6(address) : parseV4(address);
  const prefix = Number(prefixText);
  if (start === undefined || !/^\d+$/.test(prefixText) || prefix > width)
    return `cannot read the block "${block}"`;
  if (!Number.isInteger(count) || count < 1 || count > 256)
    return `cannot make ${count} blocks: give 1 to 256`;
  if (!Number.isInteger(bits) || bits < 1 || bits > width - prefix) {
    return `cannot cut blocks of ${bits} bits out of a /${prefix}`;
  }
  const size = 1n << BigInt(bits);
  const room = 1n << BigInt(width - prefix);
  if (size * BigInt(count) > room) return `cannot cut ${count} blocks of ${bits} bits out of a /${prefix}`;
  const base = (start >> BigInt(width - prefix)) << BigInt(width - prefix);
  return Array.from({ length: count }, (_, index) => {
    const at = base + size * BigInt(index);
    return `${isV6 ? formatV6(at) : formatV4(at)}/${width - bits}`;
  });
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255))
    return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function parseV6(text: string): bigint | undefined {
  const [head = '', tail] = text.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...right];
  if (groups.length !== 8 || groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

function formatV4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
}

function formatV6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - index * 16)) & 65_535n).toString(16),
  );
  return groups.join(':').replace(/(^|:)0(:0)+(:|$)/, '::');
}
