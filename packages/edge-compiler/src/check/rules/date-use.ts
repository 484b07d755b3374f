// Reports texts that the engine's Date cannot read, and code that waits for the clock to move.

import type { AnyNode } from 'acorn';
import type { Rule, RuleContext } from '../rule.js';

// What the engine reads: ISO with `Z` or without offset, and RFC 1123.
const iso = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z?)?)?)?$/;
const rfc1123 = /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/** @source spec/cloudfront.md 1.5, 8.1 */
export const dateUse: Rule = {
  name: 'date-use',
  summary: 'warns of dates that the engine cannot read, and of timing with a frozen clock',
  codes: ['EW1502', 'EW1506', 'EW1515'],
  check: (context) => {
    const { index, facts, report } = context;
    for (const node of index.nodesOf('NewExpression', 'CallExpression')) {
      const { callee } = node;
      const isDate =
        (node.type === 'NewExpression' && facts.isGlobal(callee, 'Date')) ||
        (callee.type === 'MemberExpression' &&
          callee.object.type !== 'Super' &&
          facts.isGlobal(callee.object, 'Date') &&
          facts.memberName(callee) === 'parse');
      const [argument] = node.arguments;
      if (isDate && node.arguments.length === 1 && argument !== undefined) {
        const text = facts.stringOf(argument);
        if (text !== undefined && !iso.test(text) && !rfc1123.test(text)) {
          report({
            code: 'EW1502',
            at: argument,
            message: `Cannot read "${text}" as a date: the engine gives NaN where V8 gives a number`,
            help: 'write it as 2024-01-31T12:00:00Z',
          });
        }
      }
      if (
        callee.type === 'MemberExpression' &&
        callee.object.type !== 'Super' &&
        facts.typeOf(callee.object) === 'date'
      ) {
        const name = facts.memberName(callee);
        if (name !== undefined && /^toLocale/.test(name)) {
          report({
            code: 'EW1515',
            at: callee.property,
            message: `"${name}" of a Date is not localised: the engine ignores locale and options`,
            help: 'build the text from getUTCFullYear, getUTCMonth and getUTCDate',
          });
        }
      }
    }
    reportTiming(context);
  },
};

// A difference of two clock readings, or a loop that waits for one.
function reportTiming({ index, facts, report }: RuleContext): void {
  const isNow = (node: AnyNode): boolean => {
    const value = facts.valueOf(node);
    if (value.type === 'CallExpression' && value.callee.type === 'MemberExpression') {
      const { object } = value.callee;
      if (object.type === 'Super') return false;
      const name = facts.memberName(value.callee);
      if (facts.isGlobal(object, 'Date') && name === 'now') return true;
      return name === 'getTime' && isNow(object);
    }
    if (value.type === 'UnaryExpression' && value.operator === '+') return isNow(value.argument);
    return (
      value.type === 'NewExpression' && facts.isGlobal(value.callee, 'Date') && value.arguments.length === 0
    );
  };
  for (const node of index.nodesOf('BinaryExpression')) {
    if (node.left.type === 'PrivateIdentifier' || node.operator !== '-') continue;
    if (!isNow(node.left) || !isNow(node.right)) continue;
    report({
      code: 'EW1506',
      at: node,
      message: 'Cannot measure time: the clock stands still during a run, the difference is always 0',
      help: 'remove the measurement',
    });
  }
  for (const node of index.nodesOf('WhileStatement', 'DoWhileStatement')) {
    const { test } = node;
    if (test.type !== 'BinaryExpression' || test.left.type === 'PrivateIdentifier') continue;
    const reads = (side: AnyNode) => side.type !== 'Identifier' && isNow(side);
    if (!reads(test.left) && !reads(test.right)) continue;
    report({
      code: 'EW1506',
      at: test,
      message: 'Cannot wait for the clock: it stands still during a run, the loop never ends',
      help: 'remove the loop',
    });
  }
}
