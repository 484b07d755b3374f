// Reports regular expressions that mean something else in PCRE, that only PCRE knows, or that can burn the budget.

import type { AnyNode } from 'acorn';
import { versionOf } from '../../features/runtime.js';
import type { Rule, RuleContext } from '../rule.js';

// Escapes and groups that PCRE reads and ECMAScript does not: \h, \Q…\E, \A, \Z, \p{L} without the u flag, (?i), (?>…).
const pcreEscape = /(?:^|[^\\])(?:\\\\)*(\\[AZzQEhHRKG]|\\[pP]\{)/;
const pcreGroup = /\(\?(?:[imsx-]+[:)]|>|\||#|R|&|P[<=>])|(?:[+*?}])\+|\[\[:\w+:\]\]/;

/** @source spec/cloudfront.md 1.2, 8.1, 8.3 */
export const regularExpressions: Rule = {
  name: 'regular-expressions',
  summary: 'warns of regular expressions that only PCRE knows or that backtrack without end',
  codes: ['EW1505', 'EW1507', 'EW1508', 'EW1518', 'EW1526'],
  check: (context) => {
    const { index, facts, parsed, runtime, report } = context;
    for (const span of parsed.foreignPatterns) reportPcre(context, span);
    for (const node of index.nodesOf('Literal')) {
      if (node.regex !== undefined) checkPattern(context, node, node.regex.pattern);
    }
    for (const node of index.nodesOf('NewExpression', 'CallExpression')) {
      if (!facts.isGlobal(node.callee, 'RegExp')) continue;
      const [source, flagsNode] = node.arguments;
      const pattern = source === undefined ? undefined : facts.stringOf(source);
      if (source !== undefined && pattern !== undefined) checkPattern(context, source, pattern);
      const flags = flagsNode === undefined ? undefined : facts.stringOf(flagsNode);
      const allowed = runtime === 'cloudfront-js-1.0' ? 'gim' : 'gimy';
      if (flagsNode === undefined || flags === undefined) continue;
      const wrong = [...flags].filter((flag) => !allowed.includes(flag)).join('');
      if (wrong === '') continue;
      report({
        code: 'EW1518',
        at: flagsNode,
        message: `Cannot make a regular expression with flag "${wrong}": runtime ${versionOf(runtime)} knows ${[...allowed].join(', ')} and throws "Invalid RegExp flags"`,
        help: 'leave the flag out',
      });
    }
    if (runtime === 'cloudfront-js-1.0') reportSplit(context);
    else reportMatchAsTest(context);
  },
};

// `if (text.match(/…/g))`, and comparisons with null.
function reportMatchAsTest({ index, facts, report }: RuleContext): void {
  const isGlobalMatch = (node: AnyNode): boolean => {
    const call = facts.valueOf(node);
    if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return false;
    const [pattern] = call.arguments.map((argument) => facts.valueOf(argument));
    return (
      facts.memberName(call.callee) === 'match' &&
      pattern?.type === 'Literal' &&
      pattern.regex?.flags.includes('g') === true
    );
  };
  const isNull = (node: AnyNode) =>
    node.type === 'Literal' && node.value === null && node.regex === undefined;
  const judge = (node: AnyNode | null | undefined) => {
    if (!node || !isGlobalMatch(node)) return;
    report({
      code: 'EW1526',
      at: node,
      message:
        'Cannot tell by "match" with the g flag whether something was found: builds near runtime 2.0 give an empty list instead of null',
      help: 'use `test` without the flag, or ask for the length: (text.match(…) || []).length',
    });
  };
  for (const { test } of index.nodesOf('IfStatement', 'ConditionalExpression', 'WhileStatement')) judge(test);
  for (const { operator, argument } of index.nodesOf('UnaryExpression'))
    if (operator === '!') judge(argument);
  for (const { operator, left } of index.nodesOf('LogicalExpression')) if (operator === '&&') judge(left);
  for (const { operator, left, right } of index.nodesOf('BinaryExpression')) {
    if (!/^[!=]==?$/.test(operator) || left.type === 'PrivateIdentifier') continue;
    if (isNull(right)) judge(left);
    if (isNull(left)) judge(right);
  }
}

function checkPattern(context: RuleContext, at: AnyNode, pattern: string): void {
  if (context.parsed.foreignPatterns.some(({ start }) => start === at.start)) return;
  if (pcreEscape.test(pattern) || pcreGroup.test(pattern)) reportPcre(context, at);
  if (hasNestedQuantifier(pattern)) {
    context.report({
      code: 'EW1508',
      at,
      message:
        'This regular expression repeats a repetition: a text that nearly matches burns the compute budget',
      help: 'repeat one level only, or anchor the inner part with a character that it cannot match',
    });
  }
}

function reportPcre(
  { code, report, runtime }: RuleContext,
  at: { readonly start: number; readonly end: number },
): void {
  // Outside of classes, and not escaped.
  const isPossessive = /(?:^|[^\\])(?:\\\\)*[*+?}]\+/.test(
    code.slice(at.start, at.end).replace(/\[(?:\\.|[^\]\\])*\]/g, ''),
  );
  if (isPossessive && runtime === 'cloudfront-js-2.0') {
    report({
      code: 'EW1507',
      severity: 'error',
      at,
      message: 'Cannot load a possessive quantifier: runtime 1.0 takes it, runtime 2.0 refuses it',
      help: 'leave the second "+" out',
    });
    return;
  }
  report({
    code: 'EW1507',
    at,
    message:
      'This regular expression is not ECMAScript: the engine reads it as PCRE, other engines refuse it or read it otherwise',
    help: 'write it with ECMAScript syntax, which PCRE reads alike',
  });
}

function reportSplit({ index, facts, report }: RuleContext): void {
  for (const node of index.nodesOf('CallExpression')) {
    const { callee } = node;
    const [argument] = node.arguments;
    if (callee.type !== 'MemberExpression' || facts.memberName(callee) !== 'split' || argument === undefined)
      continue;
    const value = facts.valueOf(argument);
    if (value.type !== 'Literal' || value.regex === undefined) continue;
    if (!/(^|[^\\])(\\\\)*\((?!\?)/.test(value.regex.pattern)) continue;
    report({
      code: 'EW1505',
      at: argument,
      message: 'Cannot keep separators with "split": runtime 1.0 drops what capture groups match',
      help: 'use `match` with the g flag',
    });
  }
}

/**
 * Whether a group that is repeated without limit itself ends in an unlimited repetition, as in `(a+)+`, or consists of
 * alternatives that begin alike, as in `(a|a)*`.
 */
export function hasNestedQuantifier(pattern: string): boolean {
  interface Group {
    readonly alternatives: string[];
    hasUnlimited: boolean;
    hasFixed: boolean;
  }
  const stack: Group[] = [];
  let group: Group = { alternatives: [''], hasUnlimited: false, hasFixed: false };
  let index = 0;
  while (index < pattern.length) {
    const atom =
      /^(?:\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?::|<?[=!]|<\w+>))?|\)|\||[\s\S])/.exec(
        pattern.slice(index),
      )?.[0] ?? '';
    index += atom.length;
    if (atom.startsWith('(') && !atom.startsWith('\\')) {
      stack.push(group);
      group = { alternatives: [''], hasUnlimited: false, hasFixed: false };
      continue;
    }
    if (atom === '|') {
      group.alternatives.push('');
      continue;
    }
    const quantifier = /^(?:[*+]|\{\d+,\})/.exec(pattern.slice(index))?.[0];
    const optional = /^(?:\?|\{0,\d*\})/.exec(pattern.slice(index))?.[0];
    if (atom === ')') {
      const inner = group;
      const outer = stack.pop();
      if (outer === undefined) return false;
      group = outer;
      if (quantifier !== undefined) {
        const starts = inner.alternatives.map((text) => text.slice(0, 2)).filter((text) => text !== '');
        if (inner.hasUnlimited && !inner.hasFixed) return true;
        if (starts.length > 1 && new Set(starts).size < starts.length) return true;
        group.hasUnlimited = true;
      } else if (inner.hasFixed) group.hasFixed = true;
      else if (inner.hasUnlimited) group.hasUnlimited = true;
    } else {
      group.alternatives[group.alternatives.length - 1] += atom;
      if (quantifier !== undefined) group.hasUnlimited = true;
      else if (optional === undefined && atom !== '^' && atom !== '$') group.hasFixed = true;
    }
    index += (quantifier ?? optional ?? '').length;
    if (quantifier !== undefined && pattern[index] === '?') index++;
  }
  return false;
}
