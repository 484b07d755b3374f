// Compresses bodies: bytes at once, streams as they come.

import { promisify } from 'node:util';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';
import { type Body, bodyLength } from '../http-semantics/body.js';
import type { CompressionFormat } from './compression.js';
import { fileStream } from './file-stream.js';

const gzipBytes = promisify(gzip);
const brotliBytes = promisify(brotliCompress);

/** Speed over the last per cent of size: a local viewer waits for the compressor, not for the network. */
const brotliParameters = { [constants.BROTLI_PARAM_QUALITY]: 4 };

/** @returns The compressed body; bytes stay bytes, everything else becomes a stream of unknown length. */
export async function compressBody(body: Body, format: CompressionFormat): Promise<Body> {
  switch (body.kind) {
    case 'bytes': {
      const bytes =
        format === 'br'
          ? await brotliBytes(body.bytes, { params: brotliParameters })
          : await gzipBytes(body.bytes);
      return { kind: 'bytes', bytes };
    }
    case 'file':
    case 'stream': {
      const source = body.kind === 'file' ? fileStream(body) : body.stream;
      const compressor = format === 'br' ? createBrotliCompress({ params: brotliParameters }) : createGzip();
      source.on('error', (error) => compressor.destroy(error));
      return { kind: 'stream', stream: source.pipe(compressor), length: undefined };
    }
    case 'empty':
    case 'parts':
      return body;
  }
}

/** Whether there is anything to compress. */
export function isCompressible(body: Body): boolean {
  return body.kind !== 'parts' && bodyLength(body) !== 0;
}
