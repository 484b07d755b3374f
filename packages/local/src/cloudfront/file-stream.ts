// A part of a file as a stream.

import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Body } from '../http-semantics/body.js';

/** Opens the file when the stream is read first. An empty part is an empty stream. */
export function fileStream(body: Extract<Body, { kind: 'file' }>): Readable {
  if (body.length === 0) return Readable.from([]);
  return createReadStream(body.path, { start: body.start, end: body.start + body.length - 1 });
}
