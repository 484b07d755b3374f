// Bytes and text inside the realm: UTF-8, hex, base64, base64url.

import type { Realm } from './realm.js';

/** Runs inside the engine: see realm.ts. @source spec/cloudfront.md 1.12 */
export function installBytes(realm: Realm): void {
  const fromCharCode = String.fromCharCode;
  const natives = globalThis as unknown as { escape(text: string): string; unescape(text: string): string };
  const percentEncode = encodeURIComponent;
  const percentDecode = decodeURIComponent;
  const { escape: escapeText, unescape: unescapeText } = natives;
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const digits = '0123456789abcdef';
  const sextets: number[] = [];
  for (let code = 0; code < 128; code++) sextets.push(-1);
  for (let index = 0; index < 64; index++) sextets[alphabet.charCodeAt(index)] = index;
  sextets[45] = 62;
  sextets[95] = 63;

  realm.toBinary = (bytes) => {
    let text = '';
    // Small steps: the arguments of one call lie on the engine's small stack.
    for (let at = 0; at < bytes.length; at += 512) {
      const part: number[] = [];
      for (let index = at; index < bytes.length && index < at + 512; index++) part.push(bytes[index] ?? 0);
      text += fromCharCode.apply(String, part);
    }
    return text;
  };
  realm.fromBinary = (text) => {
    const bytes = new Uint8Array(text.length);
    for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
    return bytes;
  };
  realm.encodeUtf8 = (text) => {
    let percent: string;
    try {
      percent = percentEncode(text);
    } catch {
      // Half of a surrogate pair has no UTF-8: CloudFront's engine puts U+FFFD there.
      percent = percentEncode(
        text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, (pair) =>
          pair.length === 2 ? pair : '\ufffd',
        ),
      );
    }
    return realm.fromBinary(unescapeText(percent));
  };
  realm.decodeUtf8 = (bytes, isFatal) => {
    const binary = realm.toBinary(bytes);
    try {
      return percentDecode(escapeText(binary));
    } catch {
      if (isFatal) throw new TypeError('The encoded data was not valid');
    }
    let text = '';
    let at = 0;
    while (at < bytes.length) {
      const first = bytes[at] ?? 0;
      const length =
        first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
      let good = length === 0 ? 0 : 1;
      while (good > 0 && good < length && ((bytes[at + good] ?? 0) & 0xc0) === 0x80) good++;
      let decoded: string | undefined;
      if (length > 0 && good === length) {
        try {
          decoded = percentDecode(escapeText(binary.slice(at, at + length)));
        } catch {
          // Overlong forms and surrogates: each byte counts as broken.
          good = 1;
        }
      }
      text += decoded ?? '\ufffd';
      at += good === 0 ? 1 : good;
    }
    return text;
  };

  const toHex = (bytes: ArrayLike<number>) => {
    let text = '';
    for (let index = 0; index < bytes.length; index++) {
      const byte = bytes[index] ?? 0;
      text += (digits[byte >> 4] ?? '') + (digits[byte & 15] ?? '');
    }
    return text;
  };
  const fromHex = (text: string) => {
    const bytes: number[] = [];
    for (let index = 0; index + 1 < text.length; index += 2) {
      const pair = text.slice(index, index + 2);
      if (!/^[0-9a-fA-F]{2}$/.test(pair)) break;
      bytes.push(parseInt(pair, 16));
    }
    return new Uint8Array(bytes);
  };
  const toBase64 = (bytes: ArrayLike<number>) => {
    let text = '';
    for (let index = 0; index < bytes.length; index += 3) {
      const left = bytes.length - index;
      const group = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
      text += (alphabet[group >> 18] ?? '') + (alphabet[(group >> 12) & 63] ?? '');
      text += left > 1 ? (alphabet[(group >> 6) & 63] ?? '') : '=';
      text += left > 2 ? (alphabet[group & 63] ?? '') : '=';
    }
    return text;
  };
  // Each alphabet ends the text at the first character that is not its own.
  const fromBase64 = (text: string, isUrl: boolean) => {
    const bytes: number[] = [];
    let bits = 0;
    let value = 0;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (isUrl ? code === 43 || code === 47 : code === 45 || code === 95) break;
      const sextet = code < 128 ? (sextets[code] ?? -1) : -1;
      if (sextet < 0) break;
      value = ((value << 6) | sextet) & 0xffffff;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        bytes.push((value >> bits) & 255);
      }
    }
    return new Uint8Array(bytes);
  };

  realm.isEncoding = (encoding) =>
    encoding === 'utf8' ||
    encoding === 'utf-8' ||
    encoding === 'hex' ||
    encoding === 'base64' ||
    encoding === 'base64url';
  const checked = (encoding: unknown) => {
    if (encoding === undefined || encoding === null) return 'utf8';
    if (typeof encoding !== 'string') throw new TypeError('encoding must be a string');
    if (!realm.isEncoding(encoding)) throw new TypeError(`"${encoding}" encoding is not supported`);
    return encoding;
  };
  realm.decodeText = (text, encoding) => {
    switch (checked(encoding)) {
      case 'hex':
        return fromHex(text);
      case 'base64':
        return fromBase64(text, false);
      case 'base64url':
        return fromBase64(text, true);
      default:
        return realm.encodeUtf8(text);
    }
  };
  realm.encodeBytes = (bytes, encoding) => {
    switch (checked(encoding)) {
      case 'hex':
        return toHex(bytes);
      case 'base64':
        return toBase64(bytes);
      case 'base64url':
        return toBase64(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
      default:
        return realm.decodeUtf8(bytes, false);
    }
  };
}
