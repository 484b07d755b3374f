// Passes a stream on while keeping its bytes for the cache.

import { pipeline, type Readable, Transform } from 'node:stream';

/**
 * @param options.maxBytes - Beyond this the bytes are passed on and not kept.
 * @param options.expectedBytes - Announced length; a shorter stream is not kept.
 * @param options.onEnd - Called once: with all bytes, or `undefined` when they are not to be kept.
 */
export function collectStream(
  source: Readable,
  options: {
    readonly maxBytes: number;
    readonly expectedBytes: number | undefined;
    readonly onEnd: (bytes: Buffer | undefined) => void;
  },
): Readable {
  let chunks: Buffer[] = [];
  let size = 0;
  let isDone = false;
  const finish = (bytes: Buffer | undefined) => {
    if (isDone) return;
    isDone = true;
    chunks = [];
    options.onEnd(bytes);
  };
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size <= options.maxBytes) chunks.push(chunk);
      else chunks = [];
      done(null, chunk);
    },
    flush(done) {
      const isWhole = options.expectedBytes === undefined || options.expectedBytes === size;
      finish(isWhole && size <= options.maxBytes ? Buffer.concat(chunks) : undefined);
      done();
    },
  });
  pipeline(source, tap, (error) => {
    // Broken off by the origin or left by the viewer: what there is of it is not an object.
    if (error) finish(undefined);
  });
  return tap;
}
