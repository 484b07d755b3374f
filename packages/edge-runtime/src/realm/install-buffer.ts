// `Buffer` of runtime 2.0: a Uint8Array with CloudFront's encodings and error texts. Over 400 lines would be the
// price of one method a line; the numeric readers and writers are generated instead.

import type { Realm } from './realm.js';

/** Runs inside the engine: see realm.ts. @source spec/cloudfront.md 1.12 */
export function installBuffer(realm: Realm): void {
  const { decodeText, encodeBytes } = realm;
  const slice = Array.prototype.slice;

  class Bytes extends Uint8Array {}
  // Methods that make new arrays make plain ones.
  Object.defineProperty(Bytes, Symbol.species, { value: Uint8Array });

  const kindOf = (value: unknown) => {
    if (value === null) return 'null';
    if (Array.isArray(value)) return 'array';
    if (value instanceof ArrayBuffer) return 'array buffer';
    if (value instanceof Date) return 'date';
    return typeof value;
  };
  const notBytes = (place: string, value: unknown) =>
    new TypeError(`${place} ${kindOf(value)} is not a string or Buffer-like object`);
  const needBytes = (value: unknown, name: string): Uint8Array => {
    if (value instanceof Uint8Array) return value;
    throw new TypeError(`"${name}" argument must be an instance of Buffer or Uint8Array`);
  };
  // A range within 0 to length: ends beyond are cut, starts beyond are refused.
  const offsetOf = (value: unknown, fallback: number, length: number, name: string) => {
    if (value === undefined) return fallback;
    const number = Math.trunc(Number(value)) || 0;
    if (number < 0 || number > length) throw new RangeError(`"${name}" is out of range`);
    return number;
  };
  const endOf = (value: unknown, length: number) =>
    value === undefined ? length : Math.max(0, Math.min(length, Math.trunc(Number(value)) || 0));
  const sizeOf = (size: unknown) => {
    if (typeof size !== 'number') throw new TypeError('"size" argument must be of type number');
    if (size < 0 || Number.isNaN(size) || size > 2147483647) throw new RangeError('invalid size');
    return Math.trunc(size);
  };

  function BufferClass(): never {
    throw new TypeError('Buffer is not a constructor');
  }
  const statics = BufferClass as unknown as Record<string, unknown>;
  Object.defineProperty(Bytes.prototype, 'constructor', {
    value: BufferClass,
    writable: true,
    configurable: true,
  });
  Object.defineProperty(BufferClass, 'prototype', { value: Bytes.prototype });
  Object.defineProperty(Bytes.prototype, Symbol.toStringTag, { get: () => 'Buffer', configurable: true });

  const copied = (values: ArrayLike<unknown>) => {
    const bytes = new Bytes(values.length >>> 0);
    for (let index = 0; index < bytes.length; index++) bytes[index] = Number(values[index]);
    return bytes;
  };
  realm.toBuffer = copied;

  const from = (value: unknown, encodingOrOffset?: unknown, length?: unknown): Uint8Array => {
    if (typeof value === 'string') return copied(decodeText(value, encodingOrOffset));
    if (value instanceof ArrayBuffer) {
      const offset = Number(encodingOrOffset ?? 0);
      if (!(offset >= 0 && offset <= value.byteLength)) {
        throw new RangeError('"offset" is outside of buffer bounds');
      }
      const most = value.byteLength - offset;
      const wanted = length === undefined ? most : Math.max(0, Number(length));
      if (wanted > most) throw new RangeError('"length" is outside of buffer bounds');
      return new Bytes(value as never, offset as never, wanted as never);
    }
    if (value === null || typeof value !== 'object') throw notBytes('first argument', value);
    const like = value as { type?: unknown; data?: unknown; length?: unknown; valueOf(): unknown };
    if (like.type === 'Buffer' && Array.isArray(like.data)) return copied(like.data);
    if (like instanceof String) return from(like.valueOf(), encodingOrOffset);
    if (typeof like.length === 'number') return copied(value as ArrayLike<unknown>);
    throw notBytes('first argument', value);
  };
  statics.from = realm.named('from', 3, from);
  statics.alloc = realm.named('alloc', 3, (size: unknown, fill?: unknown, encoding?: unknown) => {
    const bytes = new Bytes(sizeOf(size));
    return fill === undefined ? bytes : filled(bytes, fill, [0, bytes.length], encoding);
  });
  statics.allocUnsafe = realm.named('allocUnsafe', 1, (size: unknown) => new Bytes(sizeOf(size)));
  statics.byteLength = realm.named('byteLength', 2, (value: unknown, encoding?: unknown) => {
    if (typeof value === 'string') return decodeText(value, encoding).length;
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value.byteLength;
    throw notBytes('first argument', value);
  });
  statics.compare = realm.named('compare', 2, (a: unknown, b: unknown) =>
    compared(needBytes(a, 'source'), needBytes(b, 'target')),
  );
  statics.concat = realm.named('concat', 2, (list: unknown, total?: unknown) => {
    if (!Array.isArray(list)) throw new TypeError('"list" argument must be an instance of Array');
    let size = 0;
    for (let index = 0; index < list.length; index++) size += needBytes(list[index], `list[${index}]`).length;
    const bytes = new Bytes(total === undefined ? size : sizeOf(total));
    let at = 0;
    for (let index = 0; index < list.length && at < bytes.length; index++) {
      const part: Uint8Array = list[index].subarray(0, bytes.length - at);
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  });
  statics.isBuffer = realm.named('isBuffer', 1, (value: unknown) => value instanceof Bytes);
  statics.isEncoding = realm.named('isEncoding', 1, (name: unknown) => realm.isEncoding(name));

  const compared = (a: Uint8Array, b: Uint8Array) => {
    for (let index = 0; index < a.length && index < b.length; index++) {
      if (a[index] !== b[index]) return Number(a[index]) < Number(b[index]) ? -1 : 1;
    }
    return a.length === b.length ? 0 : a.length < b.length ? -1 : 1;
  };
  const filled = (
    bytes: Uint8Array,
    value: unknown,
    [start, end]: readonly [number, number],
    encoding: unknown,
  ) => {
    const pattern =
      typeof value === 'string'
        ? decodeText(value, encoding)
        : value instanceof Uint8Array
          ? value
          : [Number(value) & 255];
    for (let index = start; index < end; index++) {
      bytes[index] = pattern.length === 0 ? 0 : Number(pattern[(index - start) % pattern.length]);
    }
    return bytes;
  };
  const searched = (value: unknown, encoding: unknown) => {
    if (typeof value === 'string') return decodeText(value, encoding);
    if (typeof value === 'number') return [value & 255];
    if (value instanceof Uint8Array) return value;
    throw notBytes('"value" argument', value);
  };
  const isAt = (bytes: Uint8Array, pattern: ArrayLike<number>, at: number) => {
    for (let index = 0; index < pattern.length; index++)
      if (bytes[at + index] !== pattern[index]) return false;
    return true;
  };
  const indexOf = (bytes: Uint8Array, value: unknown, from: unknown, encoding: unknown) => {
    const [start, named] = typeof from === 'string' ? [undefined, from] : [from, encoding];
    const pattern = searched(value, named);
    let at = Math.trunc(Number(start ?? 0)) || 0;
    if (at < 0) at = Math.max(0, bytes.length + at);
    for (; at + pattern.length <= bytes.length; at++) if (isAt(bytes, pattern, at)) return at;
    return -1;
  };
  const lastIndexOf = (bytes: Uint8Array, value: unknown, from: unknown, encoding: unknown) => {
    const [start, named] = typeof from === 'string' ? [undefined, from] : [from, encoding];
    const pattern = searched(value, named);
    let at = start === undefined ? bytes.length : Math.trunc(Number(start)) || 0;
    if (at < 0) at = bytes.length + at;
    for (at = Math.min(at, bytes.length - pattern.length); at >= 0; at--)
      if (isAt(bytes, pattern, at)) return at;
    return -1;
  };

  // `this` of the methods is the buffer they are called on.
  type Method = (this: Uint8Array, ...args: unknown[]) => unknown;
  const method = (name: string, length: number, body: Method) =>
    realm.define(Bytes.prototype, name, realm.named(name, length, body));
  const ranged = (bytes: Uint8Array, start: unknown, end: unknown) =>
    bytes.subarray(Number(start ?? 0), Number(end));

  method('toString', 3, function (encoding, start, end) {
    const part =
      start === undefined && end === undefined ? this : ranged(this, start, endOf(end, this.length));
    return encodeBytes(part, encoding);
  });
  method('toJSON', 0, function () {
    return { type: 'Buffer', data: slice.call(this) };
  });
  method('equals', 1, function (other) {
    return compared(this, needBytes(other, 'target')) === 0;
  });
  method('compare', 5, function (target, targetStart, targetEnd, start, end) {
    const other = needBytes(target, 'target');
    return compared(
      ranged(this, offsetOf(start, 0, this.length, 'sourceStart'), endOf(end, this.length)),
      ranged(other, offsetOf(targetStart, 0, other.length, 'targetStart'), endOf(targetEnd, other.length)),
    );
  });
  method('copy', 4, function (target, targetStart, start, end) {
    const other = needBytes(target, 'target');
    const at = offsetOf(targetStart, 0, other.length, 'targetStart');
    const part = ranged(this, offsetOf(start, 0, this.length, 'sourceStart'), endOf(end, this.length));
    const fitting = part.subarray(0, other.length - at);
    other.set(fitting, at);
    return fitting.length;
  });
  method('fill', 4, function (value, offset, end, encoding) {
    if (typeof offset === 'string') return filled(this, value, [0, this.length], offset);
    if (typeof end === 'string') {
      return filled(this, value, [offsetOf(offset, 0, this.length, 'offset'), this.length], end);
    }
    const start = offsetOf(offset, 0, this.length, 'offset');
    return filled(this, value, [start, endOf(end, this.length)], encoding);
  });
  method('includes', 3, function (value, from, encoding) {
    return indexOf(this, value, from, encoding) !== -1;
  });
  method('indexOf', 3, function (value, from, encoding) {
    return indexOf(this, value, from, encoding);
  });
  method('lastIndexOf', 3, function (value, from, encoding) {
    return lastIndexOf(this, value, from, encoding);
  });
  // Memory is shared, as by subarray.
  method('subarray', 2, function (start, end) {
    const part = Uint8Array.prototype.subarray.call(
      this,
      Number(start ?? 0),
      end === undefined ? this.length : Number(end),
    );
    return new Bytes(part.buffer as never, part.byteOffset as never, part.length as never);
  });
  method('slice', 2, function (start, end) {
    const part = Uint8Array.prototype.subarray.call(
      this,
      Number(start ?? 0),
      end === undefined ? this.length : Number(end),
    );
    return new Bytes(part.buffer as never, part.byteOffset as never, part.length as never);
  });
  method('write', 4, function (text, offset, length, encoding) {
    if (typeof text !== 'string') throw new TypeError('first argument must be a string');
    let named = encoding;
    if (typeof offset === 'string') named = offset;
    else if (typeof length === 'string') named = length;
    const at = typeof offset === 'string' ? 0 : offsetOf(offset, 0, this.length, 'offset');
    const most = typeof length === 'number' ? Math.max(0, length) : this.length;
    const bytes = decodeText(text, named).subarray(0, Math.min(most, this.length - at));
    this.set(bytes, at);
    return bytes.length;
  });
  const swap = (size: number) =>
    method(`swap${size * 8}`, 0, function () {
      if (this.length % size !== 0)
        throw new RangeError(`Buffer size must be a multiple of ${size * 8}-bits`);
      for (let at = 0; at < this.length; at += size) {
        Uint8Array.prototype.reverse.call(Uint8Array.prototype.subarray.call(this, at, at + size));
      }
      return this;
    });
  swap(2);
  swap(4);
  swap(8);

  const place = (bytes: Uint8Array, offset: unknown, size: number) => {
    const at = offset === undefined ? 0 : Math.trunc(Number(offset)) || 0;
    if (at < 0) throw new RangeError('invalid index');
    if (at + size > bytes.length) throw new RangeError(`index ${at} is outside the bound of the buffer`);
    return at;
  };
  const widthOf = (value: unknown) => {
    if (typeof value !== 'number') throw new TypeError('"byteLength" is not a number');
    const width = Math.trunc(value);
    if (width > 6) throw new TypeError('"byteLength" must be <= 6');
    if (width < 1) throw new TypeError('"byteLength" must be >= 1');
    return width;
  };
  const read = (bytes: Uint8Array, at: number, width: number, isLittle: boolean) => {
    let value = 0;
    for (let index = 0; index < width; index++) {
      value = value * 256 + Number(bytes[isLittle ? at + width - 1 - index : at + index]);
    }
    return value;
  };
  const write = (
    bytes: Uint8Array,
    at: number,
    width: number,
    given: { value: unknown; isLittle: boolean },
  ) => {
    const range = 2 ** (8 * width);
    let value = Math.trunc(Number(given.value)) % range;
    if (Number.isNaN(value)) value = 0;
    if (value < 0) value += range;
    for (let index = 0; index < width; index++) {
      bytes[given.isLittle ? at + index : at + width - 1 - index] = value % 256;
      value = Math.floor(value / 256);
    }
    return at + width;
  };
  const signed = (value: number, width: number) => {
    const range = 2 ** (8 * width);
    return value >= range / 2 ? value - range : value;
  };
  const orders: [string, boolean][] = [
    ['BE', false],
    ['LE', true],
  ];
  for (let index = 0; index < 2; index++) {
    const [order, isLittle] = orders[index] as [string, boolean];
    method(`readUInt${order}`, 2, function (offset, width) {
      const size = widthOf(width);
      return read(this, place(this, offset, size), size, isLittle);
    });
    method(`readInt${order}`, 2, function (offset, width) {
      const size = widthOf(width);
      return signed(read(this, place(this, offset, size), size, isLittle), size);
    });
    method(`writeUInt${order}`, 3, function (value, offset, width) {
      const size = widthOf(width);
      return write(this, place(this, offset, size), size, { value, isLittle });
    });
    method(`writeInt${order}`, 3, function (value, offset, width) {
      const size = widthOf(width);
      return write(this, place(this, offset, size), size, { value, isLittle });
    });
    for (let width = 1; width <= 4; width *= 2) {
      if (width === 1 && isLittle) continue;
      const suffix = width === 1 ? '8' : `${width * 8}${order}`;
      method(`readUInt${suffix}`, 1, function (offset) {
        return read(this, place(this, offset, width), width, isLittle);
      });
      method(`readInt${suffix}`, 1, function (offset) {
        return signed(read(this, place(this, offset, width), width, isLittle), width);
      });
      method(`writeUInt${suffix}`, 2, function (value, offset) {
        return write(this, place(this, offset, width), width, { value, isLittle });
      });
      method(`writeInt${suffix}`, 2, function (value, offset) {
        return write(this, place(this, offset, width), width, { value, isLittle });
      });
    }
    const float = (name: string, width: number, view: 'Float32' | 'Float64') => {
      method(`read${name}${order}`, 1, function (offset) {
        const at = place(this, offset, width);
        return new DataView(this.buffer, this.byteOffset + at, width)[`get${view}`](0, isLittle);
      });
      method(`write${name}${order}`, 2, function (value, offset) {
        const at = place(this, offset, width);
        new DataView(this.buffer, this.byteOffset + at, width)[`set${view}`](0, Number(value), isLittle);
        return at + width;
      });
    };
    float('Float', 4, 'Float32');
    float('Double', 8, 'Float64');
  }

  realm.define(globalThis, 'Buffer', BufferClass);
  realm.named('Buffer', 0, BufferClass);
  realm.modules.buffer = { Buffer: BufferClass };
}
