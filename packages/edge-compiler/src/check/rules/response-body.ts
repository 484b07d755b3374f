// Reports bodies that CloudFront cannot read.

import type { AnyNode } from 'acorn';
import { literalMessages, propertyName } from '../event-maps.js';
import type { Rule, RuleContext } from '../rule.js';

/** @source spec/cloudfront.md 2.9 */
export const responseBody: Rule = {
  name: 'response-body',
  summary: 'requires a body of text, or of an encoding with data',
  codes: ['EW1217'],
  check: (context) => {
    for (const { left, right } of context.index.nodesOf('AssignmentExpression')) {
      if (context.facts.eventPath(left)?.join('.') === 'response.body') checkBody(context, right);
    }
    for (const { node, side } of literalMessages(context)) {
      for (const property of node.properties) {
        if (side === 'response' && property.type === 'Property' && propertyName(property) === 'body') {
          checkBody(context, property.value);
        }
      }
    }
  },
};

function checkBody({ facts, report }: RuleContext, value: AnyNode): void {
  const type = facts.typeOf(value);
  if (type === 'number' || type === 'boolean' || type === 'array' || type === 'null') {
    report({
      code: 'EW1217',
      at: value,
      message: `Cannot send ${type === 'array' ? 'an array' : type === 'null' ? 'null' : `a ${type}`} as body: CloudFront takes text or { encoding, data }`,
      help: 'write JSON.stringify(…)',
    });
    return;
  }
  const body = facts.valueOf(value);
  if (body.type !== 'ObjectExpression') return;
  let encoding: string | undefined;
  let data: AnyNode | undefined;
  for (const property of body.properties) {
    if (property.type !== 'Property') return;
    if (propertyName(property) === 'encoding') encoding = facts.stringOf(property.value);
    if (propertyName(property) === 'data') data = property.value;
  }
  if (data === undefined) {
    report({
      code: 'EW1217',
      at: body,
      message: 'Cannot send an object without "data" as body: CloudFront takes text or { encoding, data }',
      help: "write { encoding: 'text', data: '…' } or JSON.stringify(…)",
    });
    return;
  }
  if (encoding !== undefined && encoding !== 'text' && encoding !== 'base64') {
    report({
      code: 'EW1217',
      at: body,
      message: `Cannot send a body with encoding "${encoding}": CloudFront knows "text" and "base64"`,
      help: "write encoding: 'text' or 'base64'",
    });
    return;
  }
  const text = facts.stringOf(data);
  if (
    encoding === 'base64' &&
    text !== undefined &&
    !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(text)
  ) {
    report({
      code: 'EW1217',
      at: data,
      message: 'Cannot send this text as base64: it has characters or a length that base64 does not have',
      help: "write encoding: 'text', or encode the data",
    });
  }
}
