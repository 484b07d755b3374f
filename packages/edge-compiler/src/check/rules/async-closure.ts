// Reports locals of async functions that have two values after an `await`.

import { awaitsItself } from '../../tree/scopes.js';
import { findSharedLocals } from '../../tree/shared-locals.js';
import type { Rule } from '../rule.js';

const reasons = {
  'written-by-inner': 'an inner function writes it',
  'written-again': 'it is written after an inner function captured it',
  'made-after-capture': 'an inner function captures it before it has its value',
} as const;

/** @source spec/cloudfront.md 1.4 */
export const asyncClosure: Rule = {
  name: 'async-closure',
  summary: 'refuses locals that runtime 2.0 copies at an await',
  codes: ['EW1131', 'EW1132'],
  check: ({ scopes, index, runtime, report }) => {
    if (runtime !== 'cloudfront-js-2.0') return;
    for (const { binding, at, reason } of findSharedLocals(scopes, index)) {
      const [declared] = binding.declarations;
      report({
        code: 'EW1131',
        at,
        message: `Cannot share local "${binding.name}" across an "await": runtime 2.0 copies captured locals when the function suspends, and ${reasons[reason]}`,
        help: `keep it in a property of an object that is made first: const state = { ${binding.name}: … }`,
        ...(declared === undefined || declared === at
          ? {}
          : { notes: [{ message: `"${binding.name}" is declared here`, at: declared }] }),
      });
    }
    for (const binding of scopes.bindings) {
      const owner = binding.inFunction;
      if (binding.kind !== 'rest' || !owner?.async || !awaitsItself(owner)) continue;
      const firstAwait = index.nodesOf('AwaitExpression').find((node) => index.functionOf(node) === owner);
      const late = binding.references.find(
        (use) => firstAwait !== undefined && use.node.start > firstAwait.start,
      );
      if (late === undefined) continue;
      report({
        code: 'EW1132',
        at: late.node,
        message: `Cannot read rest parameter "${binding.name}" after an "await": runtime 2.0 gives undefined`,
        help: 'copy it into a constant before the first `await`',
      });
    }
  },
};
