// Reports writes to parts of the event that CloudFront refuses or ignores.

import type { AnyNode } from 'acorn';
import type { Rule } from '../rule.js';

/** @source spec/cloudfront.md 2.1, 8.6 */
export const requestWrites: Rule = {
  name: 'request-writes',
  summary: 'refuses writes to the method, and to the request in viewer-response',
  codes: ['EW1214', 'EW1215'],
  check: ({ index, facts, eventType, report }) => {
    const targets: AnyNode[] = [
      ...index.nodesOf('AssignmentExpression').map(({ left }) => left),
      ...index.nodesOf('UpdateExpression').map(({ argument }) => argument),
      ...index.nodesOf('UnaryExpression').flatMap((n) => (n.operator === 'delete' ? [n.argument] : [])),
    ];
    for (const target of targets) {
      if (target.type !== 'MemberExpression') continue;
      const path = facts.eventPath(target);
      if (path === undefined) continue;
      if (path.join('.') === 'request.method') {
        report({
          code: 'EW1214',
          at: target,
          message:
            'Cannot change "request.method": it is the one read-only field of a request, and CloudFront answers 502',
          help: 'leave the method as it is',
        });
      } else if (path[0] === 'request' && path.length > 1 && eventType === 'viewer-response') {
        report({
          code: 'EW1215',
          at: target,
          message: `Cannot change "${path.join('.')}" in a viewer-response function: the request has been sent, the change is ignored`,
          help: 'change it in a viewer-request function',
        });
      }
    }
  },
};
