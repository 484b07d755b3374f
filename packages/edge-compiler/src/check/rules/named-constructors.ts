// Reports named function expressions that use their own name while they construct.

import { isInside } from '../../tree/walk.js';
import type { Rule } from '../rule.js';

/** @source evidence/engine.md 2.2 */
export const namedConstructors: Rule = {
  name: 'named-constructors',
  summary: 'refuses named function expressions that construct by their own name',
  codes: ['EW1510'],
  check: ({ index, scopes, report }) => {
    for (const binding of scopes.bindings) {
      const [id] = binding.declarations;
      if (binding.kind !== 'own-name' || id === undefined) continue;
      const node = index.parentOf(id);
      if (node?.type !== 'FunctionExpression') continue;
      const constructs = index
        .nodesOf('ThisExpression')
        .some((one) => isInside(one, node) && index.functionOf(one) === node);
      const use = binding.references.find(({ node: one }) => {
        const parent = index.parentOf(one);
        // A recursive call is safe; `instanceof A`, `A.prototype` and `A.count` are not.
        return !(parent?.type === 'CallExpression' && parent.callee === one);
      });
      if (!constructs || use === undefined) continue;
      report({
        code: 'EW1510',
        at: use.node,
        message: `Cannot rely on "${binding.name}" inside its own function expression: under "new" the engine gives it another value`,
        help: `write a function declaration: function ${binding.name}() {…}`,
      });
    }
  },
};
