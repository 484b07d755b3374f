// Reports algorithms and encodings that the crypto module does not know.

import { nearestName } from '@edgewire/diagnostics';
import type { AnyNode } from 'acorn';
import { digestEncodings, hashAlgorithms } from '../../features/modules.js';
import type { Rule } from '../rule.js';

/** @source spec/cloudfront.md 1.9 */
export const cryptoArguments: Rule = {
  name: 'crypto-arguments',
  summary: 'refuses hash algorithms and digest encodings that the crypto module does not know',
  codes: ['EW1314', 'EW1315', 'EW1316'],
  check: ({ index, facts, report, runtime }) => {
    const first = (args: readonly AnyNode[]) => (args[0] === undefined ? undefined : facts.stringOf(args[0]));
    for (const node of index.nodesOf('CallExpression')) {
      const { callee } = node;
      if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') continue;
      const name = facts.memberName(callee);
      const [argument] = node.arguments;
      if (argument === undefined) continue;
      if (facts.moduleOf(callee.object) === 'crypto' && (name === 'createHash' || name === 'createHmac')) {
        const algorithm = first(node.arguments);
        if (algorithm !== undefined && !hashAlgorithms.includes(algorithm)) {
          const near = nearestName(algorithm.replace('-', ''), hashAlgorithms);
          report({
            code: 'EW1314',
            at: argument,
            message: `Cannot hash with "${algorithm}": the engine throws "not supported algorithm: "${algorithm}""`,
            help: `choose one of ${hashAlgorithms.map((one) => `'${one}'`).join(', ')}`,
            ...(near === undefined
              ? {}
              : { fix: { description: `write '${near}'`, replacement: `'${near}'` } }),
          });
        }
      }
      if (facts.typeOf(callee.object) !== 'hash') continue;
      if (name === 'digest') {
        const encoding = first(node.arguments);
        if (encoding !== undefined && !digestEncodings.includes(encoding)) {
          report({
            code: 'EW1315',
            at: argument,
            message: `Cannot encode a digest as "${encoding}": the engine throws "Unknown digest encoding: "${encoding}""`,
            help: `choose one of ${digestEncodings.map((one) => `'${one}'`).join(', ')}`,
          });
        }
      }
      if (name === 'update' && runtime === 'cloudfront-js-1.0') {
        const type = facts.typeOf(argument);
        if (type !== 'unknown' && type !== 'string') {
          report({
            code: 'EW1316',
            at: argument,
            message: `Cannot hash ${type === 'array' || type === 'object' ? `an ${type}` : `a ${type}`}: runtime 1.0 throws "data must be a string"`,
            help: 'pass text',
          });
        }
      }
    }
  },
};
