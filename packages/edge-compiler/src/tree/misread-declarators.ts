// Declarators whose kind the engine gets wrong: in `let a = function () { var x }, b = 1` it takes `b` for a `var`, because
// that was the last word of the kind it read. `b` then clashes with other blocks, is shared by the turns of a loop, or may
// be written although it is a constant. Found by random programs in njs 0.7.9; no document says so.

import { isInside, type NodeOf, type TreeIndex } from './walk.js';

/** One declarator, and what it is taken for. */
export interface MisreadDeclarator {
  readonly statement: NodeOf<'VariableDeclaration'>;
  readonly declarator: NodeOf<'VariableDeclarator'>;
  /** The one before it, behind which the declaration can be taken apart. */
  readonly previous: NodeOf<'VariableDeclarator'>;
  /** The declaration whose kind it gets. */
  readonly cause: NodeOf<'VariableDeclaration'>;
  /** Whether the declaration is the head of a loop: that cannot be taken apart. */
  readonly isHead: boolean;
}

/** Every such declarator, in source order. */
export function findMisreadDeclarators(index: TreeIndex): MisreadDeclarator[] {
  const declarations = index.nodesOf('VariableDeclaration');
  // The engine reads the heads of `for-in` by another way, which leaves the last word alone.
  const counted = declarations.filter((one) => {
    const parent = index.parentOf(one);
    return parent?.type !== 'ForInStatement' || parent.left !== one;
  });
  return declarations.flatMap((statement) =>
    statement.declarations.flatMap((declarator, position) => {
      const previous = statement.declarations[position - 1];
      if (previous === undefined) return [];
      const cause = counted.findLast((one) => isInside(one, statement) && one.start < declarator.start);
      if (cause === undefined || cause.kind === statement.kind) return [];
      const isHead = index.parentOf(statement)?.type === 'ForStatement';
      return [{ statement, declarator, previous, cause, isHead }];
    }),
  );
}
