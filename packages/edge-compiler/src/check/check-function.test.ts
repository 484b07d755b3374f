import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EdgeEventType, EdgeRuntimeName } from '../features/runtime.js';
import { checkFunction } from './check-function.js';

function codesOf(
  code: string | Uint8Array,
  runtime: EdgeRuntimeName = 'cloudfront-js-2.0',
  eventType?: EdgeEventType,
) {
  return checkFunction({ code, runtime, ...(eventType === undefined ? {} : { eventType }) }).diagnostics.map(
    (finding) => finding.code,
  );
}

const inHandler = (body: string) => `function handler(event) { ${body} return event.request; }`;

function ofBytes(bytes: number): string {
  const code = inHandler('');
  return `${code}//${'x'.repeat(bytes - code.length - 2)}`;
}

describe('checkFunction on whole files', () => {
  it('warns above 8,000 bytes and refuses above 10,240', () => {
    assert.deepEqual(codesOf(ofBytes(8_000)), []);
    assert.deepEqual(codesOf(ofBytes(8_001)), ['EW1005']);
    assert.deepEqual(codesOf(ofBytes(10_240)), ['EW1005']);
    assert.deepEqual(codesOf(ofBytes(10_241)), ['EW1004']);
  });
  it('counts UTF-8 bytes, not characters', () => {
    assert.deepEqual(codesOf(`${ofBytes(10_239)}é`), ['EW1004']);
  });
  it('refuses binary input and input with NUL', () => {
    assert.deepEqual(codesOf(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe])), ['EW1001']);
    assert.deepEqual(codesOf('var a = "\0";'), ['EW1001']);
  });
  it('refuses 10 MB at once, without parsing', () => {
    const before = process.hrtime.bigint();
    assert.deepEqual(codesOf('a('.repeat(5_000_000)), ['EW1002', 'EW1004']);
    assert.ok(process.hrtime.bigint() - before < 1_000_000_000n);
  });
  it('reports the position of a syntax error', () => {
    const [finding] = checkFunction({
      code: 'function handler(event) {\n  return event.request;;)\n}',
      runtime: 'cloudfront-js-2.0',
      file: 'a.js',
    }).diagnostics;
    assert.deepEqual(finding, {
      code: 'EW1003',
      severity: 'error',
      message: 'Cannot parse the function: Unexpected token; every request would fail with 503',
      where: { file: 'a.js', line: 2, column: 25, endLine: 2, endColumn: 26 },
      help: 'correct the syntax',
    });
  });
  it('survives nesting that overflows the stack of the parser', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    assert.deepEqual(codesOf(inHandler(`var a = ${deep};`)), ['EW1004', 'EW1003']);
  });
  it('finds every problem of a file, in order', () => {
    assert.deepEqual(
      codesOf('const { a } = b;\nclass C {}\nfunction handler(event) { setTimeout(1); return event; }'),
      ['EW1106', 'EW1321', 'EW1113', 'EW1307', 'EW1202'],
    );
  });
});

describe('checkFunction on receivers', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["var a = 'x'.at(0);", ['EW1303']],
    ['var a = event.request.uri.at(0);', ['EW1303']],
    ["var list = event.request.uri.split('/'); var b = list.flat();", ['EW1303']],
    ['var a = Object.keys(event).findLast(function () {});', ['EW1303']],
    ['var o = { at: function () {} }; o.at(0);', []],
    ['var a = event.request.headers.at;', []],
    ['var a = (1234).toLocaleString();', ['EW1303']],
    ['var m = {}; var a = m.entries;', []],
    ["var s = 'a'; s = 'b'; var t = s.normalize();", ['EW1303']],
    ['var s; s = 1; s = []; s.flat();', ['EW1304']],
    ['var r = /a/g; var f = r.flags;', []],
    ['var l = [1]; if (l.flat) { l.flat(); }', []],
    ['var d = new DataView(new ArrayBuffer(8)); d.getUint8(0);', []],
    ["var x = typeof Map === 'undefined' ? 1 : new Map();", []],
  ];
  for (const [body, codes] of cases) {
    it(`finds ${codes.join() || 'nothing'} in ${body}`, () => {
      assert.deepEqual(codesOf(inHandler(body)), codes);
    });
  }
  it('knows what runtime 1.0 lacks beyond 2.0', () => {
    assert.deepEqual(
      codesOf(inHandler("var a = 'a'.replaceAll('a', 'b'); var b = [1].keys();"), 'cloudfront-js-1.0'),
      ['EW1303', 'EW1303'],
    );
  });
});

describe('checkFunction on the event', () => {
  it('follows aliases and helper functions', () => {
    assert.deepEqual(
      codesOf(
        [
          'function setHost(request) { request.headers.host = { value: "a" }; return request; }',
          'function handler(event) { var request = event.request; var headers = request.headers;',
          '  headers["X-A"] = { value: "1" }; setHost(request); return request; }',
        ].join('\n'),
      ),
      ['EW1205', 'EW1206'],
    );
  });
  it('stays silent about names that are computed', () => {
    assert.deepEqual(
      codesOf(inHandler('for (var n in event.request.headers) { event.request.headers[n] = { value: n }; }')),
      [],
    );
  });
  it('allows Host in a response and content-length in viewer-response', () => {
    const code =
      "function handler(event) { event.response.headers['content-length'] = { value: '0' }; return event.response; }";
    assert.deepEqual(codesOf(code, 'cloudfront-js-2.0', 'viewer-response'), []);
  });
  it('accepts a handler whose every path returns', () => {
    const code =
      'function handler(event) { try { if (event.request.uri) { return event.request; } else { throw "x"; } } catch (e) { return { statusCode: 500 }; } }';
    assert.deepEqual(codesOf(code), []);
  });
  it('accepts handlers that are assigned', () => {
    assert.deepEqual(codesOf('var handler = function (event) { return event.request; };'), []);
    assert.deepEqual(codesOf('globalThis.handler = (event) => event.request;'), []);
    assert.deepEqual(codesOf('function main(event) { return event.request; } var handler = main;'), []);
  });
});

describe('checkFunction on async code', () => {
  const asyncHandler = (body: string) => `async function handler(event) { ${body} return event.request; }`;
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['const a = 1; const f = () => a; await f();', []],
    ['let a = 1; await 0; a = 2; a++;', []],
    ['let a = 1; const f = () => a; a = 2; await f();', ['EW1131']],
    ['function f() { return a; } const a = 1; await f();', ['EW1131']],
    ['const f = (n) => (n ? f(n - 1) : 0); await f(1);', ['EW1131']],
    ['function f(n) { return n ? f(n - 1) : 0; } await f(1);', []],
    ['for (let i = 0; i < 2; i++) { const f = () => i; await f(); }', ['EW1131']],
    ['const s = { a: 1 }; const f = () => s.a; s.a = 2; await f();', []],
    ['let n = 0; [1].forEach((v) => { n += v; });', []],
    [
      'const g = async () => { let n = 0; const add = () => { n++; }; await 0; add(); }; await g();',
      ['EW1131'],
    ],
  ];
  for (const [body, codes] of cases) {
    it(`finds ${codes.join() || 'nothing'} in ${body}`, () => {
      assert.deepEqual(codesOf(asyncHandler(body)), codes);
    });
  }
});
