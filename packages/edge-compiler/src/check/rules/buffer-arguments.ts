// Reports encodings that Buffer does not know, and its constructor.

import { bufferEncodings } from '../../features/modules.js';
import type { Rule } from '../rule.js';

/** @source spec/cloudfront.md 1.12 */
export const bufferArguments: Rule = {
  name: 'buffer-arguments',
  summary: 'refuses Buffer encodings and constructors that the runtime does not have',
  codes: ['EW1317', 'EW1324'],
  check: ({ index, facts, report }) => {
    for (const node of index.nodesOf('NewExpression')) {
      if (!facts.isGlobal(node.callee, 'Buffer')) continue;
      report({
        code: 'EW1324',
        at: node,
        message: 'Cannot construct a Buffer: it is not a constructor in runtime 2.0',
        help: 'write Buffer.from(…) or Buffer.alloc(…)',
      });
    }
    for (const node of index.nodesOf('CallExpression')) {
      const { callee } = node;
      if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') continue;
      const name = facts.memberName(callee);
      const isFrom = facts.isGlobal(callee.object, 'Buffer') && (name === 'from' || name === 'byteLength');
      const isText = facts.typeOf(callee.object) === 'buffer' && name === 'toString';
      const argument = isFrom ? node.arguments[1] : isText ? node.arguments[0] : undefined;
      if (argument === undefined || argument.type === 'SpreadElement') continue;
      const encoding = facts.stringOf(argument);
      if (encoding === undefined || bufferEncodings.includes(encoding)) continue;
      const lower = encoding.toLowerCase();
      report({
        code: 'EW1317',
        at: argument,
        message: `Cannot use encoding "${encoding}": the engine throws "TypeError: "${encoding}" encoding is not supported"`,
        help: `choose one of ${bufferEncodings.map((one) => `'${one}'`).join(', ')}`,
        ...(bufferEncodings.includes(lower)
          ? { fix: { description: 'write it in lower case', replacement: `'${lower}'`, isSafe: true } }
          : {}),
      });
    }
  },
};
