// Reports entries of headers, cookies and query strings that do not have the form {value: 'text'}.

import type { AnyNode } from 'acorn';
import { findMapWrites, literalMessages, propertyName } from '../event-maps.js';
import type { Rule, RuleContext } from '../rule.js';

/** @source spec/cloudfront.md 2.1, 2.4, 3.2 */
export const mapValues: Rule = {
  name: 'map-values',
  summary: "requires { value: 'text' } for headers, cookies and query parameters",
  codes: ['EW1207', 'EW1208', 'EW1211', 'EW1221'],
  check: (context) => {
    const { facts, report } = context;
    for (const write of findMapWrites(context)) {
      if (write.value === undefined) continue;
      const label = `${write.map === 'headers' ? 'header' : write.map === 'cookies' ? 'cookie' : 'query parameter'}${
        write.name === undefined ? '' : ` "${write.name}"`
      }`;
      if (write.how === 'change-value') {
        checkText(context, write.value, label, write.map);
        continue;
      }
      const type = facts.typeOf(write.value);
      if (type === 'string' || type === 'number' || type === 'boolean' || type === 'array') {
        const text = context.textOf(write.value);
        report({
          code: 'EW1207',
          at: write.value,
          message: `Cannot set ${label} to ${type === 'array' ? 'an array' : `a ${type}`}: CloudFront takes an object { value: '…' }`,
          help:
            type === 'array'
              ? "write { value: '…', multiValue: [{ value: '…' }] }"
              : `write { value: ${text} }`,
          ...(type === 'string'
            ? {
                fix: {
                  description: 'put the text into an object',
                  replacement: `{ value: ${text} }`,
                  isSafe: true,
                },
              }
            : {}),
        });
        continue;
      }
      const entry = facts.valueOf(write.value);
      if (entry.type !== 'ObjectExpression') continue;
      let hasValue = false;
      for (const property of entry.properties) {
        if (property.type !== 'Property') hasValue = true;
        else if (propertyName(property) === 'value') {
          hasValue = true;
          checkText(context, property.value, label, write.map);
        } else if (propertyName(property) === 'multiValue') {
          hasValue = true;
          checkItems(context, property.value, label, write.map);
        } else if (propertyName(property) === 'attributes') {
          checkAttributes(context, property.value, label);
        }
      }
      if (!hasValue) {
        report({
          code: 'EW1207',
          at: entry,
          message: `Cannot set ${label} without a "value": CloudFront takes an object { value: '…' }`,
          help: "write { value: '…' }",
        });
      }
    }
    reportParsedQuery(context);
    reportDescriptions(context);
  },
};

function reportDescriptions(context: RuleContext): void {
  const { index, facts } = context;
  const assigned = index
    .nodesOf('AssignmentExpression')
    .filter(({ left }) => facts.eventPath(left)?.join('.') === 'response.statusDescription')
    .map(({ right }) => right);
  const written = literalMessages(context).flatMap(({ node }) =>
    node.properties.flatMap((property) =>
      property.type === 'Property' && propertyName(property) === 'statusDescription' ? [property.value] : [],
    ),
  );
  for (const value of [...assigned, ...written]) checkText(context, value, '"statusDescription"', 'response');
}

// `querystring.parse` gives texts and lists, not entries.
function reportParsedQuery({ index, facts, report }: RuleContext): void {
  for (const { left, right } of index.nodesOf('AssignmentExpression')) {
    if (facts.eventPath(left)?.join('.') !== 'request.querystring') continue;
    const call = facts.valueOf(right);
    if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') continue;
    const { callee } = call;
    const name = facts.memberName(callee);
    if (callee.object.type === 'Super' || facts.moduleOf(callee.object) !== 'querystring') continue;
    if (name !== 'parse' && name !== 'decode') continue;
    report({
      code: 'EW1207',
      at: right,
      message: `Cannot set "querystring" to what "${name}" gives: its values are texts, CloudFront takes objects { value: '…' }`,
      help: 'set it to text, which CloudFront takes as it is',
    });
  }
}

function checkItems(context: RuleContext, value: AnyNode, label: string, map: string): void {
  const { facts, report } = context;
  const list = facts.valueOf(value);
  const type = facts.typeOf(value);
  if (type !== 'array' && type !== 'unknown') {
    report({
      code: 'EW1207',
      at: value,
      message: `Cannot give ${label} a "multiValue" that is no array: CloudFront takes [{ value: '…' }]`,
      help: "write [{ value: '…' }]",
    });
  }
  if (list.type !== 'ArrayExpression') return;
  for (const item of list.elements) {
    if (item === null || item.type === 'SpreadElement') continue;
    const itemType = facts.typeOf(item);
    if (itemType === 'string' || itemType === 'number' || itemType === 'array') {
      report({
        code: 'EW1207',
        at: item,
        message: `Cannot put ${itemType === 'array' ? 'an array' : `a ${itemType}`} into "multiValue" of ${label}: CloudFront takes objects { value: '…' }`,
        help: "write { value: '…' }",
      });
    }
    const entry = facts.valueOf(item);
    if (entry.type !== 'ObjectExpression') continue;
    for (const property of entry.properties) {
      if (property.type === 'Property' && propertyName(property) === 'value') {
        checkText(context, property.value, label, map);
      }
    }
  }
}

function checkAttributes({ facts, report }: RuleContext, value: AnyNode, label: string): void {
  const type = facts.typeOf(value);
  if (type === 'string' || type === 'unknown') return;
  report({
    code: 'EW1208',
    at: value,
    message: `Cannot give ${label} attributes that are no text: CloudFront takes them as in Set-Cookie`,
    help: "write 'Path=/; Secure; HttpOnly'",
  });
}

function checkText(context: RuleContext, value: AnyNode, label: string, map: string): void {
  const { facts, report, textOf } = context;
  const type = facts.typeOf(value);
  if (
    type === 'number' ||
    type === 'boolean' ||
    type === 'null' ||
    type === 'undefined' ||
    type === 'array'
  ) {
    report({
      code: 'EW1208',
      at: value,
      message: `Cannot give ${label} ${type === 'array' ? 'an array' : type === 'number' || type === 'boolean' ? `a ${type}` : type} as value: CloudFront takes text only`,
      help: `write String(${textOf(value)})`,
      ...(type === 'number' || type === 'boolean'
        ? { fix: { description: 'turn it into text', replacement: `String(${textOf(value)})` } }
        : {}),
    });
  }
  const text = facts.stringOf(value);
  if (text === undefined) return;
  if (map !== 'querystring' && /[\r\n\0]/.test(text)) {
    report({
      code: 'EW1221',
      at: value,
      message: `Cannot give ${label} a value with a line break or NUL: HTTP does not allow it`,
      help: 'remove the character',
    });
  }
  if (map === 'querystring' && /[\s#\p{Cc}]/u.test(text)) {
    report({
      code: 'EW1211',
      at: value,
      message: `Cannot give ${label} a value with a space, control character or "#": CloudFront does not encode it and answers 502`,
      help: `write '${encodeURIComponent(text)}'`,
      fix: { description: 'encode the text', replacement: `'${encodeURIComponent(text)}'` },
    });
  }
}
