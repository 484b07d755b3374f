import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorPayloadOf, initErrorPayloadOf, placeOf, unhandledRejection } from './worker-errors.js';

describe('errorPayloadOf', () => {
  it('gives type, message and trace of an error', () => {
    const error = new TypeError('x is not a function');
    error.stack = 'TypeError: x is not a function\n    at handler (/app/a.js:1:2)';
    assert.deepEqual(errorPayloadOf(error), {
      errorType: 'TypeError',
      errorMessage: 'x is not a function',
      trace: ['TypeError: x is not a function', '    at handler (/app/a.js:1:2)'],
    });
  });
  const values: [unknown, string, string][] = [
    ['text', 'string', 'text'],
    [7, 'number', '7'],
    [null, 'object', 'null'],
    [undefined, 'undefined', 'undefined'],
    [{ a: 1 }, 'object', '[object Object]'],
  ];
  for (const [value, errorType, errorMessage] of values) {
    it(`reports a thrown ${JSON.stringify(value)} by its type`, () =>
      assert.deepEqual(errorPayloadOf(value), { errorType, errorMessage, trace: [] }));
  }
});

describe('initErrorPayloadOf', () => {
  it('names a missing module', () => {
    const error = Object.assign(new Error("Cannot find module 'x'"), { code: 'MODULE_NOT_FOUND' });
    const { errorType, errorMessage } = initErrorPayloadOf(error);
    assert.deepEqual(
      [errorType, errorMessage],
      ['Runtime.ImportModuleError', "Error: Cannot find module 'x'"],
    );
  });
  it('names a syntax error', () =>
    assert.equal(
      initErrorPayloadOf(new SyntaxError('Unexpected token')).errorType,
      'Runtime.UserCodeSyntaxError',
    ));
});

describe('unhandledRejection', () => {
  it('quotes the reason', () => {
    const { name, message } = unhandledRejection(new RangeError('too far'));
    assert.deepEqual([name, message], ['Runtime.UnhandledPromiseRejection', 'RangeError: too far']);
  });
});

describe('placeOf', () => {
  const withStack = (stack: string) => Object.assign(new Error('x'), { stack });
  it('takes the first frame of the user', () =>
    assert.equal(
      placeOf(
        withStack(
          'Error: x\n    at inner (node:internal/a:1:1)\n    at /app/node_modules/lib/i.js:1:1\n    at async own (/runtime/w.js:1:1)\n    at async handler (file:///app/src/order.ts:12:7)',
        ),
        ['/runtime/', 'node:'],
      ),
      '/app/src/order.ts:12:7',
    ));
  it('takes the line of a syntax error', () =>
    assert.equal(
      placeOf(withStack('/app/broken.js:2\n  const a = ;\n            ^\nSyntaxError: x'), []),
      '/app/broken.js:2',
    ));
  it('knows no place without a frame of the user', () =>
    assert.equal(placeOf(withStack('Error: x\n    at node:internal/a:1:1'), ['node:']), undefined));
  it('knows no place of a thrown text', () => assert.equal(placeOf('text', []), undefined));
});
