// The Range header against an object of known size.

/** Bytes `start` to `end`, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What a Range header asks of an object; `whole` also for a header that is to be ignored. */
export type RangeVerdict =
  | { readonly kind: 'whole' }
  | { readonly kind: 'unsatisfiable' }
  | { readonly kind: 'ranges'; readonly ranges: readonly [ByteRange, ...ByteRange[]] };

/**
 * Resolves a Range header.
 *
 * @param header - The header's text, e.g. `bytes=0-99,-5`.
 * @param sizeBytes - Size of the whole object.
 * @returns `whole` without a header, with another unit than bytes, and for a malformed header.
 * @source RFC 9110 14.1.2
 */
export function resolveRange(header: string | undefined, sizeBytes: number): RangeVerdict {
  const specs = /^bytes\s*=\s*(.+)$/i.exec(header?.trim() ?? '')?.[1]?.split(',');
  if (specs === undefined) return { kind: 'whole' };
  const ranges: ByteRange[] = [];
  for (const spec of specs) {
    // first-byte "-" [last-byte], or "-" suffix-length
    const [matched, first = '', last = ''] = /^\s*(\d*)\s*-\s*(\d*)\s*$/.exec(spec) ?? [];
    if (matched === undefined || (first === '' && last === '')) return { kind: 'whole' };
    const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
    const end = first === '' || last === '' ? sizeBytes - 1 : Number(last);
    if (first !== '' && last !== '' && start > end) return { kind: 'whole' };
    if (first === '' && Number(last) === 0) continue;
    if (start < sizeBytes) ranges.push({ start, end: Math.min(end, sizeBytes - 1) });
  }
  const [head, ...rest] = ranges;
  return head === undefined ? { kind: 'unsatisfiable' } : { kind: 'ranges', ranges: [head, ...rest] };
}
