// Reports promises that code takes for values, or that nothing waits for. Those of the key value store have a code of
// their own (key-value-store.ts).

import { findLostCallbacks, findMisusedPromises } from '../misused-promises.js';
import type { Rule } from '../rule.js';

/** @source spec/cloudfront.md 1.1, 1.5, 8.1 */
export const promiseUse: Rule = {
  name: 'promise-use',
  summary: 'requires promises to be awaited before they are used',
  codes: ['EW1327'],
  check: (context) => {
    const { facts, report, textOf, index, runtime } = context;
    for (const { call, use, how } of findMisusedPromises(context)) {
      const { callee } = call;
      if (callee.type === 'MemberExpression' && facts.typeOf(callee.object) === 'store') continue;
      const isAsync = index.functionOf(call)?.async === true;
      report({
        code: 'EW1327',
        at: call,
        message:
          how === 'as-value'
            ? `Cannot use the result of "${textOf(callee)}" as a value: it is a promise`
            : `Cannot leave the promise of "${textOf(callee)}" alone: nothing waits for it, and its rejection fails the request`,
        help:
          runtime === 'cloudfront-js-1.0'
            ? 'do without promises: runtime 1.0 does not wait for them'
            : isAsync
              ? 'write await'
              : 'write await, in an async function',
        ...(isAsync ? { fix: { description: 'await it', replacement: `await ${textOf(call)}` } } : {}),
        ...(use === call ? {} : { notes: [{ message: 'it is used here', at: use }] }),
      });
    }
    for (const { callback, method } of findLostCallbacks(context)) {
      report({
        code: 'EW1327',
        at: callback,
        message: `Cannot pass an async function to "${method}": it does not wait for the promises`,
        help: 'write a loop with await in its body',
      });
    }
  },
};
