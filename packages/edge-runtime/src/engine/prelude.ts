// The JavaScript that runs inside the engine before a function: what CloudFront offers besides the language.
// It is text because it is evaluated by another engine; it ends in the function that runs one event.

/**
 * Evaluates to `run(input)`, where `input` is JSON text of `{event, rawQuery, runtime, eventType, facts}`. `run`
 * returns a function that gives the outcome as JSON text, or `undefined` while a promise is pending.
 *
 * `host.hash(algorithm, keyBase64, dataBase64)` and `host.kvs(key)` are the only ways out.
 */
export const preludeSource: string = String.raw`
(function (host, removed) {
  'use strict';
  var JSONstringify = JSON.stringify, JSONparse = JSON.parse, PromiseClass = Promise;
  var logs = [], logBytes = 0, logLimit = 10240, origin, logData, runtime, eventType, facts, isRunning = false;

  // --- bytes ---------------------------------------------------------------------------------------------------
  function utf8Encode(text) {
    var out = [];
    for (var i = 0; i < text.length; i++) {
      var c = text.codePointAt(i);
      if (c > 65535) i++;
      if (c >= 55296 && c <= 57343) c = 65533;
      if (c < 128) out.push(c);
      else if (c < 2048) out.push(192 | (c >> 6), 128 | (c & 63));
      else if (c < 65536) out.push(224 | (c >> 12), 128 | ((c >> 6) & 63), 128 | (c & 63));
      else out.push(240 | (c >> 18), 128 | ((c >> 12) & 63), 128 | ((c >> 6) & 63), 128 | (c & 63));
    }
    return out;
  }
  function utf8Decode(bytes, fatal) {
    var out = '', i = 0;
    while (i < bytes.length) {
      var b = bytes[i++], need = b < 128 ? 0 : b >= 194 && b < 224 ? 1 : b >= 224 && b < 240 ? 2 : b >= 240 && b < 245 ? 3 : -1;
      var c = need === 0 ? b : need === 1 ? b & 31 : need === 2 ? b & 15 : b & 7, at = i;
      for (var k = 0; k < need; k++) {
        var n = bytes[at];
        if (n === undefined || (n & 192) !== 128) { need = -1; break; }
        c = (c << 6) | (n & 63);
        at++;
      }
      if (need < 0) {
        if (fatal) throw new TypeError('The encoded data was not valid');
        out += '\ufffd';
        continue;
      }
      i = at;
      out += String.fromCodePoint(c);
    }
    return out;
  }
  var alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  function toBase64(bytes) {
    var out = '';
    for (var i = 0; i < bytes.length; i += 3) {
      var n = (bytes[i] << 16) | ((bytes[i + 1] || 0) << 8) | (bytes[i + 2] || 0);
      out += alphabet[n >> 18] + alphabet[(n >> 12) & 63] + (i + 1 < bytes.length ? alphabet[(n >> 6) & 63] : '=') + (i + 2 < bytes.length ? alphabet[n & 63] : '=');
    }
    return out;
  }
  function fromBase64(text) {
    var clean = text.replace(/-/g, '+').replace(/_/g, '/').replace(/[^A-Za-z0-9+\/]/g, ''), out = [];
    for (var i = 0; i < clean.length; i += 4) {
      var part = clean.slice(i, i + 4), n = 0;
      for (var k = 0; k < 4; k++) n = (n << 6) | (k < part.length ? alphabet.indexOf(part[k]) : 0);
      out.push((n >> 16) & 255);
      if (part.length > 2) out.push((n >> 8) & 255);
      if (part.length > 3) out.push(n & 255);
    }
    return out;
  }
  function toHex(bytes) {
    var out = '';
    for (var i = 0; i < bytes.length; i++) out += (bytes[i] < 16 ? '0' : '') + bytes[i].toString(16);
    return out;
  }
  function fromHex(text) {
    var out = [];
    for (var i = 0; i + 1 < text.length; i += 2) {
      var n = parseInt(text.slice(i, i + 2), 16);
      if (n !== n) break;
      out.push(n);
    }
    return out;
  }
  function decodeText(text, encoding) {
    switch (encoding === undefined ? 'utf8' : encoding) {
      case 'utf8': case 'utf-8': return utf8Encode(text);
      case 'hex': return fromHex(text);
      case 'base64': case 'base64url': return fromBase64(text);
      default: throw new TypeError('"' + encoding + '" encoding is not supported');
    }
  }
  function encodeBytes(bytes, encoding) {
    switch (encoding === undefined ? 'utf8' : encoding) {
      case 'utf8': case 'utf-8': return utf8Decode(bytes, false);
      case 'hex': return toHex(bytes);
      case 'base64': return toBase64(bytes);
      case 'base64url': return toBase64(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
      default: throw new TypeError('"' + encoding + '" encoding is not supported');
    }
  }

  // --- Buffer (2.0) --------------------------------------------------------------------------------------------
  class BufferClass extends Uint8Array {
    static from(value, encodingOrOffset, length) {
      if (typeof value === 'string') return BufferClass.of.apply(BufferClass, decodeText(value, encodingOrOffset));
      if (value instanceof ArrayBuffer) return new BufferClass(value, encodingOrOffset, length);
      if (value && value.type === 'Buffer' && Array.isArray(value.data)) return BufferClass.from(value.data);
      if (value === null || typeof value !== 'object') throw new TypeError('first argument is not a string or Buffer-like object');
      var out = new BufferClass(value.length >>> 0);
      for (var i = 0; i < out.length; i++) out[i] = value[i];
      return out;
    }
    static alloc(size, fill, encoding) {
      var out = new BufferClass(size);
      return fill === undefined ? out : out.fill(fill, 0, size, encoding);
    }
    static allocUnsafe(size) { return new BufferClass(size); }
    static byteLength(value, encoding) { return typeof value === 'string' ? decodeText(value, encoding).length : value.byteLength; }
    static compare(a, b) { return BufferClass.prototype.compare.call(a, b); }
    static concat(list, total) {
      var size = 0, at = 0, i;
      for (i = 0; i < list.length; i++) size += list[i].length;
      var out = new BufferClass(total === undefined ? size : total);
      for (i = 0; i < list.length && at < out.length; i++) {
        out.set(list[i].subarray(0, out.length - at), at);
        at += list[i].length;
      }
      return out;
    }
    static isBuffer(value) { return value instanceof BufferClass; }
    static isEncoding(name) { return ['utf8', 'utf-8', 'hex', 'base64', 'base64url'].indexOf(name) !== -1; }
    toString(encoding, start, end) { return encodeBytes(this.subarray(start || 0, end === undefined ? this.length : end), encoding); }
    toJSON() { return { type: 'Buffer', data: Array.prototype.slice.call(this) }; }
    equals(other) { return this.compare(other) === 0; }
    compare(other, tStart, tEnd, sStart, sEnd) {
      var a = this.subarray(sStart || 0, sEnd === undefined ? this.length : sEnd), b = other.subarray(tStart || 0, tEnd === undefined ? other.length : tEnd);
      for (var i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
      return a.length === b.length ? 0 : a.length < b.length ? -1 : 1;
    }
    copy(target, tStart, sStart, sEnd) {
      var part = this.subarray(sStart || 0, sEnd === undefined ? this.length : sEnd), at = tStart || 0;
      part = part.subarray(0, Math.max(0, target.length - at));
      target.set(part, at);
      return part.length;
    }
    fill(value, offset, end, encoding) {
      var bytes = typeof value === 'string' ? decodeText(value, encoding) : typeof value === 'number' ? [value & 255] : value;
      for (var i = offset || 0, k = 0; i < (end === undefined ? this.length : end); i++, k++) this[i] = bytes.length === 0 ? 0 : bytes[k % bytes.length];
      return this;
    }
    indexOf(value, from, encoding) { return search(this, value, from || 0, encoding, 1); }
    lastIndexOf(value, from, encoding) { return search(this, value, from === undefined ? this.length : from, encoding, -1); }
    includes(value, from, encoding) { return this.indexOf(value, from, encoding) !== -1; }
    write(text, offset, length, encoding) {
      if (typeof offset === 'string') { encoding = offset; offset = 0; length = undefined; }
      var bytes = decodeText(text, encoding), at = offset || 0;
      var count = Math.min(bytes.length, this.length - at, length === undefined ? Infinity : length);
      for (var i = 0; i < count; i++) this[at + i] = bytes[i];
      return count;
    }
    readUIntBE(at, n) { var v = 0; for (var i = 0; i < n; i++) v = v * 256 + this[at + i]; return v; }
    readUIntLE(at, n) { var v = 0; for (var i = n - 1; i >= 0; i--) v = v * 256 + this[at + i]; return v; }
    readIntBE(at, n) { var v = this.readUIntBE(at, n), m = Math.pow(2, 8 * n); return v >= m / 2 ? v - m : v; }
    readIntLE(at, n) { var v = this.readUIntLE(at, n), m = Math.pow(2, 8 * n); return v >= m / 2 ? v - m : v; }
    writeUIntBE(v, at, n) { for (var i = n - 1; i >= 0; i--) { this[at + i] = v & 255; v = Math.floor(v / 256); } return at + n; }
    writeUIntLE(v, at, n) { for (var i = 0; i < n; i++) { this[at + i] = v & 255; v = Math.floor(v / 256); } return at + n; }
    writeIntBE(v, at, n) { return this.writeUIntBE(v < 0 ? v + Math.pow(2, 8 * n) : v, at, n); }
    writeIntLE(v, at, n) { return this.writeUIntLE(v < 0 ? v + Math.pow(2, 8 * n) : v, at, n); }
    swap16() { return swap(this, 2); }
    swap32() { return swap(this, 4); }
    swap64() { return swap(this, 8); }
  }
  function swap(buffer, size) {
    if (buffer.length % size !== 0) throw new RangeError('Buffer size must be a multiple of ' + size * 8 + '-bits');
    for (var i = 0; i < buffer.length; i += size) buffer.subarray(i, i + size).reverse();
    return buffer;
  }
  function search(buffer, value, from, encoding, step) {
    var bytes = typeof value === 'number' ? [value & 255] : typeof value === 'string' ? decodeText(value, encoding) : value;
    if (from < 0) from = Math.max(0, buffer.length + from);
    for (var i = step > 0 ? from : Math.min(from, buffer.length - bytes.length); i >= 0 && i + bytes.length <= buffer.length; i += step) {
      var k = 0;
      while (k < bytes.length && buffer[i + k] === bytes[k]) k++;
      if (k === bytes.length) return i;
    }
    return -1;
  }
  function number(kind, size, dataView) {
    ['BE', 'LE'].forEach(function (order) {
      var name = kind + (size > 1 || kind === 'Float' || kind === 'Double' ? order : '');
      if (size === 1 && order === 'LE') return;
      BufferClass.prototype['read' + name] = function (at) { return new DataView(this.buffer, this.byteOffset, this.byteLength)['get' + dataView](at || 0, order === 'LE'); };
      BufferClass.prototype['write' + name] = function (value, at) {
        new DataView(this.buffer, this.byteOffset, this.byteLength)['set' + dataView](at || 0, value, order === 'LE');
        return (at || 0) + size;
      };
    });
  }
  number('Int8', 1, 'Int8'); number('UInt8', 1, 'Uint8'); number('Int16', 2, 'Int16'); number('UInt16', 2, 'Uint16');
  number('Int32', 4, 'Int32'); number('UInt32', 4, 'Uint32'); number('Float', 4, 'Float32'); number('Double', 8, 'Float64');

  // --- crypto --------------------------------------------------------------------------------------------------
  var algorithms = ['md5', 'sha1', 'sha256'];
  function Digest(algorithm, key) {
    if (algorithms.indexOf(algorithm) === -1) {
      var text = 'not supported algorithm: "' + algorithm + '"';
      throw runtime === 1 ? new TypeError(text) : new Error(text);
    }
    this.parts = []; this.done = false; this.algorithm = algorithm; this.key = key;
  }
  Digest.prototype.update = function (data, encoding) {
    if (this.done) throw new Error('Digest already called');
    if (typeof data === 'string') this.parts.push.apply(this.parts, runtime === 1 ? byteString(data) : decodeText(data, encoding));
    else if (runtime !== 1 && data instanceof Uint8Array) this.parts.push.apply(this.parts, data);
    else throw new TypeError(runtime === 1 ? 'data must be a string' : 'data is not a string or Buffer-like object');
    return this;
  };
  Digest.prototype.digest = function (encoding) {
    if (this.done) throw new Error('Digest already called');
    this.done = true;
    var bytes = fromBase64(host.hash(this.algorithm, this.key === undefined ? '' : toBase64(this.key), this.key !== undefined, toBase64(this.parts)));
    if (encoding === undefined) return runtime === 1 ? String.fromCharCode.apply(String, bytes) : BufferClass.from(bytes);
    if (['hex', 'base64', 'base64url'].indexOf(encoding) === -1) {
      var text = 'Unknown digest encoding: "' + encoding + '"';
      throw runtime === 1 ? new TypeError(text) : new Error(text);
    }
    return encodeBytes(bytes, encoding);
  };
  // A 1.0 string whose characters are all bytes counts as one; other text is UTF-8.
  function byteString(text) { return utf8Encode(text); }
  var cryptoModule = {
    createHash: function (algorithm) { return new Digest(algorithm); },
    createHmac: function (algorithm, key) {
      if (typeof key !== 'string' && !(runtime !== 1 && key instanceof Uint8Array)) throw new TypeError('key must be a string');
      return new Digest(algorithm, typeof key === 'string' ? utf8Encode(key) : Array.prototype.slice.call(key));
    },
  };

  // --- querystring ---------------------------------------------------------------------------------------------
  function qsUnescape(text) {
    var bytes = [];
    for (var i = 0; i < text.length; i++) {
      var hex = text[i] === '%' ? /^[0-9a-fA-F]{2}/.exec(text.slice(i + 1)) : null;
      if (hex) { bytes.push(parseInt(hex[0], 16)); i += 2; }
      else { bytes.push.apply(bytes, utf8Encode(text[i])); }
    }
    return utf8Decode(bytes, false);
  }
  function qsEscape(text) { return encodeURIComponent(String(text).replace(/[\ud800-\udbff](?![\udc00-\udfff])|(^|[^\ud800-\udbff])[\udc00-\udfff]/g, '$1\ufffd')); }
  function qsParse(text, sep, eq, options) {
    sep = sep || '&'; eq = eq || '=';
    var out = {}, decode = (options && options.decodeURIComponent) || qsUnescape, max = options && options.maxKeys !== undefined ? options.maxKeys : 1000;
    if (typeof text !== 'string' || text === '') return out;
    var parts = text.split(sep), count = 0;
    for (var i = 0; i < parts.length; i++) {
      if (parts[i] === '') continue;
      if (max > 0 && count++ >= max) break;
      var at = parts[i].indexOf(eq);
      var name = decode((at === -1 ? parts[i] : parts[i].slice(0, at)).replace(/\+/g, ' '));
      var value = at === -1 ? '' : decode(parts[i].slice(at + eq.length).replace(/\+/g, ' '));
      if (!Object.prototype.hasOwnProperty.call(out, name)) out[name] = value;
      else if (Array.isArray(out[name])) out[name].push(value);
      else out[name] = [out[name], value];
    }
    return out;
  }
  function qsStringify(object, sep, eq, options) {
    sep = sep || '&'; eq = eq || '=';
    var encode = (options && options.encodeURIComponent) || qsEscape, out = [];
    Object.keys(object || {}).forEach(function (name) {
      (Array.isArray(object[name]) ? object[name] : [object[name]]).forEach(function (value) {
        var text = typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
        out.push(encode(name) + eq + encode(text));
      });
    });
    return out.join(sep);
  }
  var querystringModule = { parse: qsParse, decode: qsParse, stringify: qsStringify, encode: qsStringify, escape: qsEscape, unescape: qsUnescape };

  // --- cloudfront (2.0) ----------------------------------------------------------------------------------------
  function keyValueStore(id) {
    if (facts.kvsId === undefined || (id !== undefined && id !== facts.kvsId)) {
      var error = new Error('KVSNamespaceNotFound');
      error.name = 'KVSNamespaceNotFound';
      throw error;
    }
    return {
      get: function (key, options) {
        var value = host.kvs(String(key)), format = (options && options.format) || 'string';
        if (value === undefined) return PromiseClass.reject(new Error('KeyNotFound'));
        try {
          return PromiseClass.resolve(format === 'json' ? JSONparse(value) : format === 'bytes' ? BufferClass.from(value) : value);
        } catch (error) { return PromiseClass.reject(error); }
      },
      exists: function (key) { return PromiseClass.resolve(host.kvs(String(key)) !== undefined); },
      meta: function () { return PromiseClass.resolve({ creationDateTime: facts.kvsCreated, lastUpdatedDateTime: facts.kvsUpdated, keyCount: facts.kvsCount }); },
      count: function () { return PromiseClass.resolve(facts.kvsCount); },
    };
  }
  function changeOrigin(change) {
    if (eventType !== 'viewer-request') throw new Error('origin helpers can be called in viewer-request functions only');
    origin = change;
  }
  var cloudfrontModule = {
    kvs: keyValueStore,
    updateRequestOrigin: function (params) { changeOrigin({ kind: 'update', params: params }); },
    selectRequestOriginById: function (originId, options) { changeOrigin({ kind: 'select', originId: originId, options: options || {} }); },
    createRequestOriginGroup: function (params) { changeOrigin({ kind: 'group', params: params }); },
    get edgeLocation() { return eventType === 'viewer-request' ? { name: facts.pop, serverIp: '127.0.0.1', region: facts.region } : {}; },
    logCustomData: function (text) { logData = String(text); },
    get distributionTenant() { throw new TypeError('distributionTenant module is not available'); },
  };
  function requireModule(name) {
    if (name === 'crypto') return cryptoModule;
    if (name === 'querystring') return querystringModule;
    if (name === 'buffer' && runtime !== 1) return { Buffer: BufferClass };
    if (name === 'cloudfront' && runtime !== 1) return cloudfrontModule;
    throw new Error('Cannot find module "' + name + '"');
  }

  // --- console -------------------------------------------------------------------------------------------------
  function dump(value, nested) {
    if (typeof value === 'string') return nested ? "'" + value.replace(/'/g, "\\'") + "'" : value;
    if (typeof value === 'function') return runtime === 1 ? '[Function]' : '[Function: ' + (value.name || 'anonymous') + ']';
    if (value === null || typeof value !== 'object') return typeof value === 'symbol' ? value.toString() : String(value);
    if (value instanceof Error) return String(value);
    if (value instanceof Date) return value.toISOString();
    if (value instanceof RegExp) return String(value);
    if (ArrayBuffer.isView(value)) return (value instanceof BufferClass ? 'Buffer' : value.constructor.name) + ' [' + Array.prototype.join.call(value, ',') + ']';
    if (Array.isArray(value)) {
      var items = [];
      for (var i = 0; i < value.length; i++) items.push(i in value ? dump(value[i], true) : '<empty>');
      return '[' + items.join(',') + ']';
    }
    return '{' + Object.keys(value).map(function (key) { return key + ':' + dump(value[key], true); }).join(',') + '}';
  }
  function log(line) {
    if (logBytes >= logLimit) return;
    var left = logLimit - logBytes;
    if (line.length > left) line = line.slice(0, left);
    logBytes += line.length;
    logs.push(line);
  }
  var consoleObject = {
    log: function () {
      if (runtime === 1) log(Array.prototype.map.call(arguments, function (value) { return dump(value, false); }).join(' '));
      else for (var i = 0; i < arguments.length; i++) log(dump(arguments[i], false));
    },
  };

  // --- globals -------------------------------------------------------------------------------------------------
  function define(target, name, value) { Object.defineProperty(target, name, { value: value, writable: true, configurable: true, enumerable: false }); }
  function install(version) {
    runtime = version;
    define(globalThis, 'console', consoleObject);
    define(globalThis, 'require', requireModule);
    if (version === 1) {
      define(String, 'bytesFrom', function (data, encoding) {
        if (Array.isArray(data)) return String.fromCharCode.apply(String, data);
        if (['hex', 'base64', 'base64url'].indexOf(encoding) === -1) throw new TypeError('Unknown encoding: "' + encoding + '"');
        return String.fromCharCode.apply(String, decodeText(data, encoding));
      });
      define(String.prototype, 'toUTF8', function () { return String.fromCharCode.apply(String, utf8Encode(String(this))); });
      define(String.prototype, 'fromUTF8', function () { try { return utf8Decode(latin(this), true); } catch (e) { return null; } });
      define(String.prototype, 'toBytes', function (start, end) { var t = String(this).slice(start, end); return /[^\u0000-\u00ff]/.test(t) ? null : t; });
      define(String.prototype, 'fromBytes', function (start, end) { return String(this).slice(start, end); });
      var plain = String.prototype.toString;
      define(String.prototype, 'toString', function (encoding) { return encoding === undefined ? plain.call(this) : encodeBytes(latin(this), encoding); });
    } else {
      define(globalThis, 'global', globalThis);
      define(globalThis, 'Buffer', BufferClass);
      define(globalThis, 'btoa', function (text) {
        if (/[^\u0000-\u00ff]/.test(text)) throw new TypeError('invalid character (>= U+00FF)');
        return toBase64(latin(text));
      });
      define(globalThis, 'atob', function (text) {
        var bytes = fromBase64(String(text).length % 4 === 0 ? text : '');
        return String.fromCharCode.apply(String, bytes);
      });
    }
    define(globalThis, 'TextEncoder', function TextEncoder() {});
    globalThis.TextEncoder.prototype.encode = function (text) { return Uint8Array.from(utf8Encode(text === undefined ? '' : String(text))); };
    globalThis.TextEncoder.prototype.encodeInto = function (text, target) {
      var bytes = utf8Encode(text).slice(0, target.length);
      target.set(bytes);
      return { read: text.length, written: bytes.length };
    };
    define(globalThis, 'TextDecoder', function TextDecoder(label, options) {
      if (label !== undefined && ['utf-8', 'utf8'].indexOf(label) === -1) throw new RangeError('The "' + label + '" encoding is not supported');
      this.encoding = 'utf-8'; this.fatal = !!(options && options.fatal); this.ignoreBOM = !!(options && options.ignoreBOM);
    });
    globalThis.TextDecoder.prototype.decode = function (bytes) { return bytes === undefined ? '' : utf8Decode(new Uint8Array(bytes.buffer || bytes, bytes.byteOffset || 0, bytes.byteLength), this.fatal); };
    function refused() { throw new InternalError('Not implemented'); }
    if (typeof InternalError === 'undefined') define(globalThis, 'InternalError', class InternalError extends Error {});
    if (version === 1) define(globalThis, 'MemoryError', class MemoryError extends Error {});
    [Function, (async function () {}).constructor, (function* () {}).constructor, (async function* () {}).constructor].forEach(function (kind) {
      define(kind.prototype, 'constructor', refused);
    });
    define(globalThis, 'Function', refused);
    delete globalThis.eval;
    removed.forEach(function (path) {
      var steps = path.split('.'), target = globalThis;
      for (var i = 0; i + 1 < steps.length && target != null; i++) target = target[steps[i]];
      if (target != null) delete target[steps[steps.length - 1]];
    });
    define(Function_prototype, 'toString', function () { return '[object Function]'; });
  }
  var Function_prototype = Object.getPrototypeOf(function () {});
  function latin(text) { return Array.prototype.map.call(String(text), function (c) { return c.charCodeAt(0) & 255; }); }

  function errorText(error) {
    if (error instanceof Error || (error && error.name !== undefined && error.message !== undefined)) return error.name + ': ' + error.message;
    return dump(error, false);
  }
  function outcome(kind, value) {
    var result = { kind: kind, logs: logs, origin: origin, logData: logData };
    if (kind === 'success') { result.output = value; result.isAbsent = value === undefined; }
    else result.message = value;
    return JSONstringify(result);
  }

  return {
    install: install,
    start: function (input) {
      var given = JSONparse(input);
      eventType = given.eventType; facts = given.facts;
    },
    run: function (input) {
      var given = JSONparse(input), event = given.event, settled;
      if (event.request) {
        Object.defineProperty(event.request, 'rawQueryString', { value: function () { return given.rawQuery; }, enumerable: false });
      }
      var handler = globalThis.handler;
      try {
        if (typeof handler !== 'function') throw new ReferenceError('"handler" is not defined');
        var value = handler(event);
        if (runtime !== 1 && value !== null && typeof value === 'object' && typeof value.then === 'function') {
          value.then(
            function (result) { settled = outcome('success', result); },
            function (error) { settled = outcome('execution-error', errorText(error)); }
          );
        } else settled = outcome('success', value);
      } catch (error) { settled = outcome('execution-error', errorText(error)); }
      return function () { return settled === undefined ? '' : settled; };
    },
    failure: function (error) { return outcome('execution-error', errorText(error)); },
    pending: function () { return outcome('execution-error', 'Error: the promise that the handler returned never settled'); }
  };
})
`;
