import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { functionNameOf } from './function-arn.js';
import { parseHandlerName } from './handler-name.js';

describe('functionNameOf', () => {
  const cases: [string, string][] = [
    ['order', 'order'],
    ['order:live', 'order'],
    ['123456789012:function:order', 'order'],
    ['123456789012:function:order:7', 'order'],
    ['function:order', 'order'],
    ['arn:aws:lambda:eu-west-1:123456789012:function:order', 'order'],
    ['arn:aws:lambda:eu-west-1:123456789012:function:order:$LATEST', 'order'],
    ['', ''],
  ];
  for (const [given, expected] of cases) {
    it(`finds "${expected}" in "${given}"`, () => assert.equal(functionNameOf(given), expected));
  }
});

describe('parseHandlerName', () => {
  it('splits at the first dot of the base name', () =>
    assert.deepEqual(parseHandlerName('src.v2/orders/place.handlers.main'), {
      kind: 'handler',
      modulePath: 'src.v2/orders/place',
      exportPath: ['handlers', 'main'],
    }));
  for (const name of ['handler', '.handler', 'file.', 'a/.b', '', 'a.b/c']) {
    it(`refuses "${name}"`, () =>
      assert.deepEqual(parseHandlerName(name), {
        kind: 'malformed',
        errorType: 'Runtime.MalformedHandlerName',
        message: 'Bad handler',
      }));
  }
  it('refuses a path that leaves the root', () =>
    assert.equal(parseHandlerName('../a.handler').kind, 'malformed'));
});
