// Reports header names that CloudFront refuses: upper case, disallowed, read-only, cookies.

import { isDisallowedHeaderName, readOnlyHeaderNames } from '../../features/headers.js';
import { findMapWrites, literalMessages, type MapWrite, propertyName } from '../event-maps.js';
import type { Rule, RuleContext } from '../rule.js';

/** @source spec/cloudfront.md 2.2, 3.2, 3.3, 3.4 */
export const headerNames: Rule = {
  name: 'header-names',
  summary: 'refuses header names that CloudFront answers with 502',
  codes: ['EW1204', 'EW1205', 'EW1206', 'EW1209', 'EW1225'],
  check: (context) => {
    const { report, textOf, eventType } = context;
    for (const write of findMapWrites(context)) {
      const { name, key } = write;
      if (write.map !== 'headers' || name === undefined) continue;
      const lower = name.toLowerCase();
      if (!/^[!#$%&'*+\-.^_`|~\w]+$/.test(name)) {
        report({
          code: 'EW1225',
          at: key,
          message: `Cannot set header "${name}": HTTP allows letters, digits and !#$%&'*+-.^_\`|~ in names`,
          help: 'use another header name',
        });
        continue;
      }
      if (lower !== name && write.how !== 'delete') {
        report({
          code: 'EW1206',
          at: key,
          message: `Cannot set header "${name}": CloudFront refuses header names with upper-case letters`,
          help: `write '${lower}'`,
          fix: {
            description: `write '${lower}'`,
            replacement: textOf(key).startsWith('"') ? `"${lower}"` : needsQuotes(textOf(key), lower),
            isSafe: true,
          },
        });
      }
      if (lower === 'cookie' || lower === 'set-cookie') {
        report({
          code: 'EW1209',
          at: key,
          message: `Cannot ${verb(write)} header "${name}": CloudFront keeps cookies in "${write.side}.cookies"`,
          help:
            lower === 'cookie'
              ? `write request.cookies.NAME = { value: '…' }`
              : `write response.cookies.NAME = { value: '…', attributes: 'Path=/; Secure' }`,
        });
      } else if (isDisallowedHeaderName(lower) && write.how !== 'delete') {
        report({
          code: 'EW1204',
          at: key,
          message: `Cannot ${verb(write)} header "${name}": CloudFront disallows it in functions and answers 502`,
          help: 'use another header name, or a response headers policy',
        });
      } else if (isReadOnly(write, lower, eventType)) {
        report({
          code: 'EW1205',
          at: key,
          message: `Cannot ${verb(write)} header "${name}": it is read-only in ${
            write.side === 'request' ? 'viewer-request' : 'viewer-response'
          } functions and CloudFront answers 502`,
          help:
            lower === 'host' ? 'set `hostHeader` with `cf.updateRequestOrigin`' : 'leave the header as it is',
        });
      }
    }
    reportReads(context);
    reportLostHost(context);
  },
};

function reportReads({ index, facts, report }: RuleContext): void {
  for (const node of index.nodesOf('MemberExpression')) {
    const [side, map, name, ...rest] = facts.eventPath(node) ?? [];
    const isCookie =
      (side === 'request' && name === 'cookie') || (side === 'response' && name === 'set-cookie');
    if (map !== 'headers' || !isCookie || rest.length > 0) continue;
    const parent = index.parentOf(node);
    // What is written is judged above.
    if (parent?.type === 'AssignmentExpression' && parent.left === node) continue;
    if (parent?.type === 'UnaryExpression' && parent.operator === 'delete') continue;
    report({
      code: 'EW1209',
      at: node.property,
      message: `Cannot read header "${name}": CloudFront keeps cookies in "${side}.cookies"`,
      help: `read event.${side}.cookies`,
    });
  }
}

// New headers for the request of the event take `host` away, which TestFunction does not notice.
function reportLostHost(context: RuleContext): void {
  const { index, facts, eventType, report } = context;
  if (eventType === 'viewer-response') return;
  const assigned = index
    .nodesOf('AssignmentExpression')
    .filter(({ left }) => facts.eventPath(left)?.join('.') === 'request.headers')
    .map(({ right }) => right);
  const returned = literalMessages(context).flatMap(({ node, side }) =>
    side === 'request'
      ? node.properties.flatMap((property) =>
          property.type === 'Property' && propertyName(property) === 'headers' ? [property.value] : [],
        )
      : [],
  );
  for (const value of [...assigned, ...returned]) {
    const headers = facts.valueOf(value);
    if (headers.type !== 'ObjectExpression') continue;
    const names = headers.properties.map((property) =>
      property.type === 'Property' ? propertyName(property) : undefined,
    );
    if (names.includes(undefined) || names.includes('host')) continue;
    report({
      code: 'EW1205',
      at: value,
      message:
        'Cannot replace all headers of the request: that deletes "host", which is read-only, and CloudFront answers 502',
      help: 'set single headers of event.request.headers',
    });
  }
}

// What is read-only in a response that viewer-request makes is not documented: only the event's own message counts.
function isReadOnly(
  { side }: MapWrite,
  name: string,
  eventType: 'viewer-request' | 'viewer-response' | undefined,
): boolean {
  if (side === 'request') {
    return eventType !== 'viewer-response' && readOnlyHeaderNames['viewer-request'].includes(name);
  }
  return eventType === 'viewer-response' && readOnlyHeaderNames['viewer-response'].includes(name);
}

function verb({ how }: MapWrite): string {
  return how === 'delete' ? 'delete' : how === 'set' ? 'set' : 'change';
}

function needsQuotes(text: string, lower: string): string {
  return text.startsWith("'") || /\W/.test(lower) ? `'${lower}'` : lower;
}
