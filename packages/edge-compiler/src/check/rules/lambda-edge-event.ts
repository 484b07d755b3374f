// Reports reads of Lambda@Edge's event form, which a CloudFront function does not get.

import type { Rule } from '../rule.js';

/** @source spec/cloudfront.md 2.1, 6.4 */
export const lambdaEdgeEvent: Rule = {
  name: 'lambda-edge-event',
  summary: 'refuses reads of the Lambda@Edge event',
  codes: ['EW1219', 'EW1220'],
  check: ({ index, facts, report }) => {
    for (const node of index.nodesOf('MemberExpression')) {
      const path = facts.eventPath(node);
      if (path === undefined) continue;
      if (path[0] === 'Records' && path.length === 1) {
        report({
          code: 'EW1219',
          at: node,
          message:
            'Cannot read "Records" of the event: that is the event of Lambda@Edge, here it is undefined',
          help: 'read event.request or event.response, or run `edgewire migrate`',
        });
      }
      const [side, map, , index0] = path;
      const isIndex =
        node.computed && node.property.type === 'Literal' && typeof node.property.value === 'number';
      if (
        path.length === 4 &&
        (side === 'request' || side === 'response') &&
        map === 'headers' &&
        index0 === '*' &&
        isIndex
      ) {
        report({
          code: 'EW1220',
          at: node.property,
          message:
            'Cannot read a header by index: Lambda@Edge has arrays of headers, CloudFront Functions have { value }',
          help: 'read `.value`, and `.multiValue` for repeated headers',
        });
      }
    }
  },
};
