// Reports errors that cost millions of instructions, and options of errors that the engine ignores.

import type { AnyNode } from 'acorn';
import { type FunctionNode, isInside } from '../../tree/walk.js';
import type { Rule, RuleContext } from '../rule.js';

/** @source spec/cloudfront.md 1.6, 8.5; evidence/engine.md 3 */
export const errorUse: Rule = {
  name: 'error-use',
  summary: 'notes errors made after an await, and the ignored cause option',
  codes: ['EW1509', 'EW1516'],
  check: (context) => {
    const { index, facts, runtime, report } = context;
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
      const isLate = runtime === 'cloudfront-js-2.0' && runsAfterAwait(context, node);
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

// Behind an `await` of its own function, or in a function that is called or made behind one.
function runsAfterAwait({ index, scopes }: RuleContext, node: AnyNode): boolean {
  const awaits = index.nodesOf('AwaitExpression');
  const asked = new Set<FunctionNode>();
  return isLate(node);

  function isLate(at: AnyNode): boolean {
    const owner = index.functionOf(at);
    if (owner === undefined) return false;
    const isBehind = awaits.some(
      (one) => one.end <= at.start && index.functionOf(one) === owner && isInside(one, owner),
    );
    return isBehind || isCalledLate(owner);
  }

  function isCalledLate(owner: FunctionNode): boolean {
    if (asked.has(owner)) return false;
    asked.add(owner);
    const parent = index.parentOf(owner);
    const name =
      owner.type === 'FunctionDeclaration'
        ? owner.id
        : parent?.type === 'VariableDeclarator'
          ? parent.id
          : undefined;
    // A function without a name runs near the place where it stands.
    if (!name) return isLate(owner);
    const references = scopes.bindingOf(name)?.references ?? [];
    return references.some(({ node: use, isRead }) => isRead && isLate(use));
  }
}
