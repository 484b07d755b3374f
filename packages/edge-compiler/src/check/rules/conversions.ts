// Reports conversions with another result than in V8: binary text to numbers, unpadded base64.

import type { Rule } from '../rule.js';

// `a&b=1`: a part without a sign, and one more behind it.
const loseKey = /(?:^|&)[^=&]+&/;

/** @source spec/cloudfront.md 1.10, 1.12, 8.1 */
export const conversions: Rule = {
  name: 'conversions',
  summary: 'warns of conversions that give another value than in V8',
  codes: ['EW1511', 'EW1512', 'EW1520'],
  check: ({ index, facts, runtime, report }) => {
    for (const node of index.nodesOf('CallExpression')) {
      const [argument] = node.arguments;
      if (argument === undefined) continue;
      const text = facts.stringOf(argument);
      if (
        runtime === 'cloudfront-js-1.0' &&
        facts.isGlobal(node.callee, 'Number') &&
        /^\s*0[bo]/i.test(text ?? '')
      ) {
        report({
          code: 'EW1511',
          at: argument,
          message: `Cannot convert "${text}" to a number: runtime 1.0 gives NaN`,
          help: `write parseInt('${(text ?? '').trim().slice(2)}', ${/^\s*0b/i.test(text ?? '') ? 2 : 8})`,
        });
      }
      if (
        facts.isGlobal(node.callee, 'atob') &&
        text !== undefined &&
        text.replace(/\s/g, '').length % 4 !== 0
      ) {
        report({
          code: 'EW1512',
          at: argument,
          message: 'Cannot decode base64 without padding: "atob" gives an empty text',
          help: "add '=' up to a multiple of four characters, or use Buffer.from(text, 'base64')",
        });
      }
      if (
        runtime === 'cloudfront-js-1.0' &&
        node.callee.type === 'MemberExpression' &&
        node.callee.object.type !== 'Super'
      ) {
        const name = facts.memberName(node.callee);
        const isModule = facts.moduleOf(node.callee.object) === 'querystring';
        if (isModule && (name === 'stringify' || name === 'encode')) {
          report({
            code: 'EW1520',
            at: node.callee.property,
            message: `Cannot rely on "querystring.${name}": runtime 1.0 loses separators before lists and prints null, undefined and objects as text`,
            help: 'join the parts yourself: encodeURIComponent(name) + "=" + encodeURIComponent(value)',
          });
        }
        if (
          isModule &&
          (name === 'parse' || name === 'decode') &&
          (text === undefined || loseKey.test(text))
        ) {
          report({
            code: 'EW1520',
            at: node.callee.property,
            message: `Cannot rely on "querystring.${name}": of a key without "=" before "&" runtime 1.0 makes a key of all the rest`,
            help: 'read event.request.querystring, which is parsed already',
          });
        }
      }
    }
  },
};
