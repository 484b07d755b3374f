// Reports errors that cost millions of instructions, and options of errors that the engine ignores.

import { isInside } from '../../tree/walk.js';
import type { Rule } from '../rule.js';

/** @source spec/cloudfront.md 1.6, 8.5; evidence/engine.md 3 */
export const errorUse: Rule = {
  name: 'error-use',
  summary: 'notes errors made after an await, and the ignored cause option',
  codes: ['EW1509', 'EW1516'],
  check: ({ index, facts, runtime, report }) => {
    const awaits = index.nodesOf('AwaitExpression');
    for (const node of index.nodesOf('NewExpression', 'CallExpression')) {
      if (facts.typeOf(node) !== 'error') continue;
      const options = node.arguments[1];
      if (options?.type === 'ObjectExpression') {
        const cause = options.properties.find(
          (p) => p.type === 'Property' && p.key.type === 'Identifier' && p.key.name === 'cause',
        );
        if (cause !== undefined) {
          report({
            code: 'EW1516',
            at: cause,
            message: 'The option "cause" of an error is ignored: the engine does not know it',
            help: 'put the cause into the message',
          });
        }
      }
      const owner = index.functionOf(node);
      const isLate =
        runtime === 'cloudfront-js-2.0' &&
        owner?.async === true &&
        awaits.some(
          (one) => one.end <= node.start && index.functionOf(one) === owner && isInside(one, owner),
        );
      if (isLate) {
        report({
          code: 'EW1509',
          at: node,
          message:
            'An error made after an "await" costs several million instructions in engines of this age, near the whole compute budget',
          help: 'return a response, throw a text, or make the error before the first `await`',
        });
      }
    }
  },
};
