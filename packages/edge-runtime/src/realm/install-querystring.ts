// The `querystring` module, with the defects that runtime 1.0 has.

import type { Realm } from './realm.js';

/** Runs inside the engine: see realm.ts. @source spec/cloudfront.md 1.10 */
export function installQuerystring(realm: Realm): void {
  const isFirst = realm.config.version === 1;
  type Options = Readonly<Record<string, unknown>> | null | undefined;

  const unescapeText = (text: unknown) => {
    const given = String(text).split('+').join(' ');
    if (given.indexOf('%') === -1) return given;
    let binary = '';
    for (let index = 0; index < given.length; index++) {
      const pair = given[index] === '%' ? given.slice(index + 1, index + 3) : '';
      if (/^[0-9a-fA-F]{2}$/.test(pair)) {
        binary += String.fromCharCode(parseInt(pair, 16));
        index += 2;
      } else {
        const code = given.codePointAt(index) ?? 0;
        if (code > 65535) index++;
        binary +=
          code < 128
            ? String.fromCharCode(code)
            : realm.toBinary(realm.encodeUtf8(String.fromCodePoint(code)));
      }
    }
    return realm.decodeUtf8(realm.fromBinary(binary), false);
  };
  const escapeText = (text: unknown) => encodeURIComponent(String(text));
  const coder = (options: Options, name: string, fallback: (text: string) => string) => {
    const given = options?.[name];
    if (given === undefined) return fallback;
    if (typeof given !== 'function') throw new TypeError(`option ${name} is not a function`);
    return given as (text: string) => string;
  };

  const parse = (text: unknown, separator: unknown, equals: unknown, options: Options) => {
    const sep = typeof separator === 'string' && separator !== '' ? separator : '&';
    const eq = typeof equals === 'string' && equals !== '' ? equals : '=';
    const decode = coder(options, 'decodeURIComponent', unescapeText);
    const maxKeys = options?.maxKeys === undefined ? 1000 : Number(options.maxKeys);
    const result: Record<string, string | string[]> = Object.create(null);
    if (typeof text !== 'string' || text === '') return result;
    let keys = 0;
    let at = 0;
    while (at <= text.length) {
      if (maxKeys > 0 && keys === maxKeys) break;
      const found = text.indexOf(sep, at);
      let end = found === -1 ? text.length : found;
      let middle = text.indexOf(eq, at);
      if (middle === -1 || middle > end) middle = -1;
      // 1.0 takes the rest of the text for the key when a key without `=` is followed by `&`.
      if (isFirst && middle === -1 && found !== -1 && end > at) end = text.length;
      if (end > at) {
        const spaced = (part: string) => part.split('+').join(' ');
        const name = decode(spaced(text.slice(at, middle === -1 ? end : middle)));
        const value = middle === -1 ? '' : decode(spaced(text.slice(middle + eq.length, end)));
        const before = result[name];
        if (before === undefined) result[name] = value;
        else if (typeof before === 'string') result[name] = [before, value];
        else before.push(value);
        keys++;
      }
      at = end + sep.length;
    }
    return result;
  };
  const stringify = (object: unknown, separator: unknown, equals: unknown, options: Options) => {
    const sep = typeof separator === 'string' && separator !== '' ? separator : '&';
    const eq = typeof equals === 'string' && equals !== '' ? equals : '=';
    const encode = coder(options, 'encodeURIComponent', escapeText);
    if (typeof object !== 'object' || object === null) return '';
    const textOf = (value: unknown) => {
      if (typeof value === 'string' || typeof value === 'boolean') return String(value);
      if (typeof value === 'number') return Number.isFinite(value) || isFirst ? String(value) : '';
      return isFirst ? String(value) : '';
    };
    // 1.0 drops `=` for empty values.
    const pair = (name: string, value: unknown) => {
      const text = encode(textOf(value));
      return encode(name) + (isFirst && text === '' ? '' : eq) + text;
    };
    let result = '';
    Object.keys(object).forEach((name) => {
      const value = (object as Record<string, unknown>)[name];
      const items = Array.isArray(value) ? value : [value];
      items.forEach((item, index) => {
        // 1.0 loses the separator before an array that is not the first key.
        const isLost = isFirst && Array.isArray(value) && index === 0;
        if (result !== '' && !isLost) result += sep;
        result += pair(name, item);
      });
    });
    return result;
  };
  const parser = realm.named('parse', 4, parse);
  const printer = realm.named('stringify', 4, stringify);
  const module = {};
  Object.defineProperty(module, Symbol.toStringTag, { value: 'querystring' });
  const members: Record<string, unknown> = {
    parse: parser,
    decode: parser,
    stringify: printer,
    encode: printer,
    escape: realm.named('escape', 1, escapeText),
    unescape: realm.named('unescape', 1, unescapeText),
  };
  Object.keys(members).forEach((name) => {
    realm.define(module, name, members[name]);
  });
  realm.modules.querystring = module;
}
