// `cf.cwt`: CBOR Web Tokens with an HS256 MAC (COSE_Mac0).

import type { Realm } from './realm.js';

/** Runs inside the engine: see realm.ts. @source spec/cloudfront.md 1.15; RFC 8392, RFC 9052, RFC 8949 */
export function installCwt(realm: Realm): void {
  type Cbor = { at: number; readonly bytes: Uint8Array };
  class Tagged {
    readonly tag: number;
    readonly value: unknown;
    constructor(tag: number, value: unknown) {
      this.tag = tag;
      this.value = value;
    }
  }
  const maxTokenBytes = 1024;
  const hs256 = 5;
  const tagOfCwt = 61;
  const tagOfMac0 = 17;

  const take = (input: Cbor) => {
    const byte = input.bytes[input.at];
    if (byte === undefined) throw new Error('CWT: the token ends too early');
    input.at++;
    return byte;
  };
  const lengthOf = (input: Cbor, info: number) => {
    if (info < 24) return info;
    const width = info === 24 ? 1 : info === 25 ? 2 : info === 26 ? 4 : info === 27 ? 8 : 0;
    if (width === 0) throw new Error('CWT: indefinite lengths are not supported');
    let value = 0;
    for (let index = 0; index < width; index++) value = value * 256 + take(input);
    return value;
  };
  const half = (bits: number) => {
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    const sign = bits & 0x8000 ? -1 : 1;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
    return sign * (1024 + fraction) * 2 ** (exponent - 25);
  };
  const decode = (input: Cbor, depth: number): unknown => {
    if (depth > 16) throw new Error('CWT: the token is nested too deep');
    const first = take(input);
    const kind = first >> 5;
    const info = first & 31;
    if (kind === 7) {
      if (info === 20 || info === 21) return info === 21;
      if (info === 22) return null;
      if (info === 23) return undefined;
      const width = info === 25 ? 2 : info === 26 ? 4 : info === 27 ? 8 : 0;
      if (width === 0) throw new Error('CWT: unknown simple value');
      const view = new DataView(new ArrayBuffer(8));
      for (let index = 0; index < width; index++) view.setUint8(index, take(input));
      return width === 2 ? half(view.getUint16(0)) : width === 4 ? view.getFloat32(0) : view.getFloat64(0);
    }
    const length = lengthOf(input, info);
    if (kind === 0) return length;
    if (kind === 1) return -1 - length;
    if (kind === 2 || kind === 3) {
      if (input.at + length > input.bytes.length) throw new Error('CWT: the token ends too early');
      const part = input.bytes.slice(input.at, input.at + length);
      input.at += length;
      return kind === 2 ? part : realm.decodeUtf8(part, true);
    }
    if (kind === 4) {
      const list: unknown[] = [];
      for (let index = 0; index < length; index++) list.push(decode(input, depth + 1));
      return list;
    }
    if (kind === 5) {
      const map: Record<string, unknown> = {};
      for (let index = 0; index < length; index++) {
        const key = decode(input, depth + 1);
        realm.define(map, String(key), undefined);
        Object.defineProperty(map, String(key), { value: decode(input, depth + 1), enumerable: true });
      }
      return map;
    }
    return new Tagged(length, decode(input, depth + 1));
  };
  const head = (out: number[], kind: number, value: number) => {
    const type = kind << 5;
    if (value < 24) out.push(type | value);
    else if (value < 256) out.push(type | 24, value);
    else if (value < 65536) out.push(type | 25, value >> 8, value & 255);
    else {
      const isLong = value >= 4294967296;
      out.push(type | (isLong ? 27 : 26));
      for (let shift = isLong ? 7 : 3; shift >= 0; shift--)
        out.push(Math.floor(value / 2 ** (8 * shift)) % 256);
    }
  };
  const append = (out: number[], bytes: ArrayLike<number>) => {
    for (let index = 0; index < bytes.length; index++) out.push(bytes[index] ?? 0);
  };
  const encode = (out: number[], value: unknown): void => {
    if (typeof value === 'number' && Number.isInteger(value)) {
      if (value >= 0) head(out, 0, value);
      else head(out, 1, -1 - value);
    } else if (typeof value === 'number') {
      const view = new DataView(new ArrayBuffer(8));
      view.setFloat64(0, value);
      out.push(251);
      append(out, new Uint8Array(view.buffer));
    } else if (typeof value === 'string') {
      const bytes = realm.encodeUtf8(value);
      head(out, 3, bytes.length);
      append(out, bytes);
    } else if (typeof value === 'boolean') out.push(value ? 245 : 244);
    else if (value === null) out.push(246);
    else if (value === undefined) out.push(247);
    else if (value instanceof Uint8Array) {
      head(out, 2, value.length);
      append(out, value);
    } else if (Array.isArray(value)) {
      head(out, 4, value.length);
      value.forEach((item) => {
        encode(out, item);
      });
    } else if (typeof value === 'object') {
      const keys = Object.keys(value);
      head(out, 5, keys.length);
      keys.forEach((key) => {
        // Claims are keyed by number.
        encode(out, /^-?(0|[1-9][0-9]*)$/.test(key) ? Number(key) : key);
        encode(out, (value as Record<string, unknown>)[key]);
      });
    } else throw new TypeError('CWT: a claim has a type that CBOR does not have');
  };
  const bytesOf = (value: unknown, name: string) => {
    if (typeof value === 'string') return realm.encodeUtf8(value);
    if (value instanceof Uint8Array) return value;
    throw new TypeError(`${name} must be a string or a Buffer`);
  };
  const macOf = (protectedBytes: Uint8Array, payload: Uint8Array, key: Uint8Array) => {
    const out: number[] = [];
    encode(out, ['MAC0', protectedBytes, new Uint8Array(0), payload]);
    return realm.fromBinary(realm.host.hash('sha256', realm.toBinary(key), realm.toBinary(out)));
  };
  const isSame = (a: Uint8Array, b: Uint8Array) => {
    let difference = a.length ^ b.length;
    for (let index = 0; index < a.length; index++) difference |= (a[index] ?? 0) ^ (b[index] ?? 0);
    return difference === 0;
  };

  const validateToken = (token: unknown, context: { key?: unknown } | undefined) => {
    if (!(token instanceof Uint8Array)) throw new TypeError('token must be a Buffer');
    if (token.length > maxTokenBytes) throw new Error('CWT: the token has more than 1024 bytes');
    const key = bytesOf(context?.key, 'key');
    const input: Cbor = { at: 0, bytes: new Uint8Array(token) };
    let value = decode(input, 0);
    if (input.at !== input.bytes.length) throw new Error('CWT: bytes follow the token');
    if (value instanceof Tagged && value.tag === tagOfCwt) value = value.value;
    if (!(value instanceof Tagged) || value.tag !== tagOfMac0) throw new Error('CWT: COSE tag 17 is missing');
    const parts = value.value;
    if (!Array.isArray(parts) || parts.length !== 4) throw new Error('CWT: COSE_Mac0 has four parts');
    const [protectedBytes, unprotectedHeaders, payload, tag] = parts as unknown[];
    if (
      !(protectedBytes instanceof Uint8Array && payload instanceof Uint8Array && tag instanceof Uint8Array)
    ) {
      throw new Error('CWT: COSE_Mac0 has a part of the wrong type');
    }
    const protectedHeaders =
      protectedBytes.length === 0
        ? {}
        : (decode({ at: 0, bytes: protectedBytes }, 0) as Record<string, unknown>);
    const algorithm = protectedHeaders['1'] ?? (unprotectedHeaders as Record<string, unknown>)['1'];
    if (algorithm !== hs256) throw new Error('CWT: the algorithm is not HS256');
    if (!isSame(tag, macOf(protectedBytes, payload, key))) throw new Error('CWT: the MAC does not match');
    return { protectedHeaders, unprotectedHeaders, payload: decode({ at: 0, bytes: payload }, 0) };
  };
  type Payload = { protectedHeaders?: unknown; unprotectedHeaders?: unknown; payload?: unknown };
  type Context = { cwtTag?: unknown; coseTag?: unknown; key?: unknown };
  const generateToken = (first: Payload & Context, second: Payload & Context) => {
    // The signature in the documentation has the arguments the other way round: the one with the key is the context.
    const isSwapped = first?.key !== undefined && second?.key === undefined;
    const content = isSwapped ? second : first;
    const context = isSwapped ? first : second;
    if (context?.coseTag !== 'MAC0') throw new Error('CWT: coseTag must be MAC0');
    const key = bytesOf(context.key, 'key');
    const protectedHeaders: number[] = [];
    encode(protectedHeaders, content.protectedHeaders ?? { 1: hs256 });
    const payload: number[] = [];
    encode(payload, content.payload);
    const protectedBytes = new Uint8Array(protectedHeaders);
    const payloadBytes = new Uint8Array(payload);
    const out: number[] = [];
    if (context.cwtTag) head(out, 6, tagOfCwt);
    head(out, 6, tagOfMac0);
    encode(out, [
      protectedBytes,
      content.unprotectedHeaders ?? {},
      payloadBytes,
      macOf(protectedBytes, payloadBytes, key),
    ]);
    return realm.toBuffer(new Uint8Array(out));
  };
  const module = realm.modules.cloudfront as Record<string, unknown>;
  module.cwt = { validateToken, generateToken };
}
