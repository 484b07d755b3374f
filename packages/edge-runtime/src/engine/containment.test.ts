import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createEdgeEngine, type EdgeEngine } from './edge-engine.js';
import type { EdgeRun } from './edge-run.js';

const event = { request: { method: 'GET', uri: '/x', querystring: {}, headers: {}, cookies: {} } };
const options = { eventType: 'viewer-request', nowMs: 0 } as const;

// Each attack is a handler body, and what its run must come to: text of an error, or an output.
const attacks: readonly (readonly [name: string, body: string, expected: RegExp])[] = [
  ['a busy loop', 'while (true) {}', /time limit/],
  ['a busy loop after an await', 'return (async function () { await null; for (;;) {} })();', /time limit/],
  ['endless promise jobs', 'return (async function () { for (;;) await null; })();', /time limit/],
  [
    'a promise chain that grows',
    'function next() { return Promise.resolve().then(next); } return next();',
    /time limit|MemoryError/,
  ],
  ['a promise that never settles', 'return new Promise(function () {});', /never settled/],
  ['deep recursion', 'function f() { return f() + 1; } return f();', /Maximum call stack/],
  ['recursion through a built-in', 'function f() { return [1].map(f); } return f();', /Maximum call stack/],
  [
    'recursion in toJSON',
    'var o = { toJSON: function () { return { o: o }; } }; return o;',
    /Maximum call stack|MemoryError|cyclic/,
  ],
  ['a huge array', 'return new Array(12500000).fill(1).length;', /MemoryError|time limit/],
  ['a huge typed array', 'return new Uint8Array(1073741824).length;', /MemoryError|invalid/i],
  [
    'a string that doubles',
    'var s = "x"; for (var i = 0; i < 40; i++) s += s; return s.length;',
    /MemoryError|invalid string length/,
  ],
  ['pushing for ever', 'var a = []; for (;;) a.push("text" + a.length);', /MemoryError/],
  [
    'a catastrophic pattern',
    'return /^(a+)+$/.test("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");',
    /time limit/,
  ],
  ['catching the end', 'for (;;) { try { for (;;) {} } catch (e) {} }', /time limit/],
  [
    'catching the end of memory',
    'var a = []; for (;;) { try { for (;;) a.push(new Array(1000)); } catch (e) {} }',
    /time limit|MemoryError/,
  ],
  ['a getter that loops while the result is read', 'return { get x() { for (;;) {} } };', /time limit/],
  [
    'the constructor of an object',
    'return ({}).constructor.constructor("return process")();',
    /Not implemented/,
  ],
  ['the constructor of a function', 'return handler.constructor("return process")();', /Not implemented/],
  [
    'the constructor of an async function',
    'return (async function () {}).constructor("return process")();',
    /Not implemented/,
  ],
  [
    'the constructor of the global object',
    'return globalThis.constructor.constructor("return process")();',
    /Not implemented/,
  ],
  [
    'the constructor of console.log',
    'return console.log.constructor("return process")();',
    /Not implemented/,
  ],
  ['the constructor of require', 'return require.constructor("return process")();', /Not implemented/],
  [
    'the constructor of a host error',
    'try { null.x } catch (e) { return e.constructor.constructor("return process")(); }',
    /Not implemented/,
  ],
  [
    'the constructor of the event',
    'return event.request.constructor.constructor("return process")();',
    /Not implemented/,
  ],
  [
    'the constructor of a hash',
    'return require("crypto").createHash("md5").constructor.constructor("return process")();',
    /Not implemented/,
  ],
  ['eval', 'return eval("process");', /Not implemented/],
  ['indirect eval', 'return (0, eval)("process");', /Not implemented/],
  ['new Function', 'return new Function("return process")();', /Not implemented/],
  [
    'Error.prepareStackTrace',
    'Error.prepareStackTrace = function (e, s) { return s; }; return typeof new Error().stack;',
    /^"string"$|^"undefined"$/,
  ],
  [
    'a global of Node',
    'return [typeof process, typeof global.process, typeof Buffer.poolSize, typeof WebAssembly];',
    /^\["undefined","undefined","undefined","undefined"\]$/,
  ],
];

describe('containment', () => {
  let engine: EdgeEngine;
  before(() => {
    engine = createEdgeEngine();
  });
  after(() => engine.close());

  const outcome = (run: EdgeRun) => (run.kind === 'success' ? JSON.stringify(run.output) : run.message);

  for (const [name, body, expected] of attacks) {
    it(`outlives ${name}, and the next run is right`, async () => {
      // The same instance runs the attack and then an honest event.
      const edgeFunction = engine.createFunction({
        code: `function handler(event) { if (event.isHonest) return event.request; ${body} }`,
        runtime: 'cloudfront-js-2.0',
        timeoutMs: 60,
      });
      const attacked = await edgeFunction.run(event, options);
      assert.match(outcome(attacked), expected);
      const honest = await edgeFunction.run({ ...event, isHonest: true }, options);
      assert.deepEqual(honest.kind === 'success' && honest.output, event.request);
      edgeFunction.close();
    });
  }

  it('refuses import()', async () => {
    const edgeFunction = engine.createFunction({
      code: "function handler() { return import('fs'); }",
      runtime: 'cloudfront-js-2.0',
    });
    assert.equal(
      outcome(await edgeFunction.run(event, options)),
      'SyntaxError: Non-default import is not supported in 1',
    );
    edgeFunction.close();
  });

  it('forgets what a run did to built-ins', async () => {
    const edgeFunction = engine.createFunction({
      code: `function handler(event) {
  if (event.isHonest) return [[1, 2].join('+'), JSON.stringify({ a: 1 }), typeof Object.prototype.leak, typeof globalThis.leak];
  Array.prototype.join = String.prototype.replace = JSON.stringify = Promise.prototype.then = function () { return 'stolen'; };
  Object.prototype.leak = globalThis.leak = 1;
  Object.prototype.toJSON = function () { return { kind: 'success', output: 'forged' }; };
  return 1;
}`,
      runtime: 'cloudfront-js-2.0',
    });
    await edgeFunction.run(event, options);
    const honest = await edgeFunction.run({ isHonest: true }, options);
    assert.deepEqual(honest.kind === 'success' && honest.output, [
      '1+2',
      '{"a":1}',
      'undefined',
      'undefined',
    ]);
    edgeFunction.close();
  });

  it('reads a forged outcome without harm', async () => {
    const forge = async (text: string) => {
      const edgeFunction = engine.createFunction({
        code: `function handler() { Object.prototype.toJSON = function () { return ${text}; }; return {}; }`,
        runtime: 'cloudfront-js-2.0',
      });
      const run = await edgeFunction.run(event, options);
      edgeFunction.close();
      return run.kind;
    };
    assert.deepEqual(
      [
        await forge('1'),
        await forge('undefined'),
        await forge('{ kind: "success", logs: 5 }'),
        await forge('[[]]'),
      ],
      // An array inherits the forged method too and never ends.
      ['success', 'success', 'success', 'execution-error'],
    );
  });

  it('replaces a thread that no interrupt reaches, and harms no other function', async () => {
    const stuck = engine.createFunction({
      code: 'function handler() { var a = []; a.length = 4294967295; a.sort(); }',
      runtime: 'cloudfront-js-2.0',
      timeoutMs: 20,
    });
    const honest = engine.createFunction({
      code: 'function handler(e) { return e.request.uri; }',
      runtime: 'cloudfront-js-2.0',
    });
    const [lost, kept, alsoKept] = await Promise.all([
      stuck.run(event, options),
      honest.run(event, options),
      honest.run(event, options),
    ]);
    assert.equal(outcome(lost), 'Error: the function exceeded its time limit');
    assert.deepEqual([outcome(kept), outcome(alsoKept)], ['"/x"', '"/x"']);
    stuck.close();
    honest.close();
  });

  it('fails no small function, however slow the machine is', async () => {
    const edgeFunction = engine.createFunction({
      code: 'function handler() { var n = 0; for (var i = 0; i < 20000; i++) n += i; return n; }',
      runtime: 'cloudfront-js-2.0',
      timeoutMs: 0.5,
    });
    assert.equal(outcome(await edgeFunction.run(event, options)), '199990000');
    edgeFunction.close();
  });

  it('cuts the log of one run at 10,240 bytes', async () => {
    const edgeFunction = engine.createFunction({
      code: "function handler() { for (var i = 0; i < 11; i++) console.log('é'.repeat(500)); return 1; }",
      runtime: 'cloudfront-js-2.0',
    });
    const { logs } = await edgeFunction.run(event, options);
    assert.deepEqual(
      logs.map((line) => Buffer.byteLength(line)),
      [...Array<number>(10).fill(1_000), 240],
    );
    edgeFunction.close();
  });

  it('gives a function 2 MB and no more', async () => {
    const run = async (bytes: number) => {
      const edgeFunction = engine.createFunction({
        code: `function handler() { return new Uint8Array(${bytes}).length; }`,
        runtime: 'cloudfront-js-2.0',
      });
      const result = outcome(await edgeFunction.run(event, options));
      edgeFunction.close();
      return result;
    };
    assert.equal(await run(1_900_000), '1900000');
    assert.equal(await run(2_200_000), 'MemoryError');
  });

  it('answers what waits when it closes, and what comes later', async () => {
    const closing = createEdgeEngine();
    const edgeFunction = closing.createFunction({
      code: 'function handler() { for (;;) {} }',
      runtime: 'cloudfront-js-2.0',
    });
    const waiting = edgeFunction.run(event, options);
    await closing.close();
    assert.equal(outcome(await waiting), 'Error: the engine is closed');
    assert.equal(outcome(await edgeFunction.run(event, options)), 'Error: the engine is closed');
  });
});
