// SDK streams arrive chunked a second time inside the HTTP body, with checksums; this undoes it.

/** The content and the trailing headers (lower-case names), or `malformed`. */
export type DecodedChunks =
  | {
      readonly kind: 'content';
      readonly content: Buffer;
      readonly trailers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'malformed' };

/**
 * Decodes `content-encoding: aws-chunked`.
 *
 * Each chunk is `hex-size[;chunk-signature=…] CRLF data CRLF`; after the chunk of size 0 come trailers.
 *
 * @source spec/sdk-wire.md 3.7
 */
export function decodeAwsChunked(body: Buffer): DecodedChunks {
  const pieces: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', at);
    if (lineEnd === -1) return { kind: 'malformed' };
    const size = /^([0-9a-fA-F]{1,12})(?:;.*)?$/.exec(body.toString('latin1', at, lineEnd))?.[1];
    if (size === undefined) return { kind: 'malformed' };
    const length = Number.parseInt(size, 16);
    const start = lineEnd + 2;
    if (length === 0) {
      return { kind: 'content', content: Buffer.concat(pieces), trailers: parseTrailers(body, start) };
    }
    if (start + length + 2 > body.length) return { kind: 'malformed' };
    pieces.push(body.subarray(start, start + length));
    at = start + length + 2;
  }
}

function parseTrailers(body: Buffer, start: number): Record<string, string> {
  const trailers: Record<string, string> = {};
  for (const line of body.toString('latin1', start).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) trailers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return trailers;
}
