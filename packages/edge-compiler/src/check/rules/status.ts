// Reports status codes in a form that CloudFront refuses.

import type { AnyNode, Node } from 'acorn';
import { statusCodeRange } from '../../features/limits.js';
import { literalMessages, propertyName } from '../event-maps.js';
import type { Rule, RuleContext } from '../rule.js';

/** @source spec/cloudfront.md 2.1, 3.2 */
export const status: Rule = {
  name: 'status',
  summary: 'requires an integer statusCode',
  codes: ['EW1212', 'EW1213', 'EW1216', 'EW1218'],
  check: (context) => {
    const { index, facts } = context;
    for (const { left, right } of index.nodesOf('AssignmentExpression')) {
      const path = facts.eventPath(left)?.join('.');
      if (path === 'response.statusCode') checkCode(context, right);
      if (path === 'response.status' && left.type === 'MemberExpression')
        reportStatus(context, left.property);
    }
    for (const { node, side } of literalMessages(context)) {
      if (side !== 'response') continue;
      let code: number | undefined;
      let body: Node | undefined;
      for (const property of node.properties) {
        if (property.type !== 'Property') continue;
        const name = propertyName(property);
        if (name === 'statusCode') {
          checkCode(context, property.value);
          const value = facts.valueOf(property.value);
          if (value.type === 'Literal' && typeof value.value === 'number') code = value.value;
        }
        if (name === 'status') reportStatus(context, property.key);
        if (name === 'body') body = property;
      }
      if (body !== undefined && (code === 204 || code === 304)) {
        context.report({
          code: 'EW1218',
          at: body,
          message: `Cannot count on a body with status ${code}: CloudFront does not document it for functions and refuses it for Lambda@Edge`,
          help: 'remove the body',
        });
      }
    }
  },
};

function checkCode({ facts, report, textOf }: RuleContext, value: AnyNode): void {
  const type = facts.typeOf(value);
  if (type === 'string' || type === 'boolean' || type === 'null' || type === 'undefined') {
    const text = facts.stringOf(value);
    const isNumber = text !== undefined && /^\d{3}$/.test(text);
    report({
      code: 'EW1212',
      at: value,
      message: `Cannot set "statusCode" to ${type === 'string' || type === 'boolean' ? `a ${type}` : type}: CloudFront takes an integer`,
      help: isNumber ? `write ${text}` : `write Number(${textOf(value)})`,
      ...(isNumber ? { fix: { description: 'write the number', replacement: text, isSafe: true } } : {}),
    });
    return;
  }
  const literal = facts.valueOf(value);
  if (literal.type !== 'Literal' || typeof literal.value !== 'number') return;
  const { lowest, highest } = statusCodeRange;
  if (!Number.isInteger(literal.value) || literal.value < lowest || literal.value > highest) {
    report({
      code: 'EW1216',
      at: value,
      message: `Cannot set "statusCode" to ${literal.value}: CloudFront takes integers from ${lowest} to ${highest}`,
      help: 'choose a status code in that range',
    });
  }
}

function reportStatus({ report }: RuleContext, key: Node): void {
  report({
    code: 'EW1213',
    at: key,
    message: 'Cannot set "status" of a response: CloudFront Functions call it "statusCode"',
    help: 'write statusCode and an integer',
    fix: { description: 'rename it', replacement: 'statusCode' },
  });
}
