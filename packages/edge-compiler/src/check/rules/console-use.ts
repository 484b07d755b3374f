// Reports console methods and argument counts that CloudFront does not support.

import type { Rule } from '../rule.js';

/** @source spec/cloudfront.md 1.8 */
export const consoleUse: Rule = {
  name: 'console-use',
  summary: 'allows console.log with one argument only',
  codes: ['EW1318', 'EW1319'],
  check: ({ index, facts, report, textOf }) => {
    for (const node of index.nodesOf('MemberExpression')) {
      if (node.object.type === 'Super' || !facts.isGlobal(node.object, 'console')) continue;
      const name = facts.memberName(node);
      if (name !== undefined && name !== 'log') {
        report({
          code: 'EW1318',
          at: node.property,
          message: `Cannot call "console.${name}": CloudFront Functions have console.log only, the engine throws a TypeError`,
          help: 'write console.log',
          fix: { description: 'write log', replacement: 'log', isSafe: true },
        });
        continue;
      }
      const call = index.parentOf(node);
      if (call?.type !== 'CallExpression' || call.callee !== node || call.arguments.length === 1) continue;
      const hasSpread = call.arguments.some((argument) => argument.type === 'SpreadElement');
      report({
        code: 'EW1319',
        at: call,
        message: `Cannot log ${call.arguments.length} values at once: AWS supports one argument of console.log`,
        help: 'join the values into one text',
        ...(call.arguments.length === 0 || hasSpread
          ? {}
          : {
              fix: {
                description: 'join the values into one text',
                replacement: `console.log([${call.arguments.map(textOf).join(', ')}].join(' '))`,
              },
            }),
      });
    }
  },
};
