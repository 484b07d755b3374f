import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { helpMessage, parseDelivery, parseOrder } from '../src/core/messages.js';

const badOrderId = {
  kind: 'invalid',
  orderId: null,
  detail: 'orderId has to be 8 to 64 letters, digits, "-" or "_"',
};
const badItem = {
  kind: 'invalid',
  orderId: 'order-01',
  detail: 'item has to be the number of something that the shop sells',
};
const badQuantity = {
  kind: 'invalid',
  orderId: 'order-01',
  detail: 'quantity has to be a whole number from 1 to 10',
};

describe('parseOrder', () => {
  it('takes one piece unless told otherwise', () => {
    assert.deepEqual(parseOrder('{"action":"order","orderId":"order-01","item":3}'), {
      kind: 'valid',
      value: { orderId: 'order-01', item: 3, quantity: 1 },
    });
  });

  it('takes up to ten pieces', () => {
    assert.deepEqual(parseOrder('{"orderId":"order-01","item":1,"quantity":10}'), {
      kind: 'valid',
      value: { orderId: 'order-01', item: 1, quantity: 10 },
    });
  });

  const refused: [string, string | undefined, unknown][] = [
    ['no text', undefined, badOrderId],
    ['an empty text', '', badOrderId],
    ['text that is not JSON', 'buy!', badOrderId],
    ['JSON that is no object', 'null', badOrderId],
    ['no order id', '{"item":3}', badOrderId],
    ['an order id of 7 characters', '{"orderId":"1234567","item":3}', badOrderId],
    ['an order id of 65 characters', `{"orderId":"${'x'.repeat(65)}","item":3}`, badOrderId],
    ['an order id with a blank', '{"orderId":"order 01","item":3}', badOrderId],
    ['no item', '{"orderId":"order-01"}', badItem],
    ['an unknown item', '{"orderId":"order-01","item":4}', badItem],
    ['an item by text', '{"orderId":"order-01","item":"3"}', badItem],
    ['none', '{"orderId":"order-01","item":3,"quantity":0}', badQuantity],
    ['fewer than none', '{"orderId":"order-01","item":3,"quantity":-1}', badQuantity],
    ['eleven', '{"orderId":"order-01","item":3,"quantity":11}', badQuantity],
    ['a half', '{"orderId":"order-01","item":3,"quantity":0.5}', badQuantity],
    ['a quantity by text', '{"orderId":"order-01","item":3,"quantity":"1"}', badQuantity],
  ];
  for (const [name, body, expected] of refused) {
    it(`refuses ${name}`, () => assert.deepEqual(parseOrder(body), expected));
  }

  it('accepts order ids of 8 and of 64 characters', () => {
    for (const length of [8, 64]) {
      assert.equal(parseOrder(`{"orderId":"${'x'.repeat(length)}","item":3}`).kind, 'valid');
    }
  });
});

describe('parseDelivery', () => {
  it('needs no order id', () => {
    assert.deepEqual(parseDelivery('{"action":"restock","item":2,"quantity":5}'), {
      kind: 'valid',
      value: { item: 2, quantity: 5 },
    });
  });

  it('refuses what the shop does not sell', () => {
    assert.deepEqual(parseDelivery('{"item":0}'), { ...badItem, orderId: null });
  });
});

describe('helpMessage', () => {
  it('gives examples that the shop accepts', () => {
    const help = helpMessage();
    assert.ok(help.type === 'help');
    const [stock, order, restock] = help.examples;
    assert.equal(stock, '{"action":"stock"}');
    assert.equal(parseOrder(order).kind, 'valid');
    assert.equal(parseDelivery(restock).kind, 'valid');
  });
});
