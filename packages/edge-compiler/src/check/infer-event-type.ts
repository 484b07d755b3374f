// Which event a function is for, as far as its text tells.

import type { EdgeEventType } from '../features/runtime.js';
import type { TreeIndex } from '../tree/walk.js';
import type { Facts } from './facts.js';
import { returnsOf } from './returns.js';

/**
 * @returns `viewer-response` if the handler reads `event.response`, `viewer-request` if it returns or changes the
 *   request; `undefined` if it does neither, or asks for the event type itself.
 */
export function inferEventType(index: TreeIndex, facts: Facts): EdgeEventType | undefined {
  let readsResponse = false;
  let readsType = false;
  for (const node of index.nodesOf('MemberExpression')) {
    const path = facts.eventPath(node)?.join('.');
    if (path === 'response') readsResponse = true;
    if (path === 'context.eventType') readsType = true;
  }
  if (readsType) return undefined;
  if (readsResponse) return 'viewer-response';
  if (facts.handler === undefined) return undefined;
  const returnsRequest = returnsOf(facts.handler.node, index).some(
    ({ value }) => value !== undefined && facts.eventPath(value)?.join() === 'request',
  );
  const writesRequest = index
    .nodesOf('AssignmentExpression')
    .some(({ left }) => facts.eventPath(left)?.[0] === 'request');
  return returnsRequest || writesRequest ? 'viewer-request' : undefined;
}
