// Functions by the name that they are declared with.

import type { Binding, Scopes } from './scopes.js';
import type { FunctionNode, NodeOf, TreeIndex } from './walk.js';

interface Names {
  readonly index: TreeIndex;
  readonly scopes: Scopes;
}

/** The name of a declaration, or of the variable that a function is put into; `undefined` when it has none. */
export function bindingOfFunction(fn: FunctionNode, { index, scopes }: Names): Binding | undefined {
  if (fn.type === 'FunctionDeclaration') return fn.id ? scopes.bindingOf(fn.id) : undefined;
  const parent = index.parentOf(fn);
  return parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier'
    ? scopes.bindingOf(parent.id)
    : undefined;
}

/** All calls of a name; `undefined` when it is used in another way as well. */
export function callsOf(
  name: Binding,
  { index }: Pick<Names, 'index'>,
): NodeOf<'CallExpression'>[] | undefined {
  const calls: NodeOf<'CallExpression'>[] = [];
  for (const { node, isInit } of name.references) {
    if (isInit) continue;
    const call = index.parentOf(node);
    if (call?.type !== 'CallExpression' || call.callee !== node) return undefined;
    calls.push(call);
  }
  return calls;
}
