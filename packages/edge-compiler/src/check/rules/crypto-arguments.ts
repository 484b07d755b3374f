// Reports algorithms and encodings that the crypto module does not know.

import { nearestName } from '@edgewire/diagnostics';
import type { AnyNode } from 'acorn';
import { digestEncodings, hashAlgorithms } from '../../features/modules.js';
import type { Rule, RuleContext } from '../rule.js';
import type { ValueType } from '../value-types.js';

// What runtime 2.0 hashes beside text.
const hashable = new Set<ValueType>(['buffer', 'typed-array', 'array-buffer', 'data-view']);

/** @source spec/cloudfront.md 1.9 */
export const cryptoArguments: Rule = {
  name: 'crypto-arguments',
  summary: 'refuses hash algorithms and digest encodings that the crypto module does not know',
  codes: ['EW1314', 'EW1315', 'EW1316', 'EW1328'],
  check: (context) => {
    const { index, facts, report, runtime } = context;
    reportSecondDigest(context);
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
      if (name === 'update') {
        const type = facts.typeOf(argument);
        const isOld = runtime === 'cloudfront-js-1.0';
        const isTaken = type === 'unknown' || type === 'string' || (!isOld && hashable.has(type));
        if (!isTaken) {
          report({
            code: 'EW1316',
            at: argument,
            message: `Cannot hash ${type === 'array' || type === 'object' ? `an ${type}` : `a ${type}`}: the engine throws a TypeError`,
            help: isOld ? 'pass text' : 'pass text, a Buffer or a typed array',
          });
        }
      }
    }
  },
};

// A hash in a variable gives its digest once.
function reportSecondDigest({ index, facts, scopes, report }: RuleContext): void {
  for (const binding of scopes.bindings) {
    if (binding.references.filter(({ isWrite }) => isWrite).length !== 1) continue;
    let digested: AnyNode | undefined;
    let owner: AnyNode | undefined;
    for (const { node, isRead } of binding.references) {
      if (!isRead || facts.typeOf(node) !== 'hash') continue;
      const use = methodOf(node);
      if (use === undefined) continue;
      const block = blockOf(node);
      // Only one after the other in one block is certain.
      if (digested !== undefined && block === owner) {
        report({
          code: 'EW1328',
          at: use.name,
          message: `Cannot use hash "${binding.name}" again: its digest was taken, and the engine throws "Digest already called"`,
          help: 'make another hash, or keep the digest in a variable',
          notes: [{ message: 'the digest is taken here', at: digested }],
        });
      }
      if (use.isDigest && digested === undefined) {
        digested = use.name;
        owner = block;
      }
    }
  }

  // Of `hash.update(a).digest()` the last method counts.
  function methodOf(node: AnyNode): { readonly name: AnyNode; readonly isDigest: boolean } | undefined {
    const member = index.parentOf(node);
    const call = member && index.parentOf(member);
    if (member?.type !== 'MemberExpression' || member.object !== node || call?.type !== 'CallExpression') {
      return undefined;
    }
    const name = facts.memberName(member);
    if (name === 'digest') return { name: member.property, isDigest: true };
    if (name !== 'update') return undefined;
    return methodOf(call) ?? { name: member.property, isDigest: false };
  }

  function blockOf(node: AnyNode): AnyNode | undefined {
    let at = index.parentOf(node);
    while (at !== undefined && at.type !== 'BlockStatement' && at.type !== 'Program') at = index.parentOf(at);
    return at;
  }
}
