// A message body by where its bytes are, so that big files are streamed and small ones never copied.

import type { Readable } from 'node:stream';

/** A body of known or unknown length. */
export type Body =
  | { readonly kind: 'empty' }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'file'; readonly path: string; readonly start: number; readonly length: number }
  /** `length` is undefined when the sender did not announce it. */
  | { readonly kind: 'stream'; readonly stream: Readable; readonly length: number | undefined }
  | { readonly kind: 'parts'; readonly parts: readonly Body[] };

export const emptyBody: Body = { kind: 'empty' };

/** A body of text, UTF-8. */
export function textBody(text: string): Body {
  return { kind: 'bytes', bytes: Buffer.from(text) };
}

/** @returns Bytes of the body, or `undefined` when only its end will tell. */
export function bodyLength(body: Body): number | undefined {
  switch (body.kind) {
    case 'empty':
      return 0;
    case 'bytes':
      return body.bytes.length;
    case 'file':
    case 'stream':
      return body.length;
    case 'parts': {
      let total = 0;
      for (const part of body.parts) {
        const length = bodyLength(part);
        if (length === undefined) return undefined;
        total += length;
      }
      return total;
    }
  }
}
