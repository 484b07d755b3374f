// Ranges and conditionals of viewers against an object that the edge holds.

import { type Body, bodyLength, emptyBody } from '../http-semantics/body.js';
import { allowsRange, isNotModified } from '../http-semantics/conditional.js';
import { type HeaderMap, headerText } from '../http-semantics/headers.js';
import { parseHttpDate } from '../http-semantics/http-date.js';
import { type ByteRange, resolveRange } from '../http-semantics/range.js';

/** What the viewer gets of a stored 200. */
export interface EdgeSelection {
  readonly status: number;
  readonly headers: HeaderMap;
  readonly body: Body;
}

/** Headers of the representation, which a 304 leaves out. */
const representationHeaders: readonly string[] = ['content-type', 'content-length', 'content-encoding'];

/**
 * Evaluates `If-None-Match`, `If-Modified-Since`, `If-Range` and `Range`.
 *
 * @param object - A complete response; anything but a 200 to GET or HEAD passes unchanged.
 * @param options.boundary - Separates the parts of a response with several ranges.
 * @source spec/cloudfront.md 7.15
 */
export function selectFromObject(
  object: EdgeSelection,
  options: { readonly method: string; readonly headers: HeaderMap; readonly boundary: string },
): EdgeSelection {
  const { method, headers: asked } = options;
  if (object.status !== 200 || (method !== 'GET' && method !== 'HEAD')) return object;
  const validators = {
    etag: headerText(object.headers, 'etag'),
    lastModifiedMs: parseHttpDate(headerText(object.headers, 'last-modified')),
  };
  if (isNotModified(asked, validators)) {
    const kept = [...object.headers].filter(([name]) => !representationHeaders.includes(name));
    return { status: 304, headers: new Map(kept), body: emptyBody };
  }
  const sizeBytes = bodyLength(object.body);
  const range = headerText(asked, 'range');
  if (range === undefined || sizeBytes === undefined || !allowsRange(asked, validators)) return object;
  // A stream can be read once and from its start only.
  if (object.body.kind === 'stream' || object.body.kind === 'parts') return object;
  const verdict = resolveRange(range, sizeBytes);
  if (verdict.kind === 'unsatisfiable') {
    const headers = new Map(object.headers);
    headers.set('content-range', [`bytes */${sizeBytes}`]);
    headers.set('content-length', ['0']);
    return { status: 416, headers, body: emptyBody };
  }
  if (verdict.kind === 'whole' || !isAscending(verdict.ranges)) return object;
  const [first, ...others] = verdict.ranges;
  return others.length === 0
    ? singleRange(object, first, sizeBytes)
    : severalRanges(object, verdict.ranges, { sizeBytes, boundary: options.boundary });
}

function isAscending(ranges: readonly ByteRange[]): boolean {
  return ranges.every((range, index) => {
    const before = ranges[index - 1];
    return before === undefined || range.start > before.end;
  });
}

function singleRange(object: EdgeSelection, range: ByteRange, sizeBytes: number): EdgeSelection {
  const headers = new Map(object.headers);
  headers.set('content-range', [contentRange(range, sizeBytes)]);
  headers.set('content-length', [String(range.end - range.start + 1)]);
  return { status: 206, headers, body: sliceBody(object.body, range) };
}

function severalRanges(
  object: EdgeSelection,
  ranges: readonly ByteRange[],
  { sizeBytes, boundary }: { readonly sizeBytes: number; readonly boundary: string },
): EdgeSelection {
  const type = headerText(object.headers, 'content-type') ?? 'binary/octet-stream';
  const text = (value: string): Body => ({ kind: 'bytes', bytes: Buffer.from(value) });
  const parts = ranges.flatMap((range, index) => [
    text(
      `${index === 0 ? '' : '\r\n'}--${boundary}\r\nContent-Type: ${type}\r\nContent-Range: ${contentRange(range, sizeBytes)}\r\n\r\n`,
    ),
    sliceBody(object.body, range),
  ]);
  const body: Body = { kind: 'parts', parts: [...parts, text(`\r\n--${boundary}--\r\n`)] };
  const headers = new Map(object.headers);
  headers.set('content-type', [`multipart/byteranges; boundary=${boundary}`]);
  headers.set('content-length', [String(bodyLength(body))]);
  return { status: 206, headers, body };
}

function contentRange({ start, end }: ByteRange, sizeBytes: number): string {
  return `bytes ${start}-${end}/${sizeBytes}`;
}

function sliceBody(body: Body, { start, end }: ByteRange): Body {
  if (body.kind === 'bytes') return { kind: 'bytes', bytes: body.bytes.subarray(start, end + 1) };
  if (body.kind === 'file') return { ...body, start: body.start + start, length: end - start + 1 };
  return body;
}
