import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { transformInput } from './transform-input.js';

const event = { source: 'shop', detail: { sku: 'a"b', level: 3, tags: ['x', 'y'] } };

describe('transformInput', () => {
  it('passes the event on', () => {
    assert.equal(transformInput({ a: 1 }, { kind: 'event' }), '{"a":1}');
  });
  it('gives the part at a path', () => {
    assert.equal(transformInput(event, { kind: 'path', path: '$.detail.tags[1]' }), '"y"');
  });
  it('fills a template, escaping inside quotes', () => {
    assert.equal(
      transformInput(event, {
        kind: 'template',
        paths: { sku: '$.detail.sku', level: '$.detail.level', none: '$.nothing' },
        template: '{"text":"<sku> at <level><none>","level":<level>,"all":<sku>}',
      }),
      '{"text":"a\\"b at 3","level":3,"all":"a\\"b"}',
    );
  });
});
