// Reports text operations whose result differs because the engine counts code points.

import type { AnyNode } from 'acorn';
import type { Rule } from '../rule.js';

const positional = new Set([
  'charAt',
  'charCodeAt',
  'slice',
  'substring',
  'substr',
  'indexOf',
  'lastIndexOf',
  'padEnd',
  'padStart',
  'split',
]);

/** @source spec/cloudfront.md 8.1 */
export const textPositions: Rule = {
  name: 'text-positions',
  summary: 'warns where the length of text beyond the basic plane counts',
  codes: ['EW1503', 'EW1513'],
  check: ({ index, facts, report }) => {
    const isAstral = (node: AnyNode) => /[\u{10000}-\u{10ffff}]/u.test(facts.stringOf(node) ?? '');
    for (const node of index.nodesOf('MemberExpression')) {
      if (node.object.type === 'Super' || !isAstral(node.object)) continue;
      const name = facts.memberName(node);
      if (name !== 'length' && !(name !== undefined && positional.has(name))) continue;
      report({
        code: 'EW1503',
        at: node,
        message: `"${name}" counts code points here: the engine sees one character where V8 sees two`,
        help: 'do not rely on positions in text with emoji',
      });
    }
    for (const node of index.nodesOf('Literal', 'TemplateElement')) {
      const text = node.type === 'Literal' ? node.value : node.value.cooked;
      if (typeof text !== 'string' || !/\p{Surrogate}/u.test(text)) continue;
      report({
        code: 'EW1513',
        at: node,
        message:
          'This text has half of a surrogate pair: the engine has no such character and takes U+FFFD for it',
        help: 'write the whole character, such as \\u{1F600}',
      });
    }
  },
};
