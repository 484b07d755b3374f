// Where an expression stands, and how it is named there.

import type { AnyNode } from 'acorn';
import { unwrapChain } from '../tree/walk.js';
import type { Meaning } from './meanings.js';
import type { Migration } from './migration.js';

/** The text of an expression of which a member is taken: parentheses are not part of the tree. */
export function objectOf(node: AnyNode, migration: Migration): string {
  const text = migration.text(node);
  const needsNone =
    /^(?:Identifier|MemberExpression|CallExpression|ChainExpression|ThisExpression|ObjectExpression|ArrayExpression)$/;
  return needsNone.test(node.type) ? text : `(${text})`;
}

/** Whether something is assigned to the node itself. */
export function isWritten(node: AnyNode, { index }: Migration): boolean {
  const parent = index.parentOf(node);
  if (parent?.type === 'AssignmentExpression') return parent.left === node;
  return parent?.type === 'UpdateExpression';
}

/** The request behind a map of headers or a query string, where a name for it is at hand. */
export function ownerText({ owner }: Meaning, migration: Migration): string | undefined {
  if (owner === undefined) return undefined;
  const text = migration.text(unwrapChain(owner));
  return /^[\w$.]+$/.test(text) ? text : undefined;
}
