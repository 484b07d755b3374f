// Locals that an async function of runtime 2.0 loses: the engine copies what inner functions capture when the function
// suspends, and from then on there are two copies. The checker reports them, the compiler's own output is tested for them.

import type { Node } from 'acorn';
import type { Binding, Scopes } from './scopes.js';
import { awaitsItself } from './scopes.js';
import type { FunctionNode, TreeIndex } from './walk.js';

/** One local that must not be shared as it is. */
export interface SharedLocal {
  readonly binding: Binding;
  readonly inFunction: FunctionNode;
  /** Where it is written after an inner function may have captured it. */
  readonly at: Node;
  readonly reason: 'written-by-inner' | 'written-again' | 'made-after-capture';
}

/**
 * Finds the locals of async functions that would have two copies after an `await`.
 *
 * @returns One entry a local. A local is safe if its only write is its declaration, and every function that uses it is
 *   made after that.
 * @source spec/cloudfront.md 1.4; evidence/engine.md 2.2; measured on the open-source engine
 */
export function findSharedLocals(scopes: Scopes, index: TreeIndex): SharedLocal[] {
  const found: SharedLocal[] = [];
  for (const binding of scopes.bindings) {
    const owner = binding.inFunction;
    if (!owner?.async || binding.kind === 'own-name' || !awaitsItself(owner)) continue;
    const captures = binding.references.filter((use) => use.inFunction !== owner);
    if (captures.length === 0) continue;
    const verdict = judge(
      binding,
      owner,
      captures.map((use) => use.node),
    );
    if (verdict !== undefined) found.push({ binding, inFunction: owner, ...verdict });
  }
  return found;

  function judge(
    binding: Binding,
    owner: FunctionNode,
    captures: readonly Node[],
  ): Pick<SharedLocal, 'at' | 'reason'> | undefined {
    const writes = binding.references.filter((use) => use.isWrite && !use.isInit);
    const inner = writes.find((use) => use.inFunction !== owner);
    if (inner !== undefined) return { at: inner.node, reason: 'written-by-inner' };
    const [again] = writes;
    if (again !== undefined) return { at: again.node, reason: 'written-again' };
    if (binding.kind === 'param' || binding.kind === 'rest') return undefined;
    const inits = binding.references.filter((use) => use.isInit);
    if (binding.kind === 'var' && inits.length > 1) {
      const second = inits[1];
      if (second !== undefined) return { at: second.node, reason: 'written-again' };
    }
    const [only] = inits;
    if (binding.kind === 'var' && only !== undefined && repeats(only.node, owner)) {
      return { at: only.node, reason: 'written-again' };
    }
    if (binding.kind === 'function') return undefined;
    // The error of a `catch` and a bare `let` are made where they stand.
    const made = inits[0]?.node ?? binding.declarations[0] ?? binding.scopeNode;
    const early = captures.some((use) => creationOf(outermostClosure(use, owner), owner) < initEnd(made));
    return early ? { at: made, reason: 'made-after-capture' } : undefined;
  }

  // A `var` in a loop is written once a turn.
  function repeats(name: Node, owner: FunctionNode): boolean {
    for (let at = index.parentOf(name); at !== undefined && at !== owner; at = index.parentOf(at)) {
      if (/^(For|ForIn|ForOf|While|DoWhile)Statement$/.test(at.type)) return true;
    }
    return false;
  }

  // The engine makes every function declaration when the function around it begins, those of inner blocks too.
  function creationOf(closure: FunctionNode, owner: FunctionNode): number {
    return closure.type === 'FunctionDeclaration' ? owner.start : closure.start;
  }

  function initEnd(name: Node): number {
    const parent = index.parentOf(name);
    return parent?.type === 'VariableDeclarator' ? parent.end : name.end;
  }

  function outermostClosure(use: Node, owner: FunctionNode): FunctionNode {
    let closure = index.functionOf(use);
    let outer = closure;
    while (closure !== undefined && closure !== owner) {
      outer = closure;
      closure = index.functionOf(closure);
    }
    // A capture lies in an inner function by definition.
    return outer ?? owner;
  }
}
