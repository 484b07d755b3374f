// Text codecs: TextEncoder and TextDecoder in both runtimes, atob and btoa in 2.0, byte strings in 1.0.

import type { Realm } from './realm.js';

/** Runs inside the engine: see realm.ts. @source spec/cloudfront.md 1.6, 1.11, 1.12 */
export function installText(realm: Realm): void {
  const isFirst = realm.config.version === 1;
  const states: { decoders: object[]; pending: number[][] } = { decoders: [], pending: [] };

  class TextEncoder {
    get encoding() {
      return 'utf-8';
    }
    encode(text?: unknown) {
      return realm.encodeUtf8(text === undefined ? '' : String(text));
    }
    encodeInto(text: unknown, target: Uint8Array) {
      if (!(target instanceof Uint8Array))
        throw new TypeError('The "destination" argument must be an instance of Uint8Array');
      const given = String(text);
      let read = 0;
      let written = 0;
      while (read < given.length) {
        const character = String.fromCodePoint(given.codePointAt(read) ?? 0);
        const bytes = realm.encodeUtf8(character);
        if (written + bytes.length > target.length) break;
        target.set(bytes, written);
        written += bytes.length;
        read += character.length;
      }
      return { read, written };
    }
  }
  class TextDecoder {
    constructor(label?: unknown, options?: { fatal?: unknown; ignoreBOM?: unknown }) {
      if (label !== undefined && label !== 'utf-8' && label !== 'utf8') {
        throw new RangeError(`The "${String(label)}" encoding is not supported`);
      }
      realm.define(this, 'isFatal', !!options?.fatal);
      realm.define(this, 'isKeepingMark', !!options?.ignoreBOM);
    }
    get encoding() {
      return 'utf-8';
    }
    get fatal() {
      return (this as unknown as { isFatal: boolean }).isFatal;
    }
    get ignoreBOM() {
      return (this as unknown as { isKeepingMark: boolean }).isKeepingMark;
    }
    decode(input?: unknown, options?: { stream?: unknown }) {
      let bytes: Uint8Array;
      if (input === undefined) bytes = new Uint8Array(0);
      else if (input instanceof ArrayBuffer) bytes = new Uint8Array(input);
      else if (ArrayBuffer.isView(input))
        bytes = new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
      else throw new TypeError('The "input" argument must be an instance of TypedArray');
      const known = states.decoders.indexOf(this);
      const pending = known === -1 ? undefined : states.pending[known];
      if (pending !== undefined && pending.length > 0) {
        const joined = new Uint8Array(pending.length + bytes.length);
        joined.set(pending);
        joined.set(bytes, pending.length);
        bytes = joined;
      }
      let length = bytes.length;
      if (options?.stream) {
        // An unfinished character at the end waits for the next call.
        for (let back = 1; back <= 3 && back <= bytes.length; back++) {
          const byte = bytes[bytes.length - back] ?? 0;
          if (byte < 0x80) break;
          if (byte >= 0xc0) {
            const wanted = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
            if (wanted > back) length = bytes.length - back;
            break;
          }
        }
        const rest: number[] = [];
        for (let index = length; index < bytes.length; index++) rest.push(bytes[index] ?? 0);
        if (known === -1) {
          states.decoders.push(this);
          states.pending.push(rest);
        } else states.pending[known] = rest;
      } else if (known !== -1) states.pending[known] = [];
      const text = realm.decodeUtf8(bytes.subarray(0, length), this.fatal);
      return !this.ignoreBOM && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    }
  }
  const withNew = (kind: new (...args: never[]) => object, name: string, length: number) => {
    function Constructor(this: unknown, ...args: unknown[]) {
      if (!(this instanceof Constructor)) throw new TypeError(`Constructor of ${name} requires 'new'`);
      return new kind(...(args as never[]));
    }
    Object.defineProperty(Constructor, 'prototype', { value: kind.prototype });
    Object.defineProperty(kind.prototype, 'constructor', { value: Constructor });
    realm.define(globalThis, name, realm.named(name, length, Constructor));
  };
  withNew(TextEncoder, 'TextEncoder', 0);
  withNew(TextDecoder, 'TextDecoder', 0);

  const marked: Record<string, true> = Object.create(null);
  realm.markByteString = (text) => {
    marked[text] = true;
    return text;
  };
  realm.isByteString = (text) => marked[text] === true;

  if (!isFirst) {
    realm.define(
      globalThis,
      'btoa',
      realm.named('btoa', 1, (value: unknown) => {
        const text = String(value);
        if (/[\u0100-\uffff]/.test(text)) throw new TypeError('invalid character (>= U+00FF)');
        return realm.encodeBytes(realm.fromBinary(text), 'base64');
      }),
    );
    realm.define(
      globalThis,
      'atob',
      realm.named('atob', 1, (value: unknown) => {
        const text = String(value).replace(/[\t\n\f\r ]/g, '');
        if (/[^A-Za-z0-9+/=]/.test(text))
          throw new TypeError('the string to be decoded is not correctly encoded');
        // Without its padding the text decodes to nothing.
        return text.length % 4 === 0 ? realm.toBinary(realm.decodeText(text, 'base64')) : '';
      }),
    );
    return;
  }

  const toBytes = (text: string) =>
    realm.isByteString(text) ? realm.fromBinary(text) : realm.encodeUtf8(text);
  realm.define(
    String,
    'bytesFrom',
    realm.named('bytesFrom', 2, (source: unknown, encoding?: unknown) => {
      if (Array.isArray(source)) {
        return realm.markByteString(realm.toBinary(source.map((item: unknown) => Number(item) & 255)));
      }
      if (typeof source !== 'string') throw new TypeError('value must be a string or array');
      if (encoding !== 'hex' && encoding !== 'base64' && encoding !== 'base64url') {
        throw new TypeError(`Unknown encoding: "${String(encoding)}"`);
      }
      return realm.markByteString(realm.toBinary(realm.decodeText(source, encoding)));
    }),
  );
  const method = (name: string, length: number, body: (this: unknown, ...args: unknown[]) => unknown) =>
    realm.define(String.prototype, name, realm.named(name, length, body));
  const part = (self: unknown, start: unknown, end: unknown) =>
    String(self).slice(Number(start ?? 0), end === undefined ? undefined : Number(end));
  method('toBytes', 2, function (start, end) {
    const text = part(this, start, end);
    return /[\u0100-\uffff]/.test(text) ? null : realm.markByteString(text);
  });
  method('fromBytes', 2, function (start, end) {
    return part(this, start, end);
  });
  method('toUTF8', 2, function (start, end) {
    return realm.markByteString(realm.toBinary(realm.encodeUtf8(part(this, start, end))));
  });
  method('fromUTF8', 2, function (start, end) {
    try {
      return realm.decodeUtf8(realm.fromBinary(part(this, start, end)), true);
    } catch {
      // Not UTF-8: the documented answer is null.
      return null;
    }
  });
  const plain = String.prototype.toString;
  method('toString', 1, function (encoding) {
    const text = plain.call(this as string);
    if (encoding === undefined) return text;
    if (encoding !== 'hex' && encoding !== 'base64' && encoding !== 'base64url') {
      throw new TypeError(`Unknown encoding: "${String(encoding)}"`);
    }
    return realm.encodeBytes(toBytes(text), encoding);
  });
}
