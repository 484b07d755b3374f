// The `crypto` module: hashes are computed by the host, texts and types are CloudFront's.

import type { Realm } from './realm.js';

/** Runs inside the engine: see realm.ts. @source spec/cloudfront.md 1.9 */
export function installCrypto(realm: Realm): void {
  const isFirst = realm.config.version === 1;
  // Runtime 1.0 and 2.0 agree on the text and differ in the class.
  const failure = (text: string) => (isFirst ? new TypeError(text) : new Error(text));
  const kindOf = (value: unknown) => {
    if (value === null) return 'null';
    if (Array.isArray(value)) return 'array';
    return value instanceof ArrayBuffer ? 'array buffer' : typeof value;
  };
  const bytesOf = (value: unknown, encoding: unknown, place: 'data' | 'key'): string => {
    if (typeof value === 'string') {
      if (isFirst) return realm.isByteString(value) ? value : realm.toBinary(realm.encodeUtf8(value));
      return realm.toBinary(realm.decodeText(value, encoding));
    }
    if (isFirst) throw new TypeError(`${place} must be a string`);
    if (!ArrayBuffer.isView(value)) {
      throw new TypeError(`${place} argument "${kindOf(value)}" is not a string or Buffer-like object`);
    }
    return realm.toBinary(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  };
  const checked = (algorithm: unknown) => {
    if (typeof algorithm !== 'string') throw new TypeError('algorithm must be a string');
    if (algorithm !== 'md5' && algorithm !== 'sha1' && algorithm !== 'sha256') {
      throw failure(`not supported algorithm: "${algorithm}"`);
    }
    return algorithm;
  };
  const encoded = (bytes: Uint8Array, encoding: unknown) => {
    if (encoding === undefined) {
      return isFirst ? realm.markByteString(realm.toBinary(bytes)) : realm.toBuffer(bytes);
    }
    if (typeof encoding !== 'string') throw new TypeError('encoding must be a string');
    if (encoding !== 'hex' && encoding !== 'base64' && encoding !== 'base64url') {
      throw failure(`Unknown digest encoding: "${encoding}"`);
    }
    return realm.encodeBytes(bytes, encoding);
  };
  const create = (prototype: object, algorithm: string, key: string | undefined) => {
    const state = { data: '', isDone: false };
    const methods = {
      update: (self: object, data: unknown, encoding: unknown) => {
        if (state.isDone) throw new Error('Digest already called');
        state.data += bytesOf(data, encoding, 'data');
        return self;
      },
      digest: (encoding: unknown) => {
        if (state.isDone) throw new Error('Digest already called');
        const result = encoded(realm.fromBinary(realm.host.hash(algorithm, key, state.data)), encoding);
        state.isDone = true;
        return result;
      },
    };
    const made = Object.create(prototype);
    realm.define(made, '__methods', methods);
    return made;
  };
  type Made = {
    __methods: {
      update(self: object, data: unknown, encoding: unknown): object;
      digest(encoding: unknown): unknown;
    };
  };
  const prototypeOf = (tag: string) => {
    const prototype = {};
    realm.define(
      prototype,
      'update',
      realm.named('update', 1, function (this: Made, data: unknown, encoding: unknown) {
        return this.__methods.update(this, data, encoding);
      }),
    );
    realm.define(
      prototype,
      'digest',
      realm.named('digest', 1, function (this: Made, encoding: unknown) {
        return this.__methods.digest(encoding);
      }),
    );
    Object.defineProperty(prototype, Symbol.toStringTag, { value: tag });
    return prototype;
  };
  const hash = prototypeOf('Hash');
  const hmac = prototypeOf('Hmac');
  const module = {};
  Object.defineProperty(module, Symbol.toStringTag, { value: 'crypto' });
  Object.assign(module, {
    createHash: realm.named('createHash', 1, (algorithm: unknown) =>
      create(hash, checked(algorithm), undefined),
    ),
    createHmac: realm.named('createHmac', 2, (algorithm: unknown, key: unknown) =>
      create(hmac, checked(algorithm), bytesOf(key, undefined, 'key')),
    ),
  });
  realm.modules.crypto = module;
}
