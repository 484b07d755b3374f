// The query string as text.

import type { AnyNode } from 'acorn';
import type { Migration } from './migration.js';

// Lambda@Edge has an empty text where there is no query string.
export function rawQuery(node: AnyNode, request: string, migration: Migration): string | undefined {
  if (isChangedBefore(node, migration)) {
    leaveQuery(node, migration);
    return undefined;
  }
  const call = `${request}.rawQueryString()`;
  return isOnlyTested(node, migration) ? call : `(${call} || '')`;
}

/** Leaves a place that wants the query string as text. */
export function leaveQuery(node: AnyNode, migration: Migration): void {
  migration.leave(
    'EW1714',
    node,
    'The query string is an object, and its text can be had only as the viewer sent it',
    'read request.querystring.NAME.value, or keep the text in a variable of your own',
  );
}

function isChangedBefore(node: AnyNode, { index, meanings }: Migration): boolean {
  return index
    .nodesOf('AssignmentExpression')
    .some(
      ({ left, end, operator }) =>
        operator === '=' && end <= node.start && meanings.of(left)?.role === 'querystring',
    );
}

function isOnlyTested(node: AnyNode, { index }: Migration): boolean {
  const parent = index.parentOf(node);
  if (parent?.type === 'UnaryExpression') return parent.operator === '!';
  if (parent?.type === 'LogicalExpression') return parent.operator === '&&' && parent.left === node;
  return (parent?.type === 'IfStatement' || parent?.type === 'ConditionalExpression') && parent.test === node;
}
