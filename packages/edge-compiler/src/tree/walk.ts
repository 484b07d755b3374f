// One walk over a syntax tree: nodes by type and the parent of each.

import type { AnyNode, Node, Program } from 'acorn';

/** A node by its `type`. */
export type NodeOf<T extends AnyNode['type']> = Extract<AnyNode, { readonly type: T }>;

/** A function of any of the three forms. */
export type FunctionNode = NodeOf<'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression'>;

/** Look-ups in one tree. */
export interface TreeIndex {
  readonly nodesOf: <T extends AnyNode['type']>(...types: readonly T[]) => NodeOf<T>[];
  readonly parentOf: (node: Node) => AnyNode | undefined;
  /** The nearest enclosing function, not the node itself. */
  readonly functionOf: (node: Node) => FunctionNode | undefined;
}

/** Direct children in source order. */
export function childrenOf(node: Node): AnyNode[] {
  const children: AnyNode[] = [];
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) children.push(item);
    } else if (isNode(value)) children.push(value);
  }
  return children.sort((a, b) => a.start - b.start);
}

function isNode(value: unknown): value is AnyNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'start' in value
  );
}

export function isFunction(node: AnyNode | undefined): node is FunctionNode {
  return (
    node?.type === 'FunctionDeclaration' ||
    node?.type === 'FunctionExpression' ||
    node?.type === 'ArrowFunctionExpression'
  );
}

/** Indexes a tree; linear in its size, without recursion, so that deep trees do not overflow the stack. */
export function indexTree(program: Program): TreeIndex {
  const byType = new Map<string, AnyNode[]>();
  const parents = new Map<Node, AnyNode>();
  const stack: AnyNode[] = [program];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const list = byType.get(node.type);
    if (list === undefined) byType.set(node.type, [node]);
    else list.push(node);
    const children = childrenOf(node);
    for (let index = children.length - 1; index >= 0; index--) {
      const child = children[index];
      if (child === undefined) continue;
      parents.set(child, node);
      stack.push(child);
    }
  }
  const parentOf = (node: Node) => parents.get(node);
  return {
    // The map's key is the node's type, so the cast repeats what the map holds.
    nodesOf: (...types) =>
      types
        .flatMap((type) => (byType.get(type) ?? []) as NodeOf<typeof type>[])
        .sort((a, b) => a.start - b.start),
    parentOf,
    functionOf: (node) => {
      let parent = parentOf(node);
      while (parent !== undefined && !isFunction(parent)) parent = parentOf(parent);
      return parent;
    },
  };
}

/** Whether `inner` lies inside `outer` or is it. */
export function isInside(inner: Node, outer: Node): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

/** Parentheses do not appear in the tree; `?.` chains do: both read as the expression inside. */
export function unwrapChain(node: AnyNode): AnyNode {
  return node.type === 'ChainExpression' ? unwrapChain(node.expression) : node;
}
