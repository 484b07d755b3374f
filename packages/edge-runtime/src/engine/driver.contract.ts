// What every driver must do alike. Called by driver.test.ts for each of them.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { EdgeEngine, EdgeFunctionOptions, RunOptions } from './edge-engine.js';
import type { EdgeRun } from './edge-run.js';
import type { StoreData } from './messages.js';

/** What a driver cannot do, each with its reason. */
export interface DriverAbilities {
  /** `Date` stands still at the given instant. */
  readonly hasFrozenClock: boolean;
  /** Errors come with a line and column. */
  readonly hasPositions: boolean;
  /** Runs runtime 1.0. */
  readonly hasFirstRuntime: boolean;
  readonly hasCwt: boolean;
}

const store: StoreData = {
  id: '11111111-1111-4111-8111-111111111111',
  createdDateTime: '2024-01-01T00:00:00.000Z',
  lastUpdatedDateTime: '2024-02-01T00:00:00.000Z',
  entries: new Map([
    ['text', 'é'],
    ['json', '{"a":1}'],
  ]),
};
const runOptions: RunOptions = {
  eventType: 'viewer-request',
  nowMs: 1_700_000_000_000,
  rawQuery: 'a=%20&b',
};
const event = {
  version: '1.0',
  request: { method: 'GET', uri: '/x', querystring: {}, headers: {}, cookies: {} },
};

/** Runs the contract. */
export function driverContract(name: string, create: () => EdgeEngine, abilities: DriverAbilities): void {
  describe(`driver ${name}`, () => {
    let engine: EdgeEngine;
    before(() => {
      engine = create();
    });
    after(() => engine.close());

    const runCode = async (
      code: string,
      options: Partial<EdgeFunctionOptions & RunOptions> = {},
    ): Promise<EdgeRun> => {
      const edgeFunction = engine.createFunction({ code, runtime: 'cloudfront-js-2.0', ...options });
      const run = await edgeFunction.run(event, { ...runOptions, ...options });
      edgeFunction.close();
      return run;
    };
    const outputOf = async (code: string, options: Partial<EdgeFunctionOptions & RunOptions> = {}) => {
      const run = await runCode(code, options);
      return run.kind === 'success' ? run.output : run.message;
    };

    it('returns what the handler returns', async () => {
      assert.deepEqual(
        await outputOf('function handler(event) { event.request.uri += "/"; return event.request; }'),
        {
          method: 'GET',
          uri: '/x/',
          querystring: {},
          headers: {},
          cookies: {},
        },
      );
    });

    it('awaits the handler of runtime 2.0', async () => {
      assert.equal(await outputOf('async function handler() { await null; return 5; }'), 5);
    });

    it('gives undefined when the handler returns nothing', async () => {
      assert.equal(await outputOf('function handler() {}'), undefined);
    });

    it('hands the raw query string to rawQueryString()', async () => {
      const code = 'function handler(e) { return [e.request.rawQueryString(), Object.keys(e.request)]; }';
      assert.deepEqual(await outputOf(code), [
        'a=%20&b',
        ['method', 'uri', 'querystring', 'headers', 'cookies'],
      ]);
    });

    it('evaluates the top level anew for each event', async () => {
      const code =
        'var list = []; globalThis.n = (globalThis.n || 0) + 1; function handler() { list.push(1); return [n, list.length]; }';
      const edgeFunction = engine.createFunction({ code, runtime: 'cloudfront-js-2.0' });
      for (const round of [1, 2, 3]) {
        const run = await edgeFunction.run(event, runOptions);
        assert.deepEqual([round, run.kind === 'success' && run.output], [round, [1, 1]]);
      }
      edgeFunction.close();
    });

    it('refuses a handler that is no property of the global object', async () => {
      assert.equal(
        await outputOf('const handler = function () {};'),
        'ReferenceError: "handler" is not defined',
      );
      assert.equal(await outputOf('var handler = function () { return 1; };'), 1);
      assert.equal(await outputOf('globalThis.handler = function () { return 2; };'), 2);
    });

    it('reports exceptions and rejections in the words of CloudFront', async () => {
      assert.equal(
        await outputOf('function handler(e) { return e.request.headers.x.value; }'),
        'TypeError: cannot get property "value" of undefined',
      );
      assert.equal(
        await outputOf('async function handler() { await null; throw new RangeError("far"); }'),
        'RangeError: far',
      );
      assert.equal(await outputOf('function handler() { nope(); }'), 'ReferenceError: "nope" is not defined');
      assert.equal(await outputOf('function handler() { throw "text"; }'), 'text');
      assert.equal(
        await outputOf('function handler() {\n class A {}\n}'),
        'SyntaxError: Token "class" not supported in this version in 2',
      );
    });

    it('reports a rejection that nothing handles', async () => {
      assert.equal(
        await outputOf('function handler() { Promise.reject(new TypeError("lost")); return {}; }'),
        'Error: unhandled promise rejection: TypeError: lost',
      );
    });

    it('reports a promise that never settles', async () => {
      assert.equal(
        await outputOf('async function handler() { await new Promise(function () {}); }'),
        'Error: the promise that the handler returned never settled',
      );
    });

    it('reports a result that has no JSON', async () => {
      assert.equal(
        await outputOf('function handler() { var a = {}; a.a = a; return a; }'),
        'TypeError: Nested too deep or a cyclic structure',
      );
    });

    it('collects the log in the format of CloudFront', async () => {
      const run = await runCode(
        'function handler() { console.log("a b"); console.log({ a: [1, "x", null], f: function () {} }); return 1; }',
      );
      assert.deepEqual(run.logs, ['a b', "{a:[1,'x',null],f:[Function: f]}"]);
    });

    it('keeps the log of a run that fails', async () => {
      assert.deepEqual((await runCode('function handler() { console.log(1); throw 2; }')).logs, ['1']);
    });

    it('reads the key value store', async () => {
      const code = `import cf from 'cloudfront';
const kvs = cf.kvs();
async function handler() {
  const text = await kvs.get('text');
  const json = await kvs.get('json', { format: 'json' });
  const bytes = await kvs.get('text', { format: 'bytes' });
  const meta = await kvs.meta();
  return [text, json, bytes.length, await kvs.exists('text'), await kvs.exists('none'), meta, await kvs.count()];
}`;
      assert.deepEqual(await outputOf(code, { keyValueStore: store }), [
        'é',
        { a: 1 },
        2,
        true,
        false,
        {
          creationDateTime: '2024-01-01T00:00:00.000Z',
          lastUpdatedDateTime: '2024-02-01T00:00:00.000Z',
          keyCount: 2,
        },
        2,
      ]);
    });

    it('refuses a missing key, a wrong id and a missing store', async () => {
      const get = (call: string) =>
        `import cf from 'cloudfront';\nasync function handler() { return await ${call}; }`;
      const of = (call: string, keyValueStore?: StoreData) =>
        outputOf(get(call), keyValueStore === undefined ? {} : { keyValueStore });
      assert.match(String(await of("cf.kvs().get('none')", store)), /KeyNotFound$/);
      assert.match(String(await of("cf.kvs('other').get('text')", store)), /^KVSNamespaceNotFound/);
      assert.match(String(await of("cf.kvs().get('text')")), /^KVSNamespaceNotFound/);
      assert.match(
        String(await of("cf.kvs().get('text', { format: 'json' })", store)),
        /^SyntaxError: Unexpected token at position 0/,
      );
      assert.equal(await of(`cf.kvs('${store.id}').get('json')`, store), '{"a":1}');
    });

    it('records the last call of an origin helper, in viewer-request only', async () => {
      const code = `import cf from 'cloudfront';
function handler(event) {
  cf.selectRequestOriginById('first');
  cf.updateRequestOrigin({ domainName: 'a.example.org' });
  return event.request;
}`;
      const run = await runCode(code);
      assert.deepEqual(run.kind === 'success' && run.origin, {
        kind: 'update',
        params: { domainName: 'a.example.org' },
      });
      assert.equal(
        await outputOf(code, { eventType: 'viewer-response' }),
        'Error: origin helpers are available in viewer-request functions only',
      );
    });

    it('gives the edge location in viewer-request only, and cuts custom log data', async () => {
      const code = `import cf from 'cloudfront';
function handler() {
  cf.logCustomData('lost');
  cf.logCustomData('é'.repeat(200));
  return cf.edgeLocation;
}`;
      const run = await runCode(code);
      assert.deepEqual(run.kind === 'success' && run.output, {
        name: 'LOC',
        serverIp: '127.0.0.1',
        region: 'us-east-1',
      });
      // Six bytes a character after URL encoding: 133 of them stay below 800.
      assert.equal(run.logData, 'é'.repeat(133));
      assert.deepEqual(await outputOf(code, { eventType: 'viewer-response' }), {});
    });

    it('has the modules of runtime 2.0 and no other', async () => {
      const code = `import crypto from 'crypto';
function handler() {
  var q = require('querystring'), B = require('buffer').Buffer;
  return [
    crypto.createHash('sha256').update('é').digest('hex'),
    crypto.createHash('md5').update('a').update(Buffer.from('b')).digest('base64url'),
    crypto.createHmac('sha1', Buffer.from('k')).update('x').digest('base64'),
    crypto.createHash('sha1').update('x').digest().length,
    q.parse('a=1&a=2&b=%20+&c'), q.stringify({ a: ['1', 2], b: null }),
    B.from('é').length, atob('w6k='), btoa('a'),
  ];
}`;
      assert.deepEqual(await outputOf(code), [
        '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c',
        'GH70Q2Ei0cwvQNwrkvDroA',
        'ywATH87GAqj8hEE6KnAVTYwGoNI=',
        20,
        { a: ['1', '2'], b: '  ', c: '' },
        'a=1&a=2&b=',
        2,
        'Ã©',
        'YQ==',
      ]);
      assert.equal(await outputOf("function handler() { require('fs'); }"), 'Error: Cannot find module "fs"');
    });

    it('refuses code from text', async () => {
      assert.equal(await outputOf('function handler() { eval("1"); }'), 'InternalError: Not implemented');
    });

    it('has no timers, process or network', async () => {
      const code = `function handler() { return [typeof setTimeout, typeof process, typeof fetch, typeof console.error, typeof Map]; }`;
      assert.deepEqual(await outputOf(code), [
        'undefined',
        'undefined',
        'undefined',
        'undefined',
        'undefined',
      ]);
    });

    if (abilities.hasFrozenClock) {
      it('lets Date stand still and repeats Math.random for one seed', async () => {
        const code = 'function handler() { return [Date.now(), new Date().toISOString(), Math.random()]; }';
        const [first, second, other] = [
          await outputOf(code, { seed: 7 }),
          await outputOf(code, { seed: 7 }),
          await outputOf(code, { seed: 8 }),
        ] as [unknown[], unknown[], unknown[]];
        assert.deepEqual(first.slice(0, 2), [1_700_000_000_000, '2023-11-14T22:13:20.000Z']);
        assert.equal(first[2], second[2]);
        assert.notEqual(first[2], other[2]);
      });
    }

    if (abilities.hasPositions) {
      it('says where an error was thrown, and names what was called', async () => {
        const run = await runCode('function handler(e) {\n  return e.request.go();\n}');
        assert.equal(run.kind, 'execution-error');
        assert.deepEqual(run.kind === 'execution-error' && [run.message, run.position?.line], [
          'TypeError: (intermediate value)["go"] is not a function',
          2,
        ]);
      });
    }

    if (abilities.hasCwt) {
      it('makes and checks CBOR web tokens', async () => {
        const code = `import cf from 'cloudfront';
function handler() {
  const token = cf.cwt.generateToken({ protectedHeaders: { 1: 5 }, payload: { 1: 'issuer', 4: 1700000000, 100: [1, 'a'] } }, { cwtTag: true, coseTag: 'MAC0', key: 'secret' });
  const good = cf.cwt.validateToken(token, { key: 'secret' });
  let bad = '';
  try { cf.cwt.validateToken(token, { key: 'other' }); } catch (error) { bad = error.message; }
  return [token.toString('hex').slice(0, 20), good.protectedHeaders, good.payload, bad];
}`;
        assert.deepEqual(await outputOf(code), [
          // Tags 61 and 17, an array of four, {1: 5} as bytes, {}, a byte string.
          'd83dd18443a10105a055',
          { 1: 5 },
          { 1: 'issuer', 4: 1_700_000_000, 100: [1, 'a'] },
          'CWT: the MAC does not match',
        ]);
      });
    }

    if (abilities.hasFirstRuntime) {
      const first = { runtime: 'cloudfront-js-1.0' } as const;
      it('replaces, matches and finds with the flags of a pattern that has no "flags" in 1.0', async () => {
        const code = `function handler() {
  var seen = [];
  return [
    'x1y22'.replace(/\\d/g, '#'),
    'x1y22'.replace(/\\d/, '#'),
    'aXbX'.replace(/x/gi, function (found) { seen.push('a1b1'.replace(/\\d/g, '')); return found + seen.length; }),
    'x1y22'.match(/\\d/g),
    'x1y22'.search(/Y/i),
    /a/g.flags,
  ];
}`;
        assert.deepEqual(await outputOf(code, first), ['x#y##', 'x#y22', 'aX1bX2', ['1', '2', '2'], 2, null]);
      });
      it('misexecutes spread as runtime 1.0 does', async () => {
        const code =
          'function handler() { return [String(Math.max(...[1, 2])), [0, ...[1]], "a1b".split(/(1)/)]; }';
        assert.deepEqual(await outputOf(code, first), ['NaN', [0], ['a', 'b']]);
      });

      it('has byte strings and no Buffer in runtime 1.0', async () => {
        const code = `var crypto = require('crypto');
function handler() {
  var bytes = String.bytesFrom('c3a9', 'hex');
  return [bytes.length, bytes.fromUTF8(), 'é'.toUTF8().toString('hex'), crypto.createHash('md5').update(bytes).digest('hex'), crypto.createHash('md5').update('x').digest().length, typeof Buffer, typeof ''.replaceAll, typeof [].entries];
}`;
        assert.deepEqual(await outputOf(code, first), [
          2,
          'é',
          'c3a9',
          md5OfE,
          16,
          'undefined',
          'undefined',
          'undefined',
        ]);
      });

      it('does not await the handler of runtime 1.0', async () => {
        assert.deepEqual(await outputOf('function handler() { return Promise.resolve(1); }', first), {});
      });

      it('has no cloudfront module in runtime 1.0', async () => {
        assert.equal(
          await outputOf("function handler() { return require('cloudfront'); }", first),
          'Error: Cannot find module "cloudfront"',
        );
      });
    }
  });
}

/** MD5 of the bytes C3 A9. */
const md5OfE = '66ddcd97cfdeabb2f6fb8a999b4bc76f';
