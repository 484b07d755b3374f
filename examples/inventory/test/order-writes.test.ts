import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deliveryWrite, orderWrites, readOrderOutcome } from '../src/core/order-writes.js';

const entry = { item: 2, name: 'Fountain pen', initialLevel: 3 };
const context = { entry, table: 'shop', nowMs: 1_705_751_697_419 };

describe('orderWrites', () => {
  it('takes the id and the stock in one transaction', () => {
    assert.deepEqual(orderWrites({ orderId: 'order-01', item: 2, quantity: 1 }, context), {
      TransactItems: [
        {
          Put: {
            TableName: 'shop',
            Item: { pk: 'order#order-01', sk: 0, item: 2, quantity: 1, ttl: 1_705_838_097 },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        {
          Update: {
            TableName: 'shop',
            Key: { pk: 'stock', sk: 2 },
            UpdateExpression:
              'SET #level = if_not_exists(#level, :initial) - :quantity, #version = if_not_exists(#version, :zero) + :one',
            ConditionExpression: '#level >= :quantity OR attribute_not_exists(pk)',
            ExpressionAttributeNames: { '#level': 'level', '#version': 'version' },
            ExpressionAttributeValues: { ':initial': 3, ':quantity': 1, ':zero': 0, ':one': 1 },
          },
        },
      ],
    });
  });

  it('lets an item without a row pass only if the initial level is enough', () => {
    const condition = (quantity: number) =>
      orderWrites({ orderId: 'order-01', item: 2, quantity }, context).TransactItems?.[1]?.Update
        ?.ConditionExpression;
    assert.equal(condition(3), '#level >= :quantity OR attribute_not_exists(pk)');
    assert.equal(condition(4), '#level >= :quantity');
  });
});

describe('readOrderOutcome', () => {
  const cases: [(string | undefined)[], string][] = [
    [['ConditionalCheckFailed', 'None'], 'repeated'],
    [['ConditionalCheckFailed', 'ConditionalCheckFailed'], 'repeated'],
    [['None', 'ConditionalCheckFailed'], 'sold-out'],
    [['None', 'TransactionConflict'], 'conflict'],
    [['TransactionConflict', 'None'], 'conflict'],
    [[], 'conflict'],
  ];
  for (const [codes, outcome] of cases) {
    it(`reads ${outcome} from [${codes.join(', ')}]`, () => assert.equal(readOrderOutcome(codes), outcome));
  }
});

describe('deliveryWrite', () => {
  it('never fills the shelf above 99', () => {
    const write = deliveryWrite(entry, 5);
    assert.equal(write.ConditionExpression, '#level <= :most OR attribute_not_exists(pk)');
    assert.equal(write.ExpressionAttributeValues[':most'], 94);
    assert.deepEqual(write.Key, { pk: 'stock', sk: 2 });
  });
});
