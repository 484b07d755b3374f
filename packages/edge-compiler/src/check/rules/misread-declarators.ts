// Reports declarators that the engine takes for another kind than their declaration says.

import { findMisreadDeclarators } from '../../tree/misread-declarators.js';
import type { Rule } from '../rule.js';

/** @source measured on the open-source engine nearest to runtime 2.0 */
export const misreadDeclarators: Rule = {
  name: 'misread-declarators',
  summary: 'refuses declarations that lose their kind behind a function',
  codes: ['EW1524'],
  check: ({ index, runtime, textOf, report }) => {
    // Runtime 1.0 has one kind only.
    if (runtime === 'cloudfront-js-1.0') return;
    for (const { statement, declarator, cause, isHead } of findMisreadDeclarators(index)) {
      report({
        code: 'EW1524',
        at: declarator.id,
        message: `Cannot declare ${textOf(declarator.id)} with "${statement.kind}" here: behind a function with a local of kind "${cause.kind}" the engine takes it for a "${cause.kind}"`,
        help: isHead ? 'declare the function before the loop' : 'declare it in a statement of its own',
        notes: [{ message: 'the last declaration that the engine has read', at: cause }],
      });
    }
  },
};
