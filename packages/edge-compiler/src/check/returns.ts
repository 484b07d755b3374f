// What a function returns, seen from its text.

import type { AnyNode, Node, Statement } from 'acorn';
import type { FunctionNode, TreeIndex } from '../tree/walk.js';

/** One way out of a function. */
export interface Return {
  readonly at: Node;
  readonly value: AnyNode | undefined;
}

/** Every `return` of a function, and the body of an expression arrow. */
export function returnsOf(node: FunctionNode, index: TreeIndex): Return[] {
  if (node.body.type !== 'BlockStatement') return [{ at: node.body, value: node.body }];
  return index
    .nodesOf('ReturnStatement')
    .filter((statement) => index.functionOf(statement) === node)
    .map((statement) => ({ at: statement, value: statement.argument ?? undefined }));
}

/** Whether control can reach the end of a statement. Errs towards "no" for endless loops and switches. */
export function canFallThrough(node: Statement): boolean {
  switch (node.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
      return false;
    case 'BlockStatement':
      return node.body.every(canFallThrough);
    case 'IfStatement':
      return !node.alternate || canFallThrough(node.consequent) || canFallThrough(node.alternate);
    case 'TryStatement':
      if (node.finalizer && !canFallThrough(node.finalizer)) return false;
      return canFallThrough(node.block) || (node.handler != null && canFallThrough(node.handler.body));
    case 'WhileStatement':
    case 'DoWhileStatement':
      return !(node.test.type === 'Literal' && node.test.value === true);
    case 'ForStatement':
      return node.test != null;
    case 'SwitchStatement': {
      // Without a default some value passes by; with one, the last case decides unless something breaks out.
      const hasDefault = node.cases.some((one) => !one.test);
      const last = node.cases.at(-1);
      return !hasDefault || last === undefined || last.consequent.every(canFallThrough);
    }
    case 'LabeledStatement':
      return canFallThrough(node.body);
    default:
      return true;
  }
}
