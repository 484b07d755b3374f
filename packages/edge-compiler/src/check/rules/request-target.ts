// Reports values of `uri` and `querystring` that CloudFront refuses.

import type { AnyNode } from 'acorn';
import { maxUriCharacters } from '../../features/limits.js';
import { literalMessages, propertyName } from '../event-maps.js';
import type { Rule, RuleContext } from '../rule.js';

/** @source spec/cloudfront.md 2.4, 2.5, 3.2 */
export const requestTarget: Rule = {
  name: 'request-target',
  summary: 'requires a uri that starts with a slash and a query string without spaces',
  codes: ['EW1210', 'EW1211', 'EW1222'],
  check: (context) => {
    const { index, facts } = context;
    for (const { left, right, operator } of index.nodesOf('AssignmentExpression')) {
      if (operator !== '=') continue;
      const path = facts.eventPath(left)?.join('.');
      if (path === 'request.uri') checkUri(context, right);
      if (path === 'request.querystring') checkQuery(context, right);
    }
    for (const { node, side } of literalMessages(context)) {
      if (side !== 'request') continue;
      for (const property of node.properties) {
        if (property.type !== 'Property') continue;
        if (propertyName(property) === 'uri') checkUri(context, property.value);
        if (propertyName(property) === 'querystring') checkQuery(context, property.value);
      }
    }
  },
};

function checkUri(context: RuleContext, value: AnyNode): void {
  const { facts, report, textOf } = context;
  if (takesSlashAway(context, value)) {
    report({
      code: 'EW1210',
      at: value,
      message: 'Cannot take the first character of "uri" away: it is the "/" with which it must start',
      help: "write '/' in front of the rest",
    });
  }
  const type = facts.typeOf(value);
  const text = facts.stringOf(value) ?? leadingText(value);
  const whole = facts.stringOf(value);
  if (text !== undefined && !text.startsWith('/') && (text !== '' || whole !== undefined)) {
    const quote = textOf(value).charAt(0);
    report({
      code: 'EW1210',
      at: value,
      message: `Cannot set "uri" to "${text}${whole === undefined ? '…' : ''}": it must start with "/"`,
      help: `write '/${text.replace(/^https?:\/\/[^/]*\//, '')}'`,
      ...(whole !== undefined && /['"`]/.test(quote)
        ? {
            fix: {
              description: 'add the slash',
              replacement: `${quote}/${textOf(value).slice(1)}`,
              // A whole address is more than a path without its slash.
              isSafe: !/^[a-z]+:/i.test(whole),
            },
          }
        : {}),
    });
  } else if (type === 'number' || type === 'null' || type === 'undefined' || type === 'array') {
    report({
      code: 'EW1210',
      at: value,
      message: `Cannot set "uri" to ${type}: it must be text that starts with "/"`,
      help: "write '/path'",
    });
  }
  if (whole?.includes('?')) {
    report({
      code: 'EW1222',
      at: value,
      message: 'Cannot put a query string into "uri": the result is not documented',
      help: 'set `request.querystring` instead',
    });
  }
  if (whole !== undefined && whole.length >= maxUriCharacters) {
    report({
      code: 'EW1210',
      at: value,
      message: `Cannot set "uri" to ${whole.length} characters: it must stay below ${maxUriCharacters} with the query string`,
      help: 'shorten the path',
    });
  }
}

function checkQuery({ facts, report }: RuleContext, value: AnyNode): void {
  const text = facts.stringOf(value);
  if (text === undefined) return;
  if (text.startsWith('?')) {
    report({
      code: 'EW1211',
      at: value,
      message: 'Cannot start "querystring" with "?": CloudFront adds it',
      help: `write '${text.slice(1)}'`,
    });
  } else if (/[\s#\p{Cc}]/u.test(text)) {
    report({
      code: 'EW1211',
      at: value,
      message:
        'Cannot set "querystring" to text with a space, control character or "#": CloudFront answers 502',
      help: 'encode the values with `encodeURIComponent`',
    });
  }
}

// `uri.slice(1)`, `uri.replace(/^\//, '')`
function takesSlashAway({ facts }: RuleContext, value: AnyNode): boolean {
  const call = facts.valueOf(value);
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return false;
  const { callee } = call;
  if (callee.object.type === 'Super' || facts.eventPath(callee.object)?.join('.') !== 'request.uri')
    return false;
  const name = facts.memberName(callee) ?? '';
  const [first, second] = call.arguments.map((argument) => facts.valueOf(argument));
  if (first?.type !== 'Literal') return false;
  if (/^(slice|substring|substr)$/.test(name)) return first.value === 1;
  const isSlash = first.regex === undefined ? first.value === '/' : first.regex.pattern === '^\\/';
  return name === 'replace' && isSlash && second?.type === 'Literal' && second.value === '';
}

// `'index' + x` and `` `index${x}` `` begin with known text.
function leadingText(value: AnyNode): string | undefined {
  if (value.type === 'TemplateLiteral') return value.quasis[0]?.value.cooked || undefined;
  if (value.type === 'BinaryExpression' && value.operator === '+' && value.left.type === 'Literal') {
    return typeof value.left.value === 'string' ? value.left.value || undefined : undefined;
  }
  return undefined;
}
