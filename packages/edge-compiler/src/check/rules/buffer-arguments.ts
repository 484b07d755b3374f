// Reports encodings that Buffer does not know, and its constructor.

import type { AnyNode } from 'acorn';
import { bufferEncodings, digestEncodings } from '../../features/modules.js';
import type { NodeOf } from '../../tree/walk.js';
import type { Rule, RuleContext } from '../rule.js';

// Where the encoding stands among the arguments; `last` for methods whose numbers before it may be left out.
const staticPositions: Readonly<Record<string, number | 'last'>> = { from: 1, byteLength: 1, alloc: 2 };
const methodPositions: Readonly<Record<string, number | 'last'>> = {
  toString: 0,
  write: 'last',
  fill: 'last',
  indexOf: 'last',
  lastIndexOf: 'last',
  includes: 'last',
};

function encodingArgument(
  { arguments: given }: NodeOf<'CallExpression'>,
  position: number | 'last' | undefined,
): AnyNode | undefined {
  if (position === undefined || given.some(({ type }) => type === 'SpreadElement')) return undefined;
  // The first argument is the text itself.
  if (position === 'last') return given.length > 1 ? given.at(-1) : undefined;
  return given[position];
}

/** @source spec/cloudfront.md 1.6, 1.11, 1.12 */
export const bufferArguments: Rule = {
  name: 'buffer-arguments',
  summary: 'refuses Buffer encodings and constructors that the runtime does not have',
  codes: ['EW1317', 'EW1324'],
  check: (context) => {
    const { index, facts, report } = context;
    reportByteStrings(context);
    for (const node of index.nodesOf('NewExpression')) {
      const [label] = node.arguments;
      const text = label && facts.stringOf(label);
      if (
        label &&
        text !== undefined &&
        facts.isGlobal(node.callee, 'TextDecoder') &&
        !/^utf-?8$/.test(text)
      ) {
        report({
          code: 'EW1317',
          at: label,
          message: `Cannot decode "${text}": the engine throws "RangeError: The "${text}" encoding is not supported"`,
          help: "write 'utf-8', or leave the argument out",
        });
      }
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
      const isStatic = facts.isGlobal(callee.object, 'Buffer');
      const position = isStatic
        ? staticPositions[name ?? '']
        : facts.typeOf(callee.object) === 'buffer'
          ? methodPositions[name ?? '']
          : undefined;
      const argument = encodingArgument(node, position);
      if (argument === undefined) continue;
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

function reportByteStrings({ index, facts, runtime, report }: RuleContext): void {
  if (runtime !== 'cloudfront-js-1.0') return;
  for (const { callee, arguments: given } of index.nodesOf('CallExpression')) {
    if (callee.type !== 'MemberExpression' || !facts.isGlobal(callee.object, 'String')) continue;
    const encoding = given[1] && facts.stringOf(given[1]);
    if (facts.memberName(callee) !== 'bytesFrom' || !given[1] || encoding === undefined) continue;
    if (digestEncodings.includes(encoding)) continue;
    report({
      code: 'EW1317',
      at: given[1],
      message: `Cannot read bytes as "${encoding}": runtime 1.0 throws a TypeError`,
      help: `choose one of ${digestEncodings.map((one) => `'${one}'`).join(', ')}`,
    });
  }
}
