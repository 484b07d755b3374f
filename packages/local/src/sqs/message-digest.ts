// The MD5 sums that SDK clients verify (spec/sdk-wire.md 3.2).

import { createHash } from 'node:crypto';
import type { MessageAttribute } from './model.js';

/** MD5 of the body, hex. */
export function md5OfBody(body: string): string {
  return createHash('md5').update(body).digest('hex');
}

/** MD5 over the attributes sorted by name, in SQS's length-prefixed form; `undefined` without attributes. */
export function md5OfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const part = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const attribute = attributes[name];
    if (attribute === undefined) continue;
    part(Buffer.from(name));
    part(Buffer.from(attribute.DataType));
    if (attribute.BinaryValue === undefined) {
      hash.update(Buffer.from([1]));
      part(Buffer.from(attribute.StringValue ?? ''));
    } else {
      hash.update(Buffer.from([2]));
      part(Buffer.from(attribute.BinaryValue, 'base64'));
    }
  }
  return hash.digest('hex');
}
