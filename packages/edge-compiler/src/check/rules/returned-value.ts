// Reports return values that CloudFront refuses: nothing, the whole event, plain values, a request in viewer-response.

import type { AnyNode } from 'acorn';
import { propertyName } from '../event-maps.js';
import { canFallThrough, returnsOf } from '../returns.js';
import type { Rule } from '../rule.js';

/** @source spec/cloudfront.md 1.1, 3.2 */
export const returnedValue: Rule = {
  name: 'returned-value',
  summary: 'requires the handler to return a request or a response',
  codes: ['EW1201', 'EW1202', 'EW1203', 'EW1523'],
  check: ({ facts, index, eventType, runtime, report }) => {
    const { handler } = facts;
    if (handler === undefined) return;
    const wanted = eventType === 'viewer-response' ? 'event.response' : 'event.request or a response';
    const { body } = handler.node;
    const returns = returnsOf(handler.node, index);
    if (body.type === 'BlockStatement' && canFallThrough(body)) {
      report({
        code: 'EW1201',
        at: handler.nameNode,
        message: 'Cannot let the handler end without a return value: CloudFront answers 502 to undefined',
        help: `return ${wanted} on every path`,
      });
    }
    for (const { at, value } of returns) {
      if (value === undefined) {
        report({
          code: 'EW1201',
          at,
          message: 'Cannot return nothing from the handler: CloudFront answers 502 to undefined',
          help: `return ${wanted}`,
        });
        continue;
      }
      for (const part of alternatives(value)) {
        const path = facts.eventPath(part);
        const type = facts.typeOf(part);
        if (path?.length === 0) {
          report({
            code: 'EW1202',
            at: part,
            message: 'Cannot return the whole event: CloudFront takes a request or a response',
            help: `return ${wanted}`,
            fix: {
              description: `return the ${eventType === 'viewer-response' ? 'response' : 'request'}`,
              replacement: `event.${eventType === 'viewer-response' ? 'response' : 'request'}`,
            },
          });
        } else if (path?.join() === 'request' && eventType === 'viewer-response') {
          report({
            code: 'EW1203',
            at: part,
            message:
              'Cannot return a request from a viewer-response function: CloudFront takes a response there',
            help: 'return event.response',
            fix: { description: 'return the response', replacement: 'event.response' },
          });
        } else if (isNeither(facts.valueOf(part))) {
          report({
            code: 'EW1201',
            at: part,
            message:
              'Cannot return an object that has neither "statusCode" nor "uri": CloudFront takes it for no request and no response',
            help: `return ${wanted}`,
          });
        } else if (
          ['string', 'number', 'boolean', 'null', 'undefined', 'array', 'function', 'date'].includes(type)
        ) {
          report({
            code: 'EW1201',
            at: part,
            message: `Cannot return ${article(type)} from the handler: CloudFront takes a request or a response object`,
            help: `return ${wanted}`,
          });
        } else if (type === 'promise' && runtime === 'cloudfront-js-1.0') {
          report({
            code: 'EW1523',
            at: part,
            message: 'Cannot count on a returned promise: runtime 1.0 is not documented to wait for it',
            help: 'return the value itself, or choose runtime cloudfront-js-2.0',
          });
        }
      }
    }
  },
};

function alternatives(node: AnyNode): AnyNode[] {
  if (node.type === 'ConditionalExpression')
    return [...alternatives(node.consequent), ...alternatives(node.alternate)];
  if (node.type === 'LogicalExpression') return [...alternatives(node.right)];
  if (node.type === 'SequenceExpression') {
    const last = node.expressions.at(-1);
    return last === undefined ? [] : alternatives(last);
  }
  return [node];
}

function article(type: string): string {
  return type === 'null' || type === 'undefined' ? type : `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

// `status` is a mistake with a code of its own.
function isNeither(value: AnyNode): boolean {
  if (value.type !== 'ObjectExpression') return false;
  const names = value.properties.map((property) =>
    property.type === 'Property' ? propertyName(property) : undefined,
  );
  return !names.some((name) => name === undefined || /^(statusCode|status|uri)$/.test(name));
}
